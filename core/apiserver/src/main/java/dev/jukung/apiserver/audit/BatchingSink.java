package dev.jukung.apiserver.audit;

import dev.jukung.apiserver.flowcontrol.TokenBucket;
import dev.jukung.base.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Collects events and hands them on in batches, so that no request waits for a backend. A batch goes when it is full, or
 * some time after its first event. What does not fit into the buffer is lost, and counted. Thread-safe.
 */
final class BatchingSink implements AuditSink {
    /** Batches that are being sent at once; while so many hang, events pile up in the buffer, which has its own limit. */
    private static final int SENDING_MAX = 16;

    private final AuditSink next;
    private final AuditConfig.Batch limits;
    private final Clock clock;
    private final AuditMetrics metrics;
    private final Semaphore sending = new Semaphore(SENDING_MAX);
    private final Thread worker;

    private final Queue<AuditEvent> waiting = new ArrayDeque<>(); // guarded by this, as is what follows
    private Clock.@Nullable Timer timer;
    private boolean due;
    private boolean closed;

    private BatchingSink(AuditSink next, AuditConfig.Batch limits, Clock clock, AuditMetrics metrics) {
        this.next = next;
        this.limits = limits;
        this.clock = clock;
        this.metrics = metrics;
        worker = Thread.ofVirtual().name("audit-batches").unstarted(this::run);
    }

    static BatchingSink start(AuditSink next, AuditConfig.Batch limits, Clock clock, AuditMetrics metrics) {
        BatchingSink sink = new BatchingSink(next, limits, clock, metrics);
        sink.worker.start();
        return sink;
    }

    @Override
    public synchronized boolean record(List<AuditEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (closed || waiting.size() >= limits.bufferSize()) {
                String why = closed ? "audit backend shut down" : "audit buffer queue blocked";
                metrics.lost("buffered", why, events.subList(i, events.size()));
                return true; // lost events are no reason to refuse requests in this mode
            }
            waiting.add(events.get(i));
        }
        if (timer == null && !due && !waiting.isEmpty()) {
            timer = clock.after(limits.maxWait(), this::expire);
        }
        notifyAll();
        return true;
    }

    private synchronized void expire() {
        due = true;
        timer = null;
        notifyAll();
    }

    private void run() {
        TokenBucket bucket = new TokenBucket(limits.throttleQps(), limits.throttleBurst(), clock.nanos());
        try {
            while (true) {
                List<AuditEvent> batch = take();
                if (batch.isEmpty()) {
                    return;
                }
                if (limits.throttle()) {
                    clock.sleep(Duration.ofNanos(bucket.take(clock.nanos())));
                }
                sending.acquire();
                Thread.ofVirtual().name("audit-batch").start(() -> send(batch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts this thread; ending is all that is left
        }
    }

    private void send(List<AuditEvent> batch) {
        try {
            next.record(batch);
        } finally {
            sending.release();
        }
    }

    /** The next batch; empty when nothing will come any more. */
    private synchronized List<AuditEvent> take() throws InterruptedException {
        while (!closed && (waiting.isEmpty() || (!due && waiting.size() < limits.maxSize()))) {
            wait();
        }
        List<AuditEvent> batch = new ArrayList<>();
        while (batch.size() < limits.maxSize() && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        if (waiting.isEmpty()) {
            due = false;
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
        return batch;
    }

    /** Waits until all that was taken has been sent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        try {
            worker.join();
            sending.acquire(SENDING_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        next.close();
    }
}
