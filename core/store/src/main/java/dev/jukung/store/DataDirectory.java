package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one store of one process uses: {@code rocksdb/} (the data), {@code native/} (the unpacked
 * library) and {@code lock}, which is held while the store is open and names the process. Readable by its owner
 * only, since there are Secrets in it.
 */
final class DataDirectory implements AutoCloseable {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * What this process has open. A file lock does not keep a process from itself; worse, the second attempt,
     * when it closes the file, would end the lock of the first.
     */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * @throws StoreLockedException when another store uses it
     * @throws StoreUnavailableException when it cannot be created, read or written
     */
    static DataDirectory open(Path directory) {
        try {
            Path path = create(directory.toAbsolutePath()).toRealPath();
            if (!IN_USE.add(path)) {
                throw locked(path, "this process");
            }
            boolean opened = false;
            try {
                DataDirectory result = new DataDirectory(path, lock(path));
                opened = true;
                return result;
            } finally {
                if (!opened) {
                    IN_USE.remove(path);
                }
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    Path path() {
        return path;
    }

    Path data() {
        return path.resolve("rocksdb");
    }

    Path libraries() {
        return path.resolve("native");
    }

    /** Creates a directory, and its parents, so that it is still there after a loss of power. */
    private static Path create(Path directory) throws IOException {
        @Nullable Path parent = directory.getParent();
        if (parent == null || Files.isDirectory(directory)) {
            return directory;
        }
        create(parent);
        Files.createDirectory(directory, OWNER_ONLY);
        try (FileChannel entries = FileChannel.open(parent, StandardOpenOption.READ)) {
            entries.force(true);
        }
        return directory;
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path file = directory.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                String holder = Files.readString(file).strip();
                throw locked(directory, holder.isEmpty() ? "another process" : "process " + holder);
            }
            held = true;
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
            return channel;
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static StoreLockedException locked(Path directory, String holder) {
        return new StoreLockedException("the data directory " + directory + " is in use by " + holder
                + ": stop that first, or choose another data directory");
    }

    private static StoreUnavailableException unusable(Path directory, IOException e) {
        @Nullable String reason = e instanceof FileSystemException detailed ? detailed.getReason() : e.getMessage();
        return new StoreUnavailableException(
                "cannot use the data directory " + directory + ": "
                        + (reason == null ? e.getClass().getSimpleName() : reason)
                        + ": make it writable for this user and leave space on its disk, or choose another one",
                e);
    }

    @Override
    public void close() {
        try {
            lockFile.close(); // and with it the lock
        } catch (IOException e) {
            throw unusable(path, e);
        } finally {
            IN_USE.remove(path);
        }
    }
}
