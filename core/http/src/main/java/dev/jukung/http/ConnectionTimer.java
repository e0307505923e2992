package dev.jukung.http;

import dev.jukung.base.Clock;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Closes a connection whose deadline has passed. Deadlines move with every request, so the timer is not moved along: when
 * it fires too early it is set again. A busy connection costs one timer per idle timeout. Confined to the event loop.
 */
final class ConnectionTimer {
    static final long NEVER = Long.MAX_VALUE;

    private final Clock clock;
    private final EventLoop loop;
    private final LongSupplier deadline;
    private final Runnable expired;
    private Clock.Timer timer = () -> {};
    private long armedFor = NEVER;
    private boolean ended;

    /**
     * @param deadline when the connection expires as things are, on the scale of {@link Clock#nanos}, or {@link #NEVER}
     * @param expired closes it; called on the event loop
     */
    ConnectionTimer(Clock clock, EventLoop loop, LongSupplier deadline, Runnable expired) {
        this.clock = clock;
        this.loop = loop;
        this.deadline = deadline;
        this.expired = expired;
    }

    /** To be called when the deadline may have come nearer. */
    void check() {
        long at = deadline.getAsLong();
        boolean soonEnough = armedFor != NEVER && armedFor - at <= 0;
        if (ended || at == NEVER || soonEnough) {
            return;
        }
        timer.cancel();
        armedFor = at;
        long wait = Math.max(1, at - clock.nanos());
        timer = clock.after(Duration.ofNanos(wait), () -> Transport.execute(loop, () -> fire(at)));
    }

    private void fire(long at) {
        if (ended || at != armedFor) {
            return; // cancelled too late
        }
        armedFor = NEVER;
        long due = deadline.getAsLong();
        if (due != NEVER && due - clock.nanos() <= 0) {
            expired.run();
        } else {
            check();
        }
    }

    void end() {
        ended = true;
        timer.cancel();
    }
}
