package dev.jukung.base;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock. One daemon thread keeps the timers; each task runs on a virtual thread of its own. Thread-safe. */
public final class SystemClock implements Clock {
    private final ScheduledThreadPoolExecutor timers;

    public SystemClock() {
        timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("timers").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        if (!delay.isPositive()) {
            Thread.ofVirtual().name("timer").start(task);
            return () -> {};
        }
        ScheduledFuture<?> future = timers.schedule(
                () -> Thread.ofVirtual().name("timer").start(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.isPositive()) {
            Thread.sleep(duration);
        }
    }

    @Override
    public Hold hold() {
        return Hold.NONE;
    }
}
