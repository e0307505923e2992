package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.CommandRun;
import dev.jukung.app.ExitCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of components, as far as they go without starting anything. */
class RoleCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"apiserver", "controller-manager", "scheduler"})
    void helpNamesEveryFlag(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--help");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("--secure-port int", "--feature-gates strings", "Accepted, and without effect:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiserver", "controller-manager", "scheduler"})
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
}
