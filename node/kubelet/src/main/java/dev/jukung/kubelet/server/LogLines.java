package dev.jukung.kubelet.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open log file, read line by line; at its end it can be read further once it has grown. For one thread. */
final class LogLines implements AutoCloseable {
    private static final int CHUNK_BYTES = 32 * 1024;
    /** containerd cuts lines at 16 KiB unless told otherwise. */
    static final int LINE_MAX_BYTES = 16 * 1024 * 1024;

    private final Path path;
    private final FileChannel file;
    private final @Nullable Object identity;
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int from; // of the line that is looked at
    private int scanned; // no line break before this
    private int to; // of what has been read

    private LogLines(Path path, FileChannel file, @Nullable Object identity) {
        this.path = path;
        this.file = file;
        this.identity = identity;
    }

    /** Throws NoSuchFileException when there is no such file. */
    static LogLines open(Path path) throws IOException {
        while (true) {
            Object before = identity(path);
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            // Moved away between the two? Then which one was opened is not known.
            if (Objects.equals(before, Files.exists(path) ? identity(path) : null)) {
                return new LogLines(path, file, before);
            }
            file.close();
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
    }

    /**
     * Whether another file has taken this one's name and the runtime has turned to it. It makes the new file a moment before
     * it writes there, and until then goes on with the old one.
     *
     * @param ended nobody writes any more
     */
    boolean replaced(boolean ended) throws IOException {
        try {
            return !Objects.equals(identity, identity(path)) && (ended || Files.size(path) > 0);
        } catch (java.nio.file.NoSuchFileException _) {
            return false; // moved away, and the new one is not there yet
        }
    }

    /** Goes to the last {@code count} lines. */
    void toLast(long count) throws IOException {
        long size = file.size();
        file.position(count == 0 ? size : startOfLast(count, size));
    }

    private long startOfLast(long count, long size) throws IOException {
        byte[] block = new byte[CHUNK_BYTES];
        long breaks = 0;
        for (long end = size; end > 0; end -= block.length) {
            long start = Math.max(0, end - block.length);
            int length = (int) (end - start);
            ByteBuffer target = ByteBuffer.wrap(block, 0, length);
            for (long at = start; target.hasRemaining(); at = start + target.position()) {
                if (file.read(target, at) < 0) {
                    throw new IOException(path + " became shorter while it was read");
                }
            }
            for (int i = length - 1; i >= 0; i--) {
                boolean last = start + i == size - 1; // the break that ends the last line starts no line
                if (block[i] == '\n' && !last && ++breaks == count) {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }

    /** The next whole line, without its break; empty at the end of the file, for now. */
    Optional<byte[]> next() throws IOException {
        while (true) {
            for (; scanned < to; scanned++) {
                if (buffer[scanned] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, from, scanned);
                    scanned++;
                    from = scanned;
                    return Optional.of(line);
                }
            }
            if (!fill()) {
                return Optional.empty();
            }
        }
    }

    /** What comes after the last line break. */
    byte[] unfinished() {
        return Arrays.copyOfRange(buffer, from, to);
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            scanned -= from;
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            if (to >= LINE_MAX_BYTES) {
                throw new IOException("a line of " + path + " is longer than " + LINE_MAX_BYTES + " bytes");
            }
            buffer = Arrays.copyOf(buffer, Math.min(LINE_MAX_BYTES, to * 2));
        }
        int read = file.read(ByteBuffer.wrap(buffer, to, buffer.length - to));
        if (read <= 0) {
            return false;
        }
        to += read;
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
