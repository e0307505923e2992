package dev.jukung.app;

/** How a command ended, for scripts. The numbers are stable. */
public enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(2),
    TIMEOUT(3),
    EXISTS(4),
    NOT_FOUND(5),
    /** This machine lacks something; the message says what and how to get it. */
    HOST_UNSUPPORTED(6),
    NETWORK(7);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The code of that number; FAILED for a number that is none. */
    public static ExitCode of(int number) {
        for (ExitCode candidate : values()) {
            if (candidate.code == number) {
                return candidate;
            }
        }
        return FAILED;
    }
}
