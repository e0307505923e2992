package dev.jukung.store;

/** The store does not take values of that size; the message is in its words. Trying again does not help. */
public final class ValueTooLargeException extends StoreUnavailableException {
    ValueTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
