package dev.jukung.apiserver;

import dev.jukung.apiserver.audit.AuditConfig;
import java.time.Duration;

/**
 * What an operator decides about watching over the API server.
 *
 * @param audit what is recorded, and where ({@code --audit-*})
 * @param shutdownDelay how long it serves on after it has said that it is not ready any more ({@code --shutdown-delay-duration})
 * @param eventLife how long Events stay after they were written last ({@code --event-ttl}); zero for ever
 */
public record Operation(AuditConfig audit, Duration shutdownDelay, Duration eventLife) {
    private static final Duration EVENT_LIFE = Duration.ofHours(1);

    /** Nothing is audited, and nobody is waited for. */
    public static final Operation STANDARD = new Operation(AuditConfig.NONE, Duration.ZERO, EVENT_LIFE);

    public Operation withAudit(AuditConfig changed) {
        return new Operation(changed, shutdownDelay, eventLife);
    }

    public Operation withShutdownDelay(Duration changed) {
        return new Operation(audit, changed, eventLife);
    }
}
