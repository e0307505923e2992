package dev.jukung.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedPodsTest {
    private final FailedPods failed = new FailedPods();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void eachReplacementDoublesTheDelayOfTheNextUpToAQuarterOfAnHour() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            assertThat(failed.delay("a", now)).isZero();
            Duration delay = failed.delay("a", now);
            delays.add(delay.toSeconds());
            now = now.plus(delay);
        }

        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L);
    }

    @Test
    void onlyWhatIsLeftOfADelayIsWaitedFor() {
        failed.delay("a", now);

        assertThat(failed.delay("a", now.plusMillis(400))).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void afterHalfAnHourWithoutFailureAllIsForgiven() {
        for (int i = 0; i < 4; i++) {
            now = now.plus(failed.delay("a", now));
        }
        now = now.plus(Duration.ofMinutes(31));

        assertThat(failed.delay("a", now)).isZero();
        assertThat(failed.delay("a", now)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatWasNotAskedForTheLongestIsForgottenFirst() {
        failed.delay("a", now);
        failed.delay("b", now);
        failed.delay("a", now);
        for (int i = 0; i < FailedPods.KEPT_MAX - 1; i++) {
            failed.delay("other" + i, now);
        }

        assertThat(failed.delay("a", now)).isPositive();
        assertThat(failed.delay("b", now)).isZero();
    }
}
