package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.CommandRun;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of components, as far as they go without starting anything. */
class RoleCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"apiserver", "controller-manager", "scheduler"})
    void helpNamesEveryFlag(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--help");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("--secure-port int", "--feature-gates strings", "Accepted, and without effect:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet", "proxy"})
    void helpNamesEveryFlagOfANode(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--help");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("--hostname-override string", "--config string", "Accepted, and without effect:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiserver", "controller-manager", "scheduler", "kubelet", "proxy"})
    void anUnknownFlagIsNamedAsKubernetesDoes(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--nonsense=1");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("error: unknown flag: --nonsense");
    }

    @Test
    void aKubeconfigThatIsMissingEndsTheStart() {
        CommandRun run = CommandRun.of(Map.of(), "scheduler", "--kubeconfig=/nonexistent/scheduler.conf");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(run.err()).contains("kube-scheduler cannot go on: invalid configuration");
    }

    @Test
    void aKubeletNeedsItsRuntime() {
        CommandRun run = CommandRun.of(
                Map.of(),
                "kubelet",
                "--kubeconfig=/nonexistent/kubelet.conf",
                "--root-dir=" + folder,
                "--node-ip=192.0.2.9",
                "--config=" + config(),
                "--container-runtime-endpoint=unix://" + folder.resolve("none.sock"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(run.err())
                .contains(
                        "kubelet cannot go on: failed to run Kubelet: validate service connection: validate CRI v1 runtime"
                                + " API for endpoint \"unix://" + folder.resolve("none.sock") + "\"");
    }

    private Path config() {
        try {
            return Files.writeString(folder.resolve("config.yaml"), """
                    apiVersion: kubelet.config.k8s.io/v1beta1
                    kind: KubeletConfiguration
                    podLogsDir: %s
                    """.formatted(folder.resolve("logs")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
