package dev.jukung.store;

import dev.jukung.base.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One commit as history keeps it.
 *
 * @param after the state that it led to
 * @param changes what it really changed, never empty
 * @param time when it was asked for
 * @param weight estimate of the bytes that stay in memory only because history keeps this commit
 */
record Commit(State after, List<Change> changes, Cause cause, Instant time, long weight) {
    /** The commit itself, its event and the copied path of the trees. */
    private static final long WEIGHT = 2_048;

    /** A replaced value stays with its bytes and with what was decoded from them, which takes about twice as much. */
    private static final long WEIGHT_PER_BYTE = 3;

    static Commit of(State after, List<Change> answered, Cause cause, Instant time) {
        List<Change> changes = answered.stream().allMatch(Commit::changesSomething)
                ? answered // nearly always, and one list less to keep
                : answered.stream().filter(Commit::changesSomething).toList();
        long bytes = 0;
        for (Change change : changes) {
            bytes += change.before().map(entry -> entry.value().length).orElse(0);
        }
        return new Commit(after, changes, cause, time, WEIGHT * changes.size() + WEIGHT_PER_BYTE * bytes);
    }

    private static boolean changesSomething(Change change) {
        return change.before().isPresent() || change.after().isPresent();
    }

    Revision revision() {
        return after.revision();
    }

    /** What is remembered of it. */
    Explained explained() {
        return new Explained(
                revision(),
                time,
                cause,
                changes.stream()
                        .map(change -> new Explained.Touched(change.key(), effect(change)))
                        .toList());
    }

    private static Explained.Effect effect(Change change) {
        if (change.after().isEmpty()) {
            return Explained.Effect.DELETED;
        }
        return change.before().isEmpty() ? Explained.Effect.CREATED : Explained.Effect.CHANGED;
    }

    boolean touches(Key key) {
        for (Change change : changes) {
            if (change.key().equals(key)) {
                return true;
            }
        }
        return false;
    }

    /** What the watches of each touched collection are told. */
    Map<String, WatchEvent.Commit> events() {
        String first = changes.getFirst().key().collection();
        if (changes.stream().allMatch(change -> change.key().collection().equals(first))) {
            return Map.of(first, new WatchEvent.Commit(revision(), changes));
        }
        Map<String, List<Change>> grouped = new LinkedHashMap<>();
        for (Change change : changes) {
            grouped.computeIfAbsent(change.key().collection(), _ -> new ArrayList<>())
                    .add(change);
        }
        Map<String, WatchEvent.Commit> events = new LinkedHashMap<>();
        grouped.forEach(
                (collection, part) -> events.put(collection, new WatchEvent.Commit(revision(), List.copyOf(part))));
        return events;
    }
}
