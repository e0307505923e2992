package dev.jukung.base;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Time that moves only when told. {@link #advance} steps from one due timer to the next and lets the
 * cluster settle in between: all holds closed, so every event has been handled and every key reconciled.
 * Thread-safe; one thread at a time may advance.
 */
public final class VirtualClock implements Clock {
    /** A cluster that is still busy after this much real time is not settling but looping. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

    private record Due(Instant at, long order, Runnable task, AtomicBoolean cancelled) {}

    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private Instant now;
    private long order;
    private int holds;

    public VirtualClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        AtomicBoolean cancelled = new AtomicBoolean();
        synchronized (this) {
            if (delay.isPositive()) {
                timers.add(new Due(now.plus(delay), order++, task, cancelled));
                return () -> cancelled.set(true);
            }
        }
        run(task);
        return () -> {};
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Timer timer = after(duration, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }

    @Override
    public synchronized Hold hold() {
        holds++;
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                release();
            }
        };
    }

    private synchronized void release() {
        holds--;
        notifyAll();
    }

    /** Moves time forward by {@code duration}, running what becomes due in order, and returns settled. */
    public void advance(Duration duration) throws InterruptedException {
        settle();
        Instant end = now().plus(duration);
        while (true) {
            Due due;
            synchronized (this) {
                due = timers.peek();
                if (due == null || due.at().isAfter(end)) {
                    now = end;
                    return;
                }
                timers.remove();
                if (due.cancelled().get()) {
                    continue;
                }
                now = due.at();
            }
            run(due.task());
            settle();
        }
    }

    /** Waits (in real time) until no work is open. Throws if the cluster does not come to rest. */
    public synchronized void settle() throws InterruptedException {
        long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while (holds > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(
                        "not settled after " + SETTLE_LIMIT + ": " + holds + " pieces of work are open");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void run(Runnable task) {
        Hold hold = hold();
        Thread.ofVirtual().name("timer").start(() -> {
            try (hold) {
                task.run();
            }
        });
    }
}
