package dev.jukung.apiserver.admission.webhook;

/** A webhook that gave no verdict; its failure policy says what follows. The message is the reference's. */
final class HookFailure extends Exception {
    static final int UNAVAILABLE = 503;
    private static final long serialVersionUID = 1;

    private final int code;

    /** @param code for the metrics */
    HookFailure(String message, int code) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
