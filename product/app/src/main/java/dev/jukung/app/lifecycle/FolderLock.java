package dev.jukung.app.lifecycle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lock file: one process at a time holds it, and the end of the process ends the lock. */
final class FolderLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty when another process holds it. */
    static Optional<FolderLock> tryHold(Path file) throws IOException {
        return open(file, false, () -> {});
    }

    /** Waits for whoever holds it; {@code waiting} runs once before. */
    static FolderLock hold(Path file, Runnable waiting) throws IOException {
        return open(file, true, waiting).orElseThrow();
    }

    private static Optional<FolderLock> open(Path file, boolean patient, Runnable waiting) throws IOException {
        while (true) {
            Files.createDirectories(Folders.parent(file));
            if (!Files.exists(file)) {
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                        .close();
            }
            Object before = key(file);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel, patient, waiting)) {
                channel.close();
                return Optional.empty();
            }
            if (Objects.equals(before, key(file))) {
                return Optional.of(new FolderLock(file, channel));
            }
            channel.close(); // whoever held it deleted the file: it locks nothing any more
        }
    }

    private static boolean locked(FileChannel channel, boolean patient, Runnable waiting) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null && patient) {
            waiting.run();
            lock = channel.lock();
        }
        return lock != null;
    }

    /** Which file it is, whatever its name; something unequal to all others when there is none. */
    private static Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException _) {
            return new Object(); // deleted since: equal to nothing
        }
    }

    /** Deletes the file; those who wait for it make a new one. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
