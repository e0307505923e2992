package dev.jukung.http;

import dev.jukung.base.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets the thread that closes a server wait until work has ended, for a limited time. Thread-safe. */
final class Quiescence {
    private boolean expired; // guarded by this, with the waiting

    /** Something has ended: conditions are looked at again. */
    synchronized void changed() {
        notifyAll();
    }

    /** Returns when {@code done} is true, {@code limit} is over, or the calling thread is interrupted. */
    void await(Clock clock, Duration limit, BooleanSupplier done) {
        synchronized (this) {
            expired = false;
        }
        Clock.Timer timer = clock.after(limit, this::expire);
        synchronized (this) {
            try {
                while (!done.getAsBoolean() && !expired) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // who closes is in a hurry: go on with closing
            }
        }
        timer.cancel();
    }

    private synchronized void expire() {
        expired = true;
        notifyAll();
    }
}
