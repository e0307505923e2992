package dev.jukung.schema.apply;

/** An apply or update that cannot be carried out, other than for conflicts. The message is the one of Kubernetes. */
public final class ApplyException extends RuntimeException {
    private final boolean badRequest;

    private ApplyException(boolean badRequest, String message) {
        super(message);
        this.badRequest = badRequest;
    }

    static ApplyException badRequest(String message) {
        return new ApplyException(true, message);
    }

    static ApplyException internal(String message) {
        return new ApplyException(false, message);
    }

    /** Whether the answer is 400; otherwise Kubernetes answers 500. */
    public boolean isBadRequest() {
        return badRequest;
    }
}
