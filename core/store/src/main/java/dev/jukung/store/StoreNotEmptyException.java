package dev.jukung.store;

/** What is to be restored would be mixed with what is there. */
public final class StoreNotEmptyException extends RuntimeException {
    StoreNotEmptyException(String message) {
        super(message);
    }
}
