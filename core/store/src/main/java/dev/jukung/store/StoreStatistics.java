package dev.jukung.store;

/**
 * What a store has done since it was opened, for metrics.
 *
 * @param commits commits that took a revision
 * @param refused commits whose guards did not hold
 * @param failed commits that could not be made durable
 * @param batches writes to the disk: {@code commits / batches} commits shared one sync
 * @param largestBatch the most commits that shared one sync
 * @param syncNanos nanoseconds spent on writing and syncing batches
 * @param watches watches that are open now
 * @param revisionsKept revisions in the history now
 * @param historyBytes estimate of the memory held by the history only
 */
public record StoreStatistics(
        long commits,
        long refused,
        long failed,
        long batches,
        long largestBatch,
        long syncNanos,
        int watches,
        int revisionsKept,
        long historyBytes) {}
