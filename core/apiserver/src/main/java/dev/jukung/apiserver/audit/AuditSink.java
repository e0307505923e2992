package dev.jukung.apiserver.audit;

import java.util.List;

/** Where events go. Thread-safe. */
public interface AuditSink extends AutoCloseable {
    /** False when they could not be recorded, and so the request they are about has to be refused. */
    boolean record(List<AuditEvent> events);

    /** What has been taken is recorded first. Twice is fine. */
    @Override
    void close();
}
