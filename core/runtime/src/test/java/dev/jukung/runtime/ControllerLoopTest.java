package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Cause;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.runtime.Reconciler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControllerLoopTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final VirtualClock clock = new VirtualClock(NOON);
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final Surroundings surroundings = new Surroundings(
            clock, new Randomness(new Random(1)), (where, bug) -> faults.add(where + ": " + bug), LoopMetrics.NONE);
    private final List<Instant> times = Collections.synchronizedList(new ArrayList<>());

    private ControllerLoop<String> loop(Reconciler<String> reconciler) {
        ControllerLoop<String> loop = new ControllerLoop<>("test-controller", reconciler, surroundings);
        loop.start(2);
        return loop;
    }

    @Test
    void settlesWhenEveryKeyIsReconciled() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        try (ControllerLoop<String> loop = loop(_ -> {
            count.incrementAndGet();
            return Outcome.SETTLED;
        })) {
            for (int i = 0; i < 100; i++) {
                loop.add("k" + i);
            }
            clock.settle();
        }
        assertThat(count).hasValue(100);
    }

    @Test
    void aReconcileKnowsItsCause() throws InterruptedException {
        List<Cause> causes = new ArrayList<>();
        ControllerLoop<String> loop = new ControllerLoop<>(
                "test-controller",
                _ -> {
                    causes.add(Cause.current());
                    return Outcome.SETTLED;
                },
                surroundings);
        try (loop) {
            loop.add("default/web", 7);
            loop.add("default/web", 5);
            loop.start(1);
            clock.settle();
        }
        assertThat(causes).containsExactly(new Cause("test-controller", "reconcile default/web", 7));
    }

    @Test
    void checksAgainWhenAsked() throws InterruptedException {
        try (ControllerLoop<String> loop = loop(_ -> {
            times.add(clock.now());
            return times.size() < 3 ? new Outcome.CheckAgain(Duration.ofMinutes(1)) : Outcome.SETTLED;
        })) {
            loop.add("a");
            clock.advance(Duration.ofHours(1));
        }
        assertThat(times).containsExactly(NOON, NOON.plusSeconds(60), NOON.plusSeconds(120));
    }

    @Test
    void delaysGrowWithFailuresAndStartAnewAfterSuccess() throws InterruptedException {
        try (ControllerLoop<String> loop = loop(_ -> {
            times.add(clock.now());
            return switch (times.size()) {
                case 1 -> throw new ApiException(Reason.CONFLICT, "lost a race");
                case 2 -> new Outcome.TryAgain("quota");
                case 3 -> throw new ApiException(Reason.SERVICE_UNAVAILABLE, "not now");
                case 5 -> throw new ApiException(Reason.CONFLICT, "lost a race");
                default -> Outcome.SETTLED;
            };
        })) {
            loop.add("a");
            clock.advance(Duration.ofHours(1));
            loop.add("a");
            clock.advance(Duration.ofHours(1));
        }
        Instant later = NOON.plusSeconds(3600);
        assertThat(times)
                .containsExactly(
                        NOON, NOON.plusMillis(5), NOON.plusMillis(15), NOON.plusMillis(35), later, later.plusMillis(5));
        assertThat(faults).isEmpty();
    }

    @Test
    void bugsAndWrongRequestsAreReportedAndTriedAgain() throws InterruptedException {
        try (ControllerLoop<String> loop = loop(_ -> {
            times.add(clock.now());
            return switch (times.size()) {
                case 1 -> throw new IllegalStateException("bug");
                case 2 -> throw new ApiException(Reason.INVALID, "wrong");
                default -> Outcome.SETTLED;
            };
        })) {
            loop.add("a");
            clock.advance(Duration.ofHours(1));
        }
        assertThat(times).hasSize(3);
        assertThat(faults)
                .containsExactly(
                        "test-controller reconciling a: java.lang.IllegalStateException: bug",
                        "test-controller reconciling a: dev.jukung.runtime.ApiException: wrong");
    }

    @Test
    void aKeyAddedWhileItRunsRunsOnceMoreAfterwards() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<Integer> atATime = Collections.synchronizedList(new ArrayList<>());
        try (ControllerLoop<String> loop = loop(_ -> {
            atATime.add(running.incrementAndGet());
            started.countDown();
            added.await();
            running.decrementAndGet();
            return Outcome.SETTLED;
        })) {
            loop.add("a");
            started.await();
            loop.add("a");
            loop.add("a");
            added.countDown();
            clock.settle();
        }
        assertThat(atATime).containsExactly(1, 1);
    }

    @Test
    void closingTwiceIsFineAndKeysAddedLaterAreIgnored() throws InterruptedException {
        ControllerLoop<String> loop = loop(_ -> Outcome.SETTLED);
        loop.close();
        loop.close();

        loop.add("a");

        clock.settle();
    }
}
