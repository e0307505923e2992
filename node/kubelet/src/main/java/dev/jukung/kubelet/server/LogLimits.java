package dev.jukung.kubelet.server;

/**
 * How large the logs of a container may become.
 *
 * @param bytes of one file: {@code containerLogMaxSize}
 * @param files the one that is written included: {@code containerLogMaxFiles}; at least 2
 */
public record LogLimits(long bytes, int files) {
    /** Kubernetes' defaults. */
    public static final LogLimits STANDARD = new LogLimits(10L * 1024 * 1024, 5);

    public LogLimits {
        if (files < 2) {
            throw new IllegalArgumentException(
                    "invalid configuration: containerLogMaxFiles (--container-log-max-files) " + files
                            + " must be greater than 1");
        }
        if (bytes <= 0) {
            throw new IllegalArgumentException("invalid configuration: containerLogMaxSize (--container-log-max-size) "
                    + bytes + " must be positive");
        }
    }
}
