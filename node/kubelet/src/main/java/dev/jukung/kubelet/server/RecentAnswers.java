package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers answers for a short time; when it is full the oldest one goes. Thread-safe. */
final class RecentAnswers<K, V> {
    private record Answer<V>(V value, Instant until) {}

    private final int limit;
    private final Duration life;
    private final Clock clock;
    private final Map<K, Answer<V>> answers = new LinkedHashMap<>(); // guarded by this, oldest first

    RecentAnswers(int limit, Duration life, Clock clock) {
        this.limit = limit;
        this.life = life;
        this.clock = clock;
    }

    synchronized Optional<V> find(K key) {
        Answer<V> answer = answers.get(key);
        return answer != null && clock.now().isBefore(answer.until()) ? Optional.of(answer.value()) : Optional.empty();
    }

    synchronized void put(K key, V value) {
        answers.remove(key);
        answers.put(key, new Answer<>(value, clock.now().plus(life)));
        if (answers.size() > limit) {
            answers.remove(answers.keySet().iterator().next());
        }
    }
}
