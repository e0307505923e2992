package dev.jukung.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatenciesTest {
    private static Latencies of(long... nanos) {
        Latencies latencies = new Latencies();
        LongStream.of(nanos).forEach(latencies::add);
        return latencies;
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "0.2, 10", "0.21, 20", "0.5, 30", "0.8, 40", "0.99, 50", "1, 50"})
    void aQuantileIsTheNearestRankAndAlwaysATimeThatWasMeasured(double part, long expected) {
        assertThat(of(50, 10, 40, 20, 30).quantile(part)).isEqualTo(Duration.ofNanos(expected));
    }

    @Test
    void nothingMeasuredIsZero() {
        assertThat(of().quantile(0.99)).isEqualTo(Duration.ZERO);
    }

    @Test
    void theTimesOfAllClientsCountAlsoWhenTheyAreMany() {
        Latencies all = of(LongStream.rangeClosed(1, 1500).toArray());

        all.addAll(of(LongStream.rangeClosed(1501, 3000).toArray()));

        assertThat(all.count()).isEqualTo(3000);
        assertThat(all.quantile(0.5)).isEqualTo(Duration.ofNanos(1500));
        assertThat(all.quantile(0.99)).isEqualTo(Duration.ofNanos(2970));
    }
}
