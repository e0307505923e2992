package dev.jukung.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static Load load(int requests, long wallMillis, long cpuMillis, long medianMillis, long p99Millis) {
        return new Load(
                requests,
                requests * 10L,
                Duration.ofMillis(wallMillis),
                Duration.ofMillis(cpuMillis),
                Duration.ofMillis(medianMillis),
                Duration.ofMillis(p99Millis));
    }

    @Test
    void rateAndCostAreForOneRequest() {
        Load load = load(500, 2000, 100, 1, 2);

        assertThat(load.rate()).isEqualTo(250);
        assertThat(load.cpuMillisPerRequest()).isEqualTo(0.2);
        assertThat(load.bytesPerAnswer()).isEqualTo(10);
    }

    @Test
    void theBestOfTwoRunsTakesEachFigureWhereItWasBest() {
        Load fastButDear = load(1000, 1000, 500, 5, 60);
        Load slowButCheap = load(100, 1000, 10, 8, 40);

        Load best = fastButDear.best(slowButCheap);

        assertThat(best.rate()).isEqualTo(1000);
        assertThat(best.cpuMillisPerRequest()).isCloseTo(0.1, within(1e-9));
        assertThat(best.median()).isEqualTo(Duration.ofMillis(5));
        assertThat(best.p99()).isEqualTo(Duration.ofMillis(40));
        assertThat(slowButCheap.best(fastButDear)).isEqualTo(best);
    }

    @Test
    void aLoadThatDidNothingCostsNothingAndIsNotTheBest() {
        Load nothing = load(0, 100, 0, 0, 0);

        assertThat(nothing.rate()).isZero();
        assertThat(nothing.cpuMillisPerRequest()).isZero();
        assertThat(nothing.best(load(10, 100, 20, 3, 4))).isEqualTo(load(10, 100, 20, 3, 4));
        assertThat(load(10, 100, 20, 3, 4).best(nothing)).isEqualTo(load(10, 100, 20, 3, 4));
    }
}
