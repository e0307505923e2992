package dev.jukung.store;

/**
 * What is done to values on their way to where they outlive the process, and undone on their way back: encryption at rest. Memory
 * holds plain values. Thread-safe; may change what it does to new values while it runs, as long as it can undo what it did before.
 */
public interface ValueTransformer {
    /** Values are kept as they are. */
    ValueTransformer NONE = new ValueTransformer() {
        @Override
        public byte[] seal(Key key, byte[] context, byte[] value) {
            return value;
        }

        @Override
        public byte[] open(Key key, byte[] context, byte[] stored) {
            return stored;
        }

        @Override
        public boolean outdated(Key key, byte[] stored) {
            return false;
        }
    };

    /**
     * @param context where the value is kept; it can be opened there only
     * @throws StoreUnavailableException when it cannot be done now
     */
    byte[] seal(Key key, byte[] context, byte[] value);

    /** @throws StoreCorruptedException when it cannot be undone */
    byte[] open(Key key, byte[] context, byte[] stored);

    /** Whether a stored value is not as {@link #seal} would write it now. */
    boolean outdated(Key key, byte[] stored);
}
