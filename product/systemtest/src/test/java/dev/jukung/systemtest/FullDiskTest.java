package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.Progress;
import dev.jukung.cluster.StartFailure;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose disk is full: a small file system in memory. */
@EnabledIf(value = "isRoot", disabledReason = "needs root to mount a file system")
class FullDiskTest {
    private static final int DISK_MIB = 160;

    @TempDir
    Path folder;

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", folder.toString());
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "--lazy", folder.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private ClusterConfig config() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new ClusterConfig(
                    "disk",
                    folder.resolve("cluster"),
                    free.getLocalPort(),
                    ClusterConfig.Backend.SIMULATED,
                    "127.0.0.1");
        }
    }

    @Test
    void aFullDiskRefusesWritesAndLosesNothingThatWasAcknowledged() throws Exception {
        ClusterConfig config = config();
        List<String> acknowledged = new ArrayList<>();
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            ApiClient client = cluster.client("kubernetes-admin", "system:masters");
            acknowledged.add(create(client, 0).orElseThrow());
            Path filling = fillDisk();

            Optional<String> created = Optional.of("");
            for (int i = 1; i < 500 && created.isPresent(); i++) {
                created = create(client, i);
                created.ifPresent(acknowledged::add);
            }
            assertThat(created).as("a write on a full disk").isEmpty();
            assertAllThere(client, acknowledged);

            Files.delete(filling);
        }

        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            ApiClient client = cluster.client("kubernetes-admin", "system:masters");
            assertAllThere(client, acknowledged);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> create(client, 1000).isPresent());
        }
    }

    @Test
    void aStartOnAFullDiskSaysSo() throws Exception {
        ClusterConfig config = config();
        fillDisk();

        assertThatThrownBy(() -> Cluster.start(config, Progress.NONE))
                .isInstanceOfSatisfying(StartFailure.class, failure -> assertThat(failure.kind())
                        .isEqualTo(StartFailure.Kind.NO_SPACE))
                .hasMessageContaining("free for " + config.folder());
    }

    /** The name of what was stored; empty when the server refused. */
    private static Optional<String> create(ApiClient client, int number) throws InterruptedException {
        String name = "c" + number;
        try {
            client.create(
                    Resources.CONFIGMAPS, ConfigMap.named("default", name).withData(Map.of("a", "x".repeat(100_000))));
            return Optional.of(name);
        } catch (ApiException refused) {
            assertThat(refused.reason().code()).as(refused.getMessage()).isGreaterThanOrEqualTo(500);
            return Optional.empty();
        }
    }

    private static void assertAllThere(ApiClient client, List<String> names) throws InterruptedException {
        for (String name : names) {
            assertThat(client.get(Resources.CONFIGMAPS, ObjectKey.of("default", name))
                            .data())
                    .containsKey("a");
        }
    }

    private Path fillDisk() throws IOException {
        Path file = folder.resolve("filling");
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
            return file;
        }
    }
}
