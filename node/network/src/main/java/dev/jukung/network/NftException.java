package dev.jukung.network;

/** The nft program refused a script, or could not be run; the message has its words. Nothing was changed. */
public final class NftException extends RuntimeException {
    public NftException(String message) {
        super(message);
    }

    public NftException(String message, Throwable cause) {
        super(message, cause);
    }
}
