package dev.jukung.store;

/**
 * How many commits share a sync.
 *
 * @param commits the most commits of a batch
 * @param bytes once a batch has so many, it takes no further commit
 * @param waiting the most commits that wait for their batch; beyond, callers wait to be let in
 */
record BatchLimits(int commits, long bytes, int waiting) {
    /**
     * More than a thousand commits would only make the first of a batch wait for the last; 8 MiB are half a
     * write buffer of RocksDB; the API server lets in fewer requests than may wait.
     */
    static final BatchLimits DEFAULT = new BatchLimits(1_024, 8L << 20, 8_192);
}
