package dev.jukung.store;

/**
 * How much history a store keeps before it forgets the oldest by itself. A watcher, or a reader of pages, that
 * falls further behind has to list anew, as Kubernetes clients do after 410 Gone.
 *
 * @param revisions the most revisions
 * @param bytes the most memory, by the estimate of {@link Commit#weight}
 */
record HistoryLimits(int revisions, long bytes) {
    /** A status update per second of each of 5,000 nodes and its pods fills this in some twenty seconds; a quiet cluster in a day. */
    private static final int REVISIONS = 100_000;

    /** Bounds what a small process spends on the past: 64 MiB with a heap of 512 MiB. */
    private static final int PART_OF_HEAP = 8;

    private static final long BYTES_MAX = 1L << 30;

    HistoryLimits {
        if (revisions < 1 || bytes < 1) {
            throw new IllegalArgumentException("history limits must be positive: " + revisions + ", " + bytes);
        }
    }

    static HistoryLimits ofThisProcess() {
        return new HistoryLimits(
                REVISIONS, Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }
}
