package dev.jukung.apiserver;

import dev.jukung.apiserver.audit.AuditConfig;
import dev.jukung.apiserver.tracing.TracingConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an operator decides about watching over the API server.
 *
 * @param audit what is recorded, and where ({@code --audit-*})
 * @param shutdownDelay how long it serves on after it has said that it is not ready any more ({@code --shutdown-delay-duration})
 * @param eventLife how long Events stay after they were written last ({@code --event-ttl}); zero for ever
 * @param flags that it was started with, all of them, as {@code /flagz} shows them
 * @param tracing where traces go, if requests are traced ({@code --tracing-config-file})
 */
public record Operation(
        AuditConfig audit,
        Duration shutdownDelay,
        Duration eventLife,
        SortedMap<String, String> flags,
        Optional<TracingConfig> tracing) {
    private static final Duration EVENT_LIFE = Duration.ofHours(1);

    /** Nothing is audited, and nobody is waited for. */
    public static final Operation STANDARD =
            new Operation(AuditConfig.NONE, Duration.ZERO, EVENT_LIFE, Collections.emptySortedMap(), Optional.empty());

    public Operation {
        flags = Collections.unmodifiableSortedMap(new TreeMap<>(flags));
    }

    public Operation withAudit(AuditConfig changed) {
        return new Operation(changed, shutdownDelay, eventLife, flags, tracing);
    }

    public Operation withShutdownDelay(Duration changed) {
        return new Operation(audit, changed, eventLife, flags, tracing);
    }

    public Operation withFlags(SortedMap<String, String> changed) {
        return new Operation(audit, shutdownDelay, eventLife, changed, tracing);
    }

    public Operation withTracing(TracingConfig config) {
        return new Operation(audit, shutdownDelay, eventLife, flags, Optional.of(config));
    }

    /** As the server of that name, by which traces know it. */
    public Operation of(String server) {
        return tracing.isPresent() ? withTracing(tracing.get().of(server)) : this;
    }
}
