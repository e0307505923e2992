package dev.jukung.runtime;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * Which key to work on next. A key waits at most once however often it is added, and is never handed
 * out twice at a time: added while it runs, it waits for {@link #done}. So the queue is never longer than
 * there are keys.
 *
 * <p>Passive on purpose: no threads, no locks, and time is an argument, so a test owns every
 * interleaving. {@link ControllerLoop} adds the lock and the waiting. Not thread-safe.
 */
final class KeyQueue<K> {
    private record Timer<K>(K key, Instant due, long order) {}

    private final Set<K> dirty = new HashSet<>();
    private final Set<K> running = new HashSet<>();
    private final Queue<K> ready = new ArrayDeque<>(); // dirty and not running, in order of arrival
    private final Map<K, Instant> dueAt = new HashMap<>();
    // Some are outdated: the key was added meanwhile, or a sooner time was given. Equal times keep their order.
    private final Queue<Timer<K>> timers = new PriorityQueue<>(
            Comparator.comparing((Timer<K> timer) -> timer.due()).thenComparing(Timer::order));
    private long order;

    /** The key waits from now on; a later time given for it is forgotten. */
    void add(K key) {
        dueAt.remove(key);
        if (dirty.add(key) && !running.contains(key)) {
            ready.add(key);
        }
    }

    /** The key waits from {@code due} on, unless it waits already; of two times the sooner counts. */
    void addAt(K key, Instant due) {
        if (dirty.contains(key)) {
            return;
        }
        Instant known = dueAt.get(key);
        if (known == null || due.isBefore(known)) {
            dueAt.put(key, due);
            timers.add(new Timer<>(key, due, order++));
        }
    }

    /** Hands out the key that has waited longest. The caller owes {@link #done}. */
    Optional<K> next(Instant now) {
        expire(now);
        Optional<K> key = Optional.ofNullable(ready.poll());
        key.ifPresent(dirty::remove);
        key.ifPresent(running::add);
        return key;
    }

    /** Adds the keys whose time has come. */
    void expire(Instant now) {
        while (!timers.isEmpty() && !timers.peek().due().isAfter(now)) {
            Timer<K> timer = timers.remove();
            if (dueAt.remove(timer.key(), timer.due())) {
                add(timer.key());
            }
        }
    }

    /** @throws IllegalStateException when the key was not handed out */
    void done(K key) {
        if (!running.remove(key)) {
            throw new IllegalStateException("done, but it was not running: " + key);
        }
        if (dirty.contains(key)) {
            ready.add(key);
        }
    }

    /** When {@link #expire} next has something to do. */
    Optional<Instant> wakeAt() {
        while (!timers.isEmpty()) {
            Timer<K> timer = timers.peek();
            if (timer.due().equals(dueAt.get(timer.key()))) {
                return Optional.of(timer.due());
            }
            timers.remove();
        }
        return Optional.empty();
    }

    /** Whether any key waits or runs; those with a time in the future do not count. */
    boolean busy() {
        return !dirty.isEmpty() || !running.isEmpty();
    }

    /** Whether {@link #next} has a key to hand out. */
    boolean ready() {
        return !ready.isEmpty();
    }

    /** How many keys wait. */
    int depth() {
        return dirty.size();
    }
}
