package dev.jukung.store;

/** The data directory has something in it that is not a whole store; the message says what and what to do. Nothing was changed. */
public final class StoreCorruptedException extends RuntimeException {
    public StoreCorruptedException(String message) {
        super(message);
    }

    StoreCorruptedException(String message, Throwable cause) {
        super(message, cause);
    }
}
