package dev.jukung.store;

/** The data directory is in use by another store; the message says by whom and what to do. */
public final class StoreLockedException extends RuntimeException {
    StoreLockedException(String message) {
        super(message);
    }
}
