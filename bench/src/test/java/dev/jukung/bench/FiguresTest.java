package dev.jukung.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "34, 0.000 ms",
        "340000, 0.340 ms",
        "12500000, 12.5 ms",
        "999400000, 999 ms",
        "1200000000, 1.20 s",
        "60000000000, 60.0 s"
    })
    void aTimeHasTheDigitsThatCount(long nanos, String expected) {
        assertThat(Figures.time(Duration.ofNanos(nanos))).isEqualTo(expected);
    }

    @Test
    void thousandsAreSetApart() {
        assertThat(Figures.number(15242.4)).isEqualTo("15,242");
    }

    @Test
    void theMedianOfAnEvenNumberIsOneThatWasMeasured() {
        List<Duration> times =
                List.of(Duration.ofMillis(4), Duration.ofMillis(1), Duration.ofMillis(3), Duration.ofMillis(2));

        assertThat(Figures.median(times)).isEqualTo(Duration.ofMillis(2));
        assertThat(Figures.least(times)).isEqualTo(Duration.ofMillis(1));
    }
}
