package dev.jukung.app.kustomize;

/** A kustomization that cannot be built; the message names the file or field. */
public final class KustomizeException extends RuntimeException {
    public KustomizeException(String message) {
        super(message);
    }

    public KustomizeException(String message, Throwable cause) {
        super(message, cause);
    }
}
