package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTrainingTest {
    @TempDir
    Path temporary;

    @Test
    void trainingRunsAClusterAndLeavesNothing() throws Exception {
        List<String> command = new ArrayList<>(JavaCommand.of("train"));
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        Process training = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(training.waitFor()).as(said).isZero();
        assertThat(temporary).isEmptyDirectory();
    }
}
