package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    /** Another process that holds a lock until its input ends. */
    private record Holder(Process process, BufferedReader out) {
        static Holder start(Path file) throws Exception {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FolderLockTest.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("held");
            return new Holder(process, out);
        }

        void end() throws Exception {
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (FolderLock lock = FolderLock.hold(Path.of(arguments[0]), () -> {})) {
            System.out.println("held");
            boolean delete = System.in.read() == 'd';
            if (delete) {
                lock.delete();
            }
        }
    }

    @Test
    void aLockOfAnotherProcessIsSeenAndEndsWithIt() throws Exception {
        Path file = folder.resolve("lock");
        Holder other = Holder.start(file);

        assertThat(FolderLock.tryHold(file)).isEmpty();

        other.process().destroyForcibly().waitFor();
        Optional<FolderLock> lock = FolderLock.tryHold(file);
        assertThat(lock).isPresent();
        lock.get().close();
    }

    @Test
    void whoWaitsForAFileThatIsDeletedHoldsTheNewOne() throws Exception {
        Path file = folder.resolve("lock");
        Holder other = Holder.start(file);
        List<String> waited = new ArrayList<>();

        try (FolderLock _ = FolderLock.hold(file, () -> {
            waited.add("waited");
            letDelete(other);
        })) {
            assertThat(file).exists();
        }
        assertThat(waited).containsExactly("waited");
        other.end();
    }

    private static void letDelete(Holder other) {
        try {
            other.process().getOutputStream().write('d');
            other.process().getOutputStream().flush();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
