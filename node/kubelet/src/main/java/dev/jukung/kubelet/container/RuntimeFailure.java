package dev.jukung.kubelet.container;

/** The runtime refused or could not be reached. The message is what users see in events. */
public final class RuntimeFailure extends RuntimeException {
    /** What kind of failure; the names are gRPC's. */
    public enum Code {
        NOT_FOUND,
        DEADLINE_EXCEEDED,
        UNAVAILABLE,
        UNIMPLEMENTED,
        UNKNOWN
    }

    private final Code code;

    public RuntimeFailure(Code code, String message) {
        super(message);
        this.code = code;
    }

    public RuntimeFailure(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
