package dev.jukung.kubelet.container;

import dev.jukung.base.Clock;
import java.time.Duration;

/**
 * A piece of work on a virtual thread of its own that keeps virtual time from moving, except while it waits for time itself. Whatever sleeps
 * as a part of such work has to do it by {@link #sleep}, or virtual time could never reach the end of the sleep.
 */
public final class HeldWork {
    private static final ScopedValue<HeldWork> CURRENT = ScopedValue.newInstance();

    private Clock.Hold hold;

    private HeldWork(Clock.Hold hold) {
        this.hold = hold;
    }

    public static Thread start(Clock clock, String name, Runnable work) {
        HeldWork held = new HeldWork(clock.hold());
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                ScopedValue.where(CURRENT, held).run(work);
            } finally {
                held.close();
            }
        });
    }

    /** Blocks for {@code duration}; the work that the calling thread does, if any, gives its hold back meanwhile. */
    public static void sleep(Clock clock, Duration duration) throws InterruptedException {
        if (!duration.isPositive()) {
            return;
        }
        if (CURRENT.isBound()) {
            HeldWork work = CURRENT.get();
            work.hold = clock.pause(work.hold, duration);
        } else {
            clock.sleep(duration);
        }
    }

    private void close() {
        hold.close();
    }
}
