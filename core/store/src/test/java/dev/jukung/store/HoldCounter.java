package dev.jukung.store;

import dev.jukung.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A clock that only counts what holds it. */
final class HoldCounter implements Clock {
    private final AtomicInteger holds = new AtomicInteger();

    int open() {
        return holds.get();
    }

    void awaitNone() throws InterruptedException {
        while (open() > 0) {
            Thread.onSpinWait();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public Hold hold() {
        holds.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                holds.decrementAndGet();
            }
        };
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("the store sets no timers");
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException("the store does not sleep");
    }
}
