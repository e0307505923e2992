package dev.jukung.value;

/** Text that is not what it should be; the message says what and where. */
public final class ParseException extends RuntimeException {
    public ParseException(String message) {
        super(message);
    }

    public ParseException(String message, Throwable cause) {
        super(message, cause);
    }
}
