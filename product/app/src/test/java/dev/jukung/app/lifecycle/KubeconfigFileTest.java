package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFileTest {
    @TempDir
    Path home;

    /** Time passes only while somebody waits; {@code waited} runs then. */
    private static final class WaitingClock implements Clock {
        private final Runnable waited;
        private long nanos;

        WaitingClock(Runnable waited) {
            this.waited = waited;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sleep(Duration duration) {
            nanos += duration.toNanos();
            waited.run();
        }

        @Override
        public Hold hold() {
            return Hold.NONE;
        }
    }

    private Path file() {
        return home.resolve(".kube/config");
    }

    private static ObjectValue marked(ObjectValue tree) {
        return tree.with("current-context", "x");
    }

    @Test
    void aNewFileIsForItsOwnerOnlyAndNoLockStays() throws Exception {
        new KubeconfigFile(TestContext.in(home), file()).change(KubeconfigFileTest::marked);

        assertThat(Yaml.parse(Files.readString(file()))).isEqualTo(ObjectValue.of("current-context", "x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void aLinkStaysALinkAndItsTargetChanges() throws Exception {
        Path target = Files.writeString(home.resolve("elsewhere"), "kind: Config\n");
        Files.createDirectories(file().getParent());
        Files.createSymbolicLink(file(), target);

        new KubeconfigFile(TestContext.in(home), file()).change(KubeconfigFileTest::marked);

        assertThat(file()).isSymbolicLink();
        assertThat(Files.readString(target)).contains("current-context: x");
    }

    @Test
    void kubectlsLockIsWaitedFor() throws Exception {
        Path lock = home.resolve("config.lock");
        Files.createFile(lock);
        Clock clock = new WaitingClock(() -> delete(lock));

        new KubeconfigFile(TestContext.in(home, clock), home.resolve("config")).change(KubeconfigFileTest::marked);

        assertThat(home.resolve("config")).hasContent("current-context: x\n");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLockOfAKilledProgramIsTakenAway() throws Exception {
        Path lock = Files.createFile(home.resolve("config.lock"));
        Files.setLastModifiedTime(lock, FileTime.from(Instant.EPOCH.minus(Duration.ofMinutes(2))));
        CommandContext context = TestContext.in(home, new WaitingClock(() -> {}));

        new KubeconfigFile(context, home.resolve("config")).change(KubeconfigFileTest::marked);

        assertThat(home.resolve("config")).hasContent("current-context: x\n");
        assertThat(lock).doesNotExist();
    }

    @Test
    void aLockThatNobodyTakesAwayIsNamed() throws Exception {
        Path lock = Files.createFile(home.resolve("config.lock"));
        CommandContext context = TestContext.in(home, new WaitingClock(() -> {}));

        assertThatThrownBy(() -> new KubeconfigFile(context, home.resolve("config")).change(KubeconfigFileTest::marked))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("delete " + lock);
        assertThat(lock).exists();
    }

    @Test
    void whatIsNoKubeconfigIsRefusedAndStays() throws Exception {
        Path file = Files.writeString(home.resolve("config"), "a: b: c\n");

        assertThatThrownBy(() -> new KubeconfigFile(TestContext.in(home), file).change(KubeconfigFileTest::marked))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(file + " is no kubeconfig");
        assertThat(file).hasContent("a: b: c\n");
    }

    @Test
    void newEntriesGoToTheFirstFileOfKubeconfigThatExistsElseToTheLast() throws Exception {
        Path one = home.resolve("one");
        Path two = home.resolve("two");
        CommandContext context =
                TestContext.with(Map.of("HOME", home.toString(), "KUBECONFIG", one + "::" + two), new SystemClock());

        assertThat(KubeconfigFile.forNewEntries(context).path()).isEqualTo(two);

        Files.createFile(one);
        assertThat(KubeconfigFile.forNewEntries(context).path()).isEqualTo(one);
    }

    @Test
    void withoutKubeconfigItIsTheOneInTheHomeFolder() {
        assertThat(KubeconfigFile.paths(TestContext.in(home))).containsExactly(file());
    }
}
