package dev.jukung.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The place of the few files that simulated Pods have ({@code /etc/hosts}): made when one is written, deleted with its cluster. */
record ScratchFolder(Path path) {
    private static final AtomicLong COUNT = new AtomicLong();
    /** Of this process; the last thing to go, with what clusters that nobody closed left in it. */
    private static final Path ROOT = root();

    private static Path root() {
        try {
            Path made = Files.createTempDirectory("jukung-testkit-");
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("testkit-files").unstarted(() -> delete(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made", e);
        }
    }

    /** One that no other cluster of this process has. */
    static ScratchFolder next() {
        return new ScratchFolder(ROOT.resolve(Long.toString(COUNT.incrementAndGet())));
    }

    void delete() {
        delete(path);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            List<Path> all;
            try (Stream<Path> found = Files.walk(folder)) {
                all = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the test cluster cannot be deleted", e);
        }
    }
}
