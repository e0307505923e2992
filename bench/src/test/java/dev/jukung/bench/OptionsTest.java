package dev.jukung.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    private static final List<String> PARTS = List.of("start", "idle", "watch");

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), PARTS);
    }

    @Test
    void withoutArgumentsEverythingIsMeasured() {
        assertThat(parse())
                .isEqualTo(new Options(false, false, false, "", Optional.empty(), Optional.empty(), List.of()));
        assertThat(PARTS).allMatch(parse()::measures);
    }

    @Test
    void namedPartsAreTheOnlyOnes() {
        Options options = parse("--quick", "idle", "--output", "json", "--profile", "--only", "GET");

        assertThat(options)
                .isEqualTo(new Options(true, true, true, "GET", Optional.empty(), Optional.empty(), List.of("idle")));
        assertThat(PARTS.stream().filter(options::measures)).containsExactly("idle");
    }

    @Test
    void jmhTakesAPatternOrAllBenchmarks() {
        assertThat(parse("--jmh").jmh()).contains("Benchmark");
        assertThat(parse("--jmh", "Store").jmh()).contains("Store");
    }

    @Test
    void theReferenceIsAFolderWithItsPrograms(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> parse("--reference", folder.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("kube-apiserver") + " is no program");
        for (String program : List.of("kube-apiserver", "etcd")) {
            assertThat(Files.createFile(folder.resolve(program)).toFile().setExecutable(true))
                    .isTrue();
        }

        assertThat(parse("--reference", folder.toString()).reference()).contains(folder);
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
