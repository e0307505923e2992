package dev.jukung.apiserver;

import dev.jukung.apiserver.audit.AuditConfig;

/**
 * What an operator decides about watching over the API server.
 *
 * @param audit what is recorded, and where ({@code --audit-*})
 */
public record Operation(AuditConfig audit) {
    /** Nothing is audited. */
    public static final Operation STANDARD = new Operation(AuditConfig.NONE);

    public Operation withAudit(AuditConfig changed) {
        return new Operation(changed);
    }
}
