package dev.jukung.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.configuration.ReloadMetrics;
import dev.jukung.base.VirtualClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file that changes while a server runs. */
class FollowedFileTest {
    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final List<String> taken = new ArrayList<>();

    private void take(byte[] yaml) {
        String text = new String(yaml, StandardCharsets.UTF_8);
        if (text.startsWith("wrong")) {
            throw new IllegalArgumentException(text);
        }
        taken.add(text);
    }

    private double reloads(String status) {
        return registry
                .scrape(name -> name.equals("apiserver_authentication_config_controller_automatic_reloads"))
                .stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> status.equals(point.getLabels().get("status")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    @Test
    void whatIsRightIsTakenOverAndWhatIsWrongIsTriedOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "first");
        ReloadMetrics metrics = ReloadMetrics.authentication(registry, "apiserver-x");
        try (FileWatch _ =
                FollowedFile.follow(file, "first".getBytes(StandardCharsets.UTF_8), this::take, metrics, clock)) {
            assertThat(taken).as("it holds from the start").isEmpty();

            Files.writeString(file, "second one");
            clock.advance(FileWatch.INTERVAL);
            Files.writeString(file, "wrong, and longer");
            clock.advance(Duration.ofMinutes(1));
            Files.writeString(file, "third");
            clock.advance(FileWatch.INTERVAL);
        }
        assertThat(taken).containsExactly("second one", "third");
        assertThat(reloads("success")).isEqualTo(2);
        assertThat(reloads("failure")).isEqualTo(1);
    }
}
