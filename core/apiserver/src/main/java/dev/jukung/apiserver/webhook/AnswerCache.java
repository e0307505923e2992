package dev.jukung.apiserver.webhook;

import dev.jukung.base.Clock;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers of a webhook that are good for a while, by what was asked. Forgets the ones used least. Thread-safe. */
public final class AnswerCache {
    private static final int ENTRIES_MAX = 8192;

    private record Kept(ObjectValue answer, long until) {}

    private final Clock clock;
    private final Map<String, Kept> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > ENTRIES_MAX;
        }
    }; // guarded by this

    public AnswerCache(Clock clock) {
        this.clock = clock;
    }

    public synchronized Optional<ObjectValue> get(String question) {
        Kept entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        if (clock.nanos() - entry.until() >= 0) {
            entries.remove(question);
            return Optional.empty();
        }
        return Optional.of(entry.answer());
    }

    public synchronized void put(String question, ObjectValue answer, Duration life) {
        if (life.isPositive()) {
            entries.put(question, new Kept(answer, clock.nanos() + life.toNanos()));
        }
    }
}
