package dev.jukung.app.lifecycle;

/** The other half of {@code jukung logs}: the log of a Pod, which its client prints. */
@FunctionalInterface
public interface PodLogs {
    /**
     * @param pod as on the command line
     * @param follow whether to go on printing what comes
     * @param tail how many lines to begin with; negative for all
     * @return the exit code
     */
    int print(String pod, boolean follow, int tail) throws InterruptedException;
}
