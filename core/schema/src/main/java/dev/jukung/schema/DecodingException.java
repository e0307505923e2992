package dev.jukung.schema;

/** JSON that does not fit the type it is decoded as; the message is the one Go's decoder gives. A bad request. */
public final class DecodingException extends RuntimeException {
    public DecodingException(String message) {
        super(message);
    }
}
