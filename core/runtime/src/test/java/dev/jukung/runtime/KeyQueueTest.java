package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyQueueTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final KeyQueue<String> queue = new KeyQueue<>();

    @Test
    void aKeyWaitsOnceHoweverOftenItIsAdded() {
        queue.add("a");
        queue.add("b");
        queue.add("a");

        assertThat(queue.next(NOON)).contains("a");
        assertThat(queue.next(NOON)).contains("b");
        assertThat(queue.next(NOON)).isEmpty();
    }

    @Test
    void aKeyAddedWhileItRunsWaitsUntilItIsDone() {
        queue.add("a");
        queue.next(NOON);
        queue.add("a");

        assertThat(queue.next(NOON)).isEmpty();
        queue.done("a");
        assertThat(queue.next(NOON)).contains("a");
        queue.done("a");
        assertThat(queue.next(NOON)).isEmpty();
        assertThat(queue.busy()).isFalse();
    }

    @Test
    void theSoonerOfTwoDelaysWins() {
        queue.addAt("a", NOON.plusSeconds(60));
        queue.addAt("a", NOON.plusSeconds(5));
        queue.addAt("a", NOON.plusSeconds(90));

        assertThat(queue.wakeAt()).contains(NOON.plusSeconds(5));
        assertThat(queue.next(NOON.plusSeconds(4))).isEmpty();
        assertThat(queue.next(NOON.plusSeconds(5))).contains("a");
        queue.done("a");
        assertThat(queue.next(NOON.plusSeconds(999))).isEmpty();
    }

    @Test
    void addingAKeyNowForgetsItsDelay() {
        queue.addAt("a", NOON.plusSeconds(5));
        queue.add("a");

        assertThat(queue.wakeAt()).isEmpty();
        assertThat(queue.next(NOON)).contains("a");
        queue.done("a");
        assertThat(queue.next(NOON.plusSeconds(6))).isEmpty();
    }

    @Test
    void aDelayedKeyIsNoWorkYet() {
        queue.addAt("a", NOON.plusSeconds(5));

        assertThat(queue.busy()).isFalse();
        queue.expire(NOON.plusSeconds(5));
        assertThat(queue.busy()).isTrue();
    }

    @Test
    void doneWithoutRunningIsABug() {
        assertThatThrownBy(() -> queue.done("a")).isInstanceOf(IllegalStateException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Whatever the order of calls: no key twice at a time, and every key added is handed out after that. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostAndNothingRunsTwice(long seed) {
        Random random = new Random(seed);
        Set<String> running = new HashSet<>();
        Map<String, Instant> owed = new HashMap<>();
        Instant now = NOON;
        for (int step = 0; step < 500; step++) {
            String key = "k" + random.nextInt(5);
            switch (random.nextInt(5)) {
                case 0 -> {
                    queue.add(key);
                    owed.put(key, now);
                }
                case 1 -> {
                    Instant due = now.plusSeconds(random.nextInt(20));
                    queue.addAt(key, due);
                    owed.merge(key, due, (a, b) -> a.isBefore(b) ? a : b);
                }
                case 2 -> now = now.plusSeconds(random.nextInt(5));
                case 3 ->
                    running.stream().findFirst().ifPresent(done -> {
                        queue.done(done);
                        running.remove(done);
                    });
                default -> {
                    Instant at = now;
                    queue.next(at).ifPresent(next -> {
                        assertThat(running.add(next)).isTrue();
                        assertThat(owed.remove(next)).isNotNull().isBeforeOrEqualTo(at);
                    });
                }
            }
        }
        running.forEach(queue::done);
        Instant end = now.plusSeconds(100);
        while (queue.next(end).map(owed::remove).isPresent()) {
            assertThat(owed.size()).isLessThan(5);
        }
        assertThat(owed).isEmpty();
    }
}
