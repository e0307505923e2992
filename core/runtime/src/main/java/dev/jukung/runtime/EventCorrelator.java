package dev.jukung.runtime;

import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Event;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps events few, as client-go does: the same event again raises a count, many similar ones become one, and a source
 * that floods an object is cut off. Passive: time is an argument. Not thread-safe.
 */
final class EventCorrelator {
    /** What to write. */
    sealed interface Decision {
        record Create(Event event) implements Decision {}

        /** @param event as it would be created if it is gone */
        record Count(Event event, ObjectValue patch) implements Decision {}

        record Drop() implements Decision {}
    }

    /** How many objects and events are remembered; beyond that the least recently used is forgotten. */
    static final int REMEMBERED_MAX = 4096;
    /** So many different messages of one kind within {@link #SIMILAR_WITHIN} are combined. */
    static final int SIMILAR_MAX = 10;

    static final Duration SIMILAR_WITHIN = Duration.ofSeconds(600);
    /** So many events a source may tell of one object at once; after that, one in {@link #SPAM_REFILL}. */
    static final int SPAM_BURST = 25;

    static final Duration SPAM_REFILL = Duration.ofSeconds(300);

    private record Similar(Set<String> messages, Instant last) {}

    private record Seen(long count, Instant first, String name) {}

    private record Bucket(double tokens, Instant at) {}

    private final Map<List<String>, Similar> similar = new Remembered<>();
    private final Map<List<String>, Seen> seen = new Remembered<>();
    private final Map<List<String>, Bucket> buckets = new Remembered<>();

    /** @param event with its name, its times being {@code now}, its count 1 */
    Decision correlate(Event event, Instant now) {
        List<String> group = group(event);
        boolean combined = combine(group, event.message().orElse(""), now);
        Event told = combined
                ? event.withMessage(
                        "(combined from similar events): " + event.message().orElse(""))
                : event;
        List<String> id = combined ? group : single(event, group);
        Seen before = seen.get(id);
        Seen after = before == null
                ? new Seen(1, now, event.name())
                : new Seen(before.count() + 1, before.first(), before.name());
        seen.put(id, after);
        if (!take(source(event), now)) {
            return new Decision.Drop();
        }
        if (before == null) {
            return new Decision.Create(told);
        }
        Event counted = told.withMetadata(event.metadata().withName(after.name()))
                .withFirstTimestamp(after.first())
                .withCount((int) after.count());
        return new Decision.Count(
                counted,
                ObjectValue.of(
                        "count",
                        after.count(),
                        "lastTimestamp",
                        Views.fromTime(now),
                        "message",
                        told.message().orElse("")));
    }

    private boolean combine(List<String> group, String message, Instant now) {
        Similar known = similar.get(group);
        Set<String> messages =
                known == null || known.last().plus(SIMILAR_WITHIN).isBefore(now) ? new HashSet<>() : known.messages();
        boolean many = messages.size() >= SIMILAR_MAX && !messages.contains(message);
        if (!many) {
            messages.add(message);
        }
        similar.put(group, new Similar(messages, now));
        return messages.size() >= SIMILAR_MAX;
    }

    private boolean take(List<String> source, Instant now) {
        Bucket bucket = buckets.getOrDefault(source, new Bucket(SPAM_BURST, now));
        double refill = (double) Duration.between(bucket.at(), now).toMillis() / SPAM_REFILL.toMillis();
        double tokens = Math.min(SPAM_BURST, bucket.tokens() + refill);
        boolean enough = tokens >= 1;
        buckets.put(source, new Bucket(enough ? tokens - 1 : tokens, now));
        return enough;
    }

    private static List<String> source(Event event) {
        ObjectReference object = event.involvedObject();
        return List.of(
                event.reportingComponent().orElse(""),
                event.reportingInstance().orElse(""),
                object.kind().orElse(""),
                object.namespace().orElse(""),
                object.name().orElse(""),
                object.uid().orElse(""),
                object.apiVersion().orElse(""));
    }

    private static List<String> group(Event event) {
        ObjectReference object = event.involvedObject();
        return List.of(
                event.reportingComponent().orElse(""),
                event.reportingInstance().orElse(""),
                object.kind().orElse(""),
                object.namespace().orElse(""),
                object.name().orElse(""),
                object.uid().orElse(""),
                object.apiVersion().orElse(""),
                event.type().orElse(""),
                event.reason().orElse(""));
    }

    private static List<String> single(Event event, List<String> group) {
        List<String> id = new ArrayList<>(group);
        id.add(event.involvedObject().fieldPath().orElse(""));
        id.add(event.message().orElse(""));
        return id;
    }

    private static final class Remembered<K, V> extends LinkedHashMap<K, V> {
        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED_MAX;
        }
    }
}
