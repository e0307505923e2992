package dev.jukung.apiserver.flowcontrol;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * After how many seconds a client that was refused may come back: the more were refused lately, the later. Passive. Not
 * thread-safe.
 */
final class DroppedRequests {
    private static final long SECONDS_MAX = 32;
    private static final long TOO_MANY_PER_SECOND = 3;

    private record Second(long at, long count) {}

    private final Deque<Second> history = new ArrayDeque<>(); // no longer than SECONDS_MAX
    private long second;
    private long count;
    private long retryAfter = 1;
    private long raised;

    long retryAfter() {
        return retryAfter;
    }

    void drop(long now) {
        if (now == second) {
            count++;
            return;
        }
        history.add(new Second(second, count));
        while (now - history.getFirst().at() > Math.min(SECONDS_MAX, 2 * retryAfter) && history.size() > 1) {
            history.removeFirst();
        }
        second = now;
        count = 1;
        long lately = history.stream()
                .filter(each -> now - each.at() <= retryAfter && each.at() < now)
                .mapToLong(Second::count)
                .sum();
        if (now - raised >= retryAfter && lately >= TOO_MANY_PER_SECOND * retryAfter) {
            retryAfter = Math.min(SECONDS_MAX, 2 * retryAfter);
            raised = now;
        } else if (lately < retryAfter && retryAfter > 1) {
            retryAfter--;
        }
    }
}
