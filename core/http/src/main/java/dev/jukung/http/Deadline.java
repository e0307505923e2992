package dev.jukung.http;

import dev.jukung.base.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time that a caller is ready to wait, over all steps of what it asked for. Thread-safe. */
final class Deadline implements AutoCloseable {
    private final Duration length;
    private final Clock.Timer timer;
    private boolean expired; // guarded by this
    private @Nullable Runnable hook; // guarded by this

    Deadline(Clock clock, Duration length) {
        this.length = length;
        timer = clock.after(length, this::expire);
    }

    /** Runs {@code next} when the time is over, in place of what was to run before; at once if it is over already. */
    void onExpiry(Runnable next) {
        synchronized (this) {
            hook = next;
            if (!expired) {
                return;
            }
        }
        next.run();
    }

    private void expire() {
        Runnable last;
        synchronized (this) {
            expired = true;
            last = hook;
        }
        if (last != null) {
            last.run();
        }
    }

    synchronized boolean expired() {
        return expired;
    }

    Duration length() {
        return length;
    }

    @Override
    public void close() {
        timer.cancel();
        synchronized (this) {
            hook = null;
        }
    }
}
