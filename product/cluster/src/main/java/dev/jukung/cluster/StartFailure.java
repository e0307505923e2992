package dev.jukung.cluster;

/** A cluster cannot start as things are; the message is one line that says why and what helps. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** What has to change before another try makes sense. */
    public enum Kind {
        PORT_IN_USE,
        HOST_UNSUPPORTED,
        BROKEN_DATA,
        /** Another process has the cluster's folder open. */
        IN_USE,
        NO_SPACE,
        /** The store cannot be read or written, for a reason that the message names. */
        UNUSABLE_DATA
    }

    private final Kind kind;

    StartFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
