package dev.jukung.apiserver.authentication;

/** A token that looked like a good one and does not hold; the message says why, in Kubernetes' words. */
final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidTokenException(String message) {
        super(message);
    }
}
