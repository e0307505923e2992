package dev.jukung.cluster;

import dev.jukung.apiserver.audit.AuditConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that tell the API server of a cluster what to encrypt and what to record.
 *
 * @param encryption {@code --encryption-provider-config}
 * @param auditPolicy {@code --audit-policy-file}
 * @param auditLog {@code --audit-log-path}
 */
public record ApiFiles(Optional<Path> encryption, Optional<Path> auditPolicy, Optional<Path> auditLog) {
    public static final ApiFiles NONE = new ApiFiles(Optional.empty(), Optional.empty(), Optional.empty());

    /** Nothing is recorded without a place for it. */
    AuditConfig audit() {
        return new AuditConfig(auditPolicy, auditLog.map(AuditConfig.Log::to), Optional.empty());
    }
}
