package dev.jukung.scheduler;

import dev.jukung.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which pod to look at next: the most important first, then the one that waits longest. A pod that found no node waits
 * until an event may help it, and a little longer each time it fails.
 *
 * <p>Passive: no threads, no locks, and time is an argument. Not thread-safe; {@code Scheduler} guards it.
 */
final class SchedulingQueue {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
    /** After so long a refused pod is tried again although no event spoke for it. */
    private static final Duration FLUSH_AFTER = Duration.ofMinutes(5);

    /** @param refusedBy the plugins whose refusal has to change before another look is worth it; empty: any event */
    private record Waiting(PodFacts pod, int attempts, Instant since, Instant backoffUntil, Set<String> refusedBy) {}

    private static final Comparator<Waiting> ORDER = Comparator.comparingInt(
                    (Waiting waiting) -> -waiting.pod().priority())
            .thenComparing(Waiting::since)
            .thenComparing(waiting -> waiting.pod().uid());

    private final TreeSet<Waiting> active = new TreeSet<>(ORDER);
    private final PriorityQueue<Waiting> backingOff = new PriorityQueue<>(Comparator.comparing(Waiting::backoffUntil));
    private final Map<String, Waiting> refused = new HashMap<>(); // by uid
    private final Map<String, Waiting> known = new HashMap<>(); // all that wait, by uid
    private final Map<String, Integer> attempts = new HashMap<>(); // by uid

    /** A new pod, or a new version of one that waits. */
    void put(PodFacts pod, Instant now) {
        Waiting before = known.get(pod.uid());
        if (before == null) {
            activate(new Waiting(pod, attempts.getOrDefault(pod.uid(), 0), now, now, Set.of()));
            return;
        }
        forget(before);
        Waiting changed =
                new Waiting(pod, before.attempts(), before.since(), before.backoffUntil(), before.refusedBy());
        if (refused.containsKey(pod.uid()) && onlyStatusChanged(before.pod(), pod)) {
            refused.put(pod.uid(), changed);
            known.put(pod.uid(), changed);
        } else {
            refused.remove(pod.uid());
            release(changed, now);
        }
    }

    /** Our own condition on a refused pod is no reason to look at it again. */
    private static boolean onlyStatusChanged(PodFacts before, PodFacts after) {
        return before.pod().spec().equals(after.pod().spec())
                && before.pod()
                        .metadata()
                        .labels()
                        .equals(after.pod().metadata().labels());
    }

    private void activate(Waiting waiting) {
        active.add(waiting);
        known.put(waiting.pod().uid(), waiting);
    }

    private void forget(Waiting waiting) {
        active.remove(waiting);
        backingOff.remove(waiting);
    }

    private void release(Waiting waiting, Instant now) {
        refused.remove(waiting.pod().uid());
        if (waiting.backoffUntil().isAfter(now)) {
            backingOff.add(waiting);
            known.put(waiting.pod().uid(), waiting);
        } else {
            activate(waiting);
        }
    }

    void remove(String uid) {
        Waiting waiting = known.remove(uid);
        attempts.remove(uid);
        if (waiting != null) {
            forget(waiting);
            refused.remove(uid);
        }
    }

    /** The next pod; it no longer waits. */
    Optional<PodFacts> next(Instant now) {
        while (!backingOff.isEmpty() && !backingOff.peek().backoffUntil().isAfter(now)) {
            activate(backingOff.remove());
        }
        flush(now);
        Waiting first = active.pollFirst();
        if (first == null) {
            return Optional.empty();
        }
        known.remove(first.pod().uid());
        attempts.put(first.pod().uid(), first.attempts() + 1);
        return Optional.of(first.pod());
    }

    private void flush(Instant now) {
        List<Waiting> old = refused.values().stream()
                .filter(waiting -> !waiting.since().plus(FLUSH_AFTER).isAfter(now))
                .toList();
        old.forEach(waiting -> release(waiting, now));
    }

    /** No node was found: it waits for an event that may help. */
    void refuse(PodFacts pod, Set<String> refusedBy, Instant now) {
        int tried = attempts.getOrDefault(pod.uid(), 1);
        Waiting waiting = new Waiting(pod, tried, now, now.plus(backoff(tried)), Set.copyOf(refusedBy));
        refused.put(pod.uid(), waiting);
        known.put(pod.uid(), waiting);
    }

    /** The attempt failed for a reason outside the cluster's room: it is tried again after its back-off. */
    void retry(PodFacts pod, Instant now) {
        int tried = attempts.getOrDefault(pod.uid(), 1);
        Waiting waiting = new Waiting(pod, tried, now, now.plus(backoff(tried)), Set.of());
        backingOff.add(waiting);
        known.put(pod.uid(), waiting);
    }

    private static Duration backoff(int attempts) {
        Duration delay = FIRST_BACKOFF.multipliedBy(1L << Math.min(10, attempts - 1));
        return delay.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : delay;
    }

    /** Releases the refused pods that {@code mayHelp} speaks for. */
    void wake(Predicate<Refused> mayHelp, Instant now) {
        for (Iterator<Waiting> all = List.copyOf(refused.values()).iterator(); all.hasNext(); ) {
            Waiting waiting = all.next();
            if (mayHelp.test(new Refused(waiting.pod(), waiting.refusedBy()))) {
                release(waiting, now);
            }
        }
    }

    /** A pod that found no node, and the plugins that were in its way. */
    record Refused(PodFacts pod, Set<String> by) {}

    /** How long the scheduler may sleep when {@link #next} gave nothing. */
    Optional<Instant> wakeAt() {
        Optional<Instant> backoff = Optional.ofNullable(backingOff.peek()).map(Waiting::backoffUntil);
        Optional<Instant> flush = refused.values().stream()
                .map(waiting -> waiting.since().plus(FLUSH_AFTER))
                .min(Comparator.naturalOrder());
        if (backoff.isEmpty()) {
            return flush;
        }
        return flush.isPresent() && flush.get().isBefore(backoff.get()) ? flush : backoff;
    }

    /** The pods that wait, in any state. */
    Set<ObjectKey> waiting() {
        Set<ObjectKey> keys = new HashSet<>();
        known.values().forEach(waiting -> keys.add(waiting.pod().key()));
        return keys;
    }
}
