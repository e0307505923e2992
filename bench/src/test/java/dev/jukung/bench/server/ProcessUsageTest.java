package dev.jukung.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessUsageTest {
    private static final String ROLLUP = """
            5581a0000000-7ffc00000000 ---p 00000000 00:00 0                          [rollup]
            Rss:              190464 kB
            Pss:              170123 kB
            Pss_Dirty:        150000 kB
            Shared_Clean:      21000 kB
            """;

    @ParameterizedTest
    @ValueSource(strings = {"java", "a b", "odd) S 1 (name", ""})
    void cpuIsUserAndSystemTimeWhateverTheProgramIsCalled(String name) {
        String stat = "4242 (" + name + ") S 1 4242 4242 0 -1 4194560 51000 0 12 0 1234 66 7 8 20 0 55 0 900 8000000";

        assertThat(ProcessUsage.parseCpu(stat)).isEqualTo(Duration.ofMillis(13_000));
    }

    @Test
    void memoryIsReadByTheWholeNameOfItsLine() {
        assertThat(ProcessUsage.kib(ROLLUP, "Rss")).isEqualTo(190_464);
        assertThat(ProcessUsage.kib(ROLLUP, "Pss")).isEqualTo(170_123);
    }

    @Test
    void aMissingLineIsNamed() {
        assertThatThrownBy(() -> ProcessUsage.kib(ROLLUP, "Swap"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Swap");
    }

    @Test
    void thisProcessUsesSomething() throws IOException {
        ProcessUsage usage = ProcessUsage.of(ProcessHandle.current().pid());

        assertThat(usage.cpu()).isPositive();
        assertThat(usage.residentKib()).isGreaterThan(1024);
        assertThat(usage.proportionalKib()).isPositive().isLessThanOrEqualTo(usage.residentKib());
    }
}
