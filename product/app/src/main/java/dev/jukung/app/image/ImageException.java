package dev.jukung.app.image;

/** An image that cannot be made; the message says why and what would help. */
public final class ImageException extends RuntimeException {
    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
