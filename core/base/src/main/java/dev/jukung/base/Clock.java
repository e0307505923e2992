package dev.jukung.base;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The only source of time. Production runs on {@link SystemClock}; tests and forked clusters run on
 * {@link VirtualClock}, where {@code advance} runs everything that was due and then settles.
 *
 * <p>Whoever waits for time says so here: a timer is {@link #after}, a pause is {@link #sleep}. Work that
 * has been handed over but not finished (a queued event, a queued key, a running reconcile) is held
 * open with {@link #hold}: virtual time does not move while any hold is open. Thread-safe.
 */
public interface Clock {
    Instant now();

    /** A monotonic reading in nanoseconds; only differences have a meaning. */
    long nanos();

    /** Runs {@code task} once on a thread of its own when {@code delay} has passed. A zero or negative delay runs it now. */
    Timer after(Duration delay, Runnable task);

    /** Blocks the calling (virtual) thread for {@code duration}. */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * {@link #sleep} as a part of held work, which gives its hold back while it waits: else time could never reach the end of
     * the pause.
     *
     * @return the hold that is open in the place of {@code open}; after an interruption none is
     */
    default Hold pause(Hold open, Duration duration) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<@Nullable Hold> next = new AtomicReference<>();
        Timer timer = after(duration, () -> {
            Hold fresh = hold(); // the timer's own hold lasts until then, so time cannot slip by in between
            if (!next.compareAndSet(null, fresh)) {
                fresh.close(); // nobody waits any more
            }
            over.countDown();
        });
        open.close(); // not earlier: time that moves before the timer is set would never count for it
        try {
            over.await();
            return requireNonNull(next.get(), "the hold of a pause that is over");
        } catch (InterruptedException e) {
            timer.cancel();
            Hold opened = next.getAndSet(Hold.NONE);
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
    }

    /** Opens a piece of work that has to end before the cluster counts as settled. Free on a real clock. */
    Hold hold();

    /** A timer that has not fired yet can be cancelled; cancelling twice, or too late, does nothing. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** Closed when the work is done; closing twice does nothing. */
    @FunctionalInterface
    interface Hold extends AutoCloseable {
        Hold NONE = () -> {};

        @Override
        void close();
    }
}
