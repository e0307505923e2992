package dev.jukung.apiserver.registry;

/** What admission notes about a request for the audit log. Thread-safe. */
@FunctionalInterface
public interface AuditAnnotations {
    /** Bound by whoever writes the audit log, for the time of one request. */
    ScopedValue<AuditAnnotations> CURRENT = ScopedValue.newInstance();

    AuditAnnotations NONE = (_, _) -> {};

    void add(String key, String value);

    /** Those of the request that this thread serves; hand them over when other threads work for it. */
    static AuditAnnotations current() {
        return CURRENT.orElse(NONE);
    }
}
