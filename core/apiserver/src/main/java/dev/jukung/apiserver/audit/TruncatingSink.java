package dev.jukung.apiserver.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps events and batches below a size: an event that is too large loses its objects, and is dropped if that is not
 * enough; a batch that is too large is split. Thread-safe.
 */
record TruncatingSink(AuditSink next, long maxEventBytes, long maxBatchBytes, AuditMetrics metrics)
        implements AuditSink {
    @Override
    public boolean record(List<AuditEvent> events) {
        List<AuditEvent> batch = new ArrayList<>();
        List<AuditEvent> dropped = new ArrayList<>();
        long batchBytes = 0;
        boolean all = true;
        for (AuditEvent event : events) {
            AuditEvent fitting = event;
            long bytes = event.line().length;
            if (bytes > maxEventBytes && event.hasObjects()) {
                fitting = event.truncated();
                bytes = fitting.line().length;
            }
            if (bytes > maxEventBytes) {
                dropped.add(fitting);
                continue;
            }
            if (!batch.isEmpty() && batchBytes + bytes > maxBatchBytes) {
                all &= next.record(List.copyOf(batch));
                batch.clear();
                batchBytes = 0;
            }
            batchBytes += bytes;
            batch.add(fitting);
        }
        if (!batch.isEmpty()) {
            all &= next.record(List.copyOf(batch));
        }
        if (!dropped.isEmpty()) {
            metrics.lost("truncate", "event is too large even after truncating", dropped);
        }
        return all;
    }

    @Override
    public void close() {
        next.close();
    }
}
