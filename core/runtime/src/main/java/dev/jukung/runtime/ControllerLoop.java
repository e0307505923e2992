package dev.jukung.runtime;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.runtime.Reason.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Reconciler} for the keys that are added: workers on virtual threads, one key never twice at a time, a
 * failed key again after a growing delay. What happens after a failure is decided here only.
 *
 * <p>Each reconcile has a {@link Cause}: the controller, the key, and the newest event that queued it. While a key waits
 * or runs the clock is held, so a {@code VirtualClock} settles exactly when nothing is left to do. Thread-safe.
 */
public final class ControllerLoop<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
    /** How long a reconcile that runs at {@link #close} may take to finish before it is interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    /** Why a key waits, and since when. */
    private record Waiting(long trigger, long sinceNanos) {}

    private record Claim<K>(K key, long trigger) {}

    private final String name;
    private final Reconciler<K> reconciler;
    private final Surroundings surroundings;
    private final Clock clock;
    private final List<Thread> workers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition(); // a key may be taken, or there will be none
    // Guarded by the lock.
    private final KeyQueue<K> queue = new KeyQueue<>();
    private final Map<K, Waiting> waiting = new HashMap<>();
    private final Map<K, Long> earlier = new HashMap<>(); // the triggers of keys that are looked at again later
    private final Map<K, Integer> failures = new HashMap<>();
    private Clock.Hold hold = Clock.Hold.NONE;
    private boolean held;
    private Clock.Timer timer = () -> {};
    private @Nullable Instant timerAt;
    private boolean closed;

    /** @param name of the controller, as Kubernetes calls it: {@code replicaset-controller} */
    public ControllerLoop(String name, Reconciler<K> reconciler, Surroundings surroundings) {
        this.name = name;
        this.reconciler = reconciler;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
    }

    public String name() {
        return name;
    }

    /** Starts the workers. Keys added before wait until then. */
    public void start(int workerCount) {
        lock.lock();
        try {
            if (closed || !workers.isEmpty()) {
                throw new IllegalStateException(name + " was started before");
            }
            for (int i = 0; i < workerCount; i++) {
                workers.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
            }
        } finally {
            lock.unlock();
        }
    }

    public void add(K key) {
        add(key, 0);
    }

    /** @param trigger the resourceVersion of the event because of which the key is added; 0 when there is none */
    public void add(K key, long trigger) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            remember(key, trigger);
            queue.add(key);
            surroundings.metrics().added(name, queue.depth());
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the key when {@code delay} has passed, unless something adds it sooner. */
    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!delay.isPositive()) {
                add(key);
                return;
            }
            queue.addAt(key, clock.now().plus(delay));
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** Hands out no more keys, lets those that run finish (for a while), and ends the workers. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            timer.cancel();
            ready.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread worker : workers) {
                if (!worker.join(GRACE)) {
                    worker.interrupt();
                }
            }
        } catch (InterruptedException _) {
            workers.forEach(Thread::interrupt); // whoever closes us is in a hurry
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            hold.close();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (true) {
                Claim<K> claim = take();
                Cause cause = new Cause(name, "reconcile " + claim.key(), claim.trigger());
                ScopedValue.where(Cause.CURRENT, cause).<Void, InterruptedException>call(() -> {
                    runOnce(claim);
                    return null;
                });
            }
        } catch (InterruptedException _) {
            LOG.trace("{}: worker ends", name); // close() asked for it
        }
    }

    private Claim<K> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                Instant now = clock.now();
                @Nullable K key = queue.next(now).orElse(null);
                if (key != null) {
                    Waiting why = waiting.remove(key);
                    @Nullable Long before = earlier.remove(key);
                    long trigger = Math.max(why == null ? 0 : why.trigger(), before == null ? 0 : before);
                    Duration waited = why == null ? Duration.ZERO : Duration.ofNanos(clock.nanos() - why.sinceNanos());
                    surroundings.metrics().started(name, waited, queue.depth());
                    changed();
                    return new Claim<>(key, trigger);
                }
                ready.await();
            }
            throw new InterruptedException("closed");
        } finally {
            lock.unlock();
        }
    }

    private void runOnce(Claim<K> claim) throws InterruptedException {
        K key = claim.key();
        long start = clock.nanos();
        String result = "interrupted";
        try {
            result = switch (reconciler.reconcile(key)) {
                case Reconciler.Outcome.Settled() -> settled(key);
                case Reconciler.Outcome.CheckAgain(Duration after) -> {
                    settled(key);
                    lookAgain(claim, after);
                    yield "ok";
                }
                case Reconciler.Outcome.TryAgain(String why) -> {
                    LOG.debug("{}: {}: {}", name, key, why);
                    retry(claim);
                    yield "retry";
                }
            };
        } catch (ApiException e) {
            if (e.hasCause(NAMESPACE_TERMINATING)) {
                result = settled(key); // nothing can be created there any more, and what is there will go
                return;
            }
            result = e.reason().text(); // losing a race is normal: counted, never logged
            if (e.reason().remedy() == Remedy.CHANGE_REQUEST) {
                surroundings.faults().report(name + " reconciling " + key, e); // our own request was wrong
            }
            retry(claim);
        } catch (RuntimeException bug) {
            result = "bug";
            surroundings.faults().report(name + " reconciling " + key, bug);
            retry(claim);
        } finally {
            done(key);
            surroundings.metrics().finished(name, Duration.ofNanos(clock.nanos() - start), result);
        }
    }

    private String settled(K key) {
        lock.lock();
        try {
            failures.remove(key);
            return "ok";
        } finally {
            lock.unlock();
        }
    }

    /** What led to this look leads to the next one too, unless something newer does. */
    private void lookAgain(Claim<K> claim, Duration after) {
        lock.lock();
        try {
            earlier.put(claim.key(), claim.trigger());
            addAfter(claim.key(), after);
        } finally {
            lock.unlock();
        }
    }

    private void retry(Claim<K> claim) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            int count = failures.merge(claim.key(), 1, Integer::sum);
            remember(claim.key(), claim.trigger());
            surroundings.metrics().retried(name);
            queue.addAt(claim.key(), clock.now().plus(Backoff.KEYS.delay(count)));
            changed();
        } finally {
            lock.unlock();
        }
    }

    private void done(K key) {
        lock.lock();
        try {
            queue.done(key);
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** The newest event explains best why the key is worked on; the wait began with the oldest. */
    private void remember(K key, long trigger) {
        waiting.merge(
                key,
                new Waiting(trigger, clock.nanos()),
                (old, add) -> new Waiting(Math.max(old.trigger(), add.trigger()), old.sinceNanos()));
    }

    /**
     * After every change of the queue: wakes a worker if it has something to do, which wakes the next one in turn; holds the
     * clock while there is work, sets the timer.
     */
    private void changed() {
        if (queue.ready()) {
            ready.signal();
        }
        if (queue.busy() && !held) {
            held = true;
            hold = clock.hold();
        }
        @Nullable Instant wakeAt = queue.wakeAt().orElse(null);
        if (wakeAt != null && !wakeAt.equals(timerAt)) {
            timer.cancel();
            timerAt = wakeAt;
            timer = clock.after(Duration.between(clock.now(), wakeAt), this::wake);
        }
        if (!queue.busy() && held) {
            held = false;
            hold.close(); // after the timer is set: time that moves before would never count for it
        }
    }

    private void wake() {
        lock.lock();
        try {
            timerAt = null;
            if (!closed) {
                queue.expire(clock.now());
                changed();
            }
        } finally {
            lock.unlock();
        }
    }
}
