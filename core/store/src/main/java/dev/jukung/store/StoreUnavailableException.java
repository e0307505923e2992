package dev.jukung.store;

/** The store cannot take writes now; the message says why and what to do. Nothing of the refused commit was applied. */
public class StoreUnavailableException extends RuntimeException {
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreUnavailableException(String message) {
        super(message);
    }

    static StoreUnavailableException closed() {
        return new StoreUnavailableException("the store is closed");
    }
}
