package dev.jukung.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param starts how often each kind of start is repeated
 * @param idle how long the idle server is watched
 * @param warmUps how often each request is sent in each way before it is measured, if {@code warmUpMost} is enough for that
 * @param length of one measurement
 * @param rounds of all requests; the best figure counts
 * @param listed how many Pods the lists are about
 * @param events how often the watched object changes for one watcher; fewer times for many
 */
public record Effort(
        int starts,
        Duration idle,
        int warmUps,
        Duration warmUpMost,
        Duration length,
        int rounds,
        int listed,
        int events,
        int nodes,
        int pods) {
    /** About six minutes, and twice that with the reference. */
    public static final Effort FULL = new Effort(
            5,
            Duration.ofSeconds(30),
            10_000,
            Duration.ofSeconds(8),
            Duration.ofMillis(600),
            2,
            5_000,
            3_000,
            5_000,
            10_000);

    /** About a minute. */
    public static final Effort QUICK = new Effort(
            2, Duration.ofSeconds(5), 2_000, Duration.ofSeconds(1), Duration.ofMillis(200), 1, 1_000, 300, 500, 2_000);
}
