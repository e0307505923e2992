package dev.jukung.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code jukung snapshot} and {@code jukung history} on a simulated cluster with a server of its own. */
@Timeout(180)
class SnapshotTest {
    @TempDir
    Path home;

    @AfterEach
    void removeClusters() {
        run("down", "--name", "one");
        run("down", "--name", "two");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(
                Map.of(
                        "HOME", home.toString(),
                        "JUKUNG_DATA", home.resolve("data").toString(),
                        "KUBECONFIG", home.resolve("kubeconfig").toString()),
                arguments);
    }

    private CommandRun succeed(String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.code())
                .as(String.join(" ", arguments) + "\n" + run.out() + run.err())
                .isZero();
        return run;
    }

    private void apply(String name, String color) throws IOException {
        Path file = Files.writeString(home.resolve("object.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data: {color: %s}
                """.formatted(name, color));
        succeed("apply", "-f", file.toString());
    }

    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return Integer.toString(free.getLocalPort());
        }
    }

    @Test
    void aForkIsASecondClusterFromTheSameState() throws Exception {
        succeed("up", "--name", "one", "--runtime", "sim", "--port", freePort());
        apply("settings", "red");
        apply("settings", "blue");
        String history = succeed("history", "cm/settings").out();
        assertThat(history).contains("created by ").contains("data.color: \"red\" -> \"blue\"");

        Path file = home.resolve("saved");
        succeed("snapshot", "save", file.toString(), "--name", "one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        succeed("snapshot", "fork", "two", "--name", "one", "--runtime", "sim", "--port", freePort());
        assertThat(run("snapshot", "fork", "two", "--name", "one").code()).isEqualTo(ExitCode.EXISTS.code());
        succeed("start", "--name", "two"); // which is the current context now

        assertThat(succeed("get", "cm", "settings", "-o", "yaml").out()).contains("color: blue");
        apply("settings", "green");
        assertThat(succeed("get", "cm", "settings", "-o", "yaml", "--context", "jukung-one")
                        .out())
                .contains("color: blue");
    }

    @Test
    void whatCannotBeRestoredLeavesNothingBehind() throws Exception {
        Path broken = Files.writeString(home.resolve("broken"), "JUKUNGS1 and no more");

        CommandRun torn = run("snapshot", "restore", broken.toString(), "--name", "two", "--runtime", "sim");
        CommandRun absent = run("snapshot", "restore", home.resolve("nothing").toString(), "--name", "two");
        CommandRun unsaved = run("snapshot", "save", home.resolve("file").toString(), "--name", "two");

        assertThat(torn.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(torn.err()).contains("the snapshot is not whole");
        assertThat(absent.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(unsaved.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(home.resolve("data/two")).doesNotExist();
        assertThat(home.resolve("file")).doesNotExist();
    }

    @Test
    void anEtcdThatCannotBeOneIsRefusedByNameOfTheFlag() {
        CommandRun bad = run("up", "--name", "one", "--runtime", "sim", "--etcd-servers", "https://127.0.0.1:1");
        CommandRun alone = run("up", "--name", "one", "--runtime", "sim", "--etcd-cafile", "ca.crt");

        assertThat(bad.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(bad.err()).contains("--etcd-cafile");
        assertThat(alone.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(alone.err()).contains("--etcd-servers");
    }
}
