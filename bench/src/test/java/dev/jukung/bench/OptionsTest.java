package dev.jukung.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final List<String> PARTS = List.of("start", "idle", "watch");

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), PARTS);
    }

    @Test
    void withoutArgumentsEverythingIsMeasured() {
        assertThat(parse()).isEqualTo(new Options(false, false, "", Optional.empty(), List.of()));
        assertThat(PARTS).allMatch(parse()::measures);
    }

    @Test
    void namedPartsAreTheOnlyOnes() {
        Options options = parse("--quick", "idle", "--output", "json", "--only", "GET");

        assertThat(options).isEqualTo(new Options(true, true, "GET", Optional.empty(), List.of("idle")));
        assertThat(PARTS.stream().filter(options::measures)).containsExactly("idle");
    }

    @Test
    void jmhTakesAPatternOrAllBenchmarks() {
        assertThat(parse("--jmh").jmh()).contains("Benchmark");
        assertThat(parse("--jmh", "Store").jmh()).contains("Store");
    }

    @Test
    void whatIsNotKnownIsNamed() {
        assertThatThrownBy(() -> parse("idel"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown part \"idel\"; there are: start, idle, watch");
        assertThatThrownBy(() -> parse("--output", "xml")).hasMessage("--output has to be text or json");
        assertThatThrownBy(() -> parse("--output")).hasMessage("--output has to be text or json");
    }
}
