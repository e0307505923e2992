package dev.jukung.runtime;

import java.time.Duration;

/**
 * What the loops count. Whoever exports it names the numbers as Kubernetes does: {@code workqueue_adds_total},
 * {@code workqueue_depth}, {@code workqueue_queue_duration_seconds}, {@code workqueue_work_duration_seconds},
 * {@code workqueue_retries_total}, each with the controller as {@code name}. Implementations are thread-safe and quick.
 */
public interface LoopMetrics {
    LoopMetrics NONE = new LoopMetrics() {
        @Override
        public void added(String controller, int depth) {}

        @Override
        public void started(String controller, Duration waited, int depth) {}

        @Override
        public void finished(String controller, Duration took, String result) {}

        @Override
        public void retried(String controller) {}
    };

    /** @param depth how many keys wait now */
    void added(String controller, int depth);

    void started(String controller, Duration waited, int depth);

    /** @param result {@code ok}, {@code retry}, {@code bug}, or the {@link Reason} of a refusal */
    void finished(String controller, Duration took, String result);

    /** A key was put back to be tried again after a failure. */
    void retried(String controller);
}
