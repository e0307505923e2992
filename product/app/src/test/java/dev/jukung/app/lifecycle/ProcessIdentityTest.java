package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    private static final String SLEEP = "infinity";

    private static Process sleeping() throws Exception {
        return new ProcessBuilder("sleep", SLEEP).start();
    }

    @Test
    void aProgramsNameMayHoldBlanksAndParentheses() {
        assertThat(ProcessIdentity.statFields("7 (a) b (c)) S 1 7 7\n")).isEqualTo(List.of("S", "1", "7", "7"));
    }

    @Test
    void aRunningProcessIsKnownByItsProgram() throws Exception {
        Process process = sleeping();
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();

        assertThat(identity.runs(SLEEP)).isTrue();
        assertThat(identity.runs("another")).isFalse();

        process.destroyForcibly().waitFor();
        assertThat(identity.runs(SLEEP)).isFalse();
    }

    @Test
    void anotherProcessWithTheSameNumberIsAStranger() throws Exception {
        Process process = sleeping();
        try {
            ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
            ProcessIdentity earlier = new ProcessIdentity(identity.pid(), identity.startTicks() - 1, identity.boot());
            ProcessIdentity beforeTheReboot =
                    new ProcessIdentity(identity.pid(), identity.startTicks(), "another boot");

            assertThat(earlier.runs(SLEEP)).isFalse();
            assertThat(beforeTheReboot.runs(SLEEP)).isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void noProcessHasNoIdentity() {
        assertThat(ProcessIdentity.of(0)).isEqualTo(Optional.empty());
    }

    @Test
    void anIdentityIsKeptAsItIs() {
        ProcessIdentity identity = ProcessIdentity.ofThisProcess();

        assertThat(ProcessIdentity.of(identity.tree())).isEqualTo(identity);
    }

    @Test
    void aProcessHasUsedTimeAndMemory() throws Exception {
        ProcessIdentity identity = ProcessIdentity.ofThisProcess();

        assertThat(identity.cpuSeconds()).isPositive();
        assertThat(identity.residentBytes()).isGreaterThan(10_000_000);
    }

    @Test
    void aJavaProgramCanBeStartedAgain() throws Exception {
        List<String> command = JavaCommand.of("server", "--name", "x");

        assertThat(Path.of(command.getFirst())).isExecutable();
        assertThat(command).endsWith(ServerRecord.PROGRAM, "server", "--name", "x");
    }
}
