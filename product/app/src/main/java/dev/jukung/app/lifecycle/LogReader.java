package dev.jukung.app.lifecycle;

import dev.jukung.base.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Prints a log file, and what is added to it; goes on with the new file when the log is rotated. Confined to one thread. */
final class LogReader {
    private static final Duration CHECK = Duration.ofMillis(200);
    private static final int BLOCK = 64 * 1024;

    private final Path file;
    private final OutputStream out;
    private final WritableByteChannel channel;
    private final Clock clock;
    private long position;

    LogReader(Path file, OutputStream out, Clock clock) {
        this.file = file;
        this.out = out;
        this.channel = Channels.newChannel(out);
        this.clock = clock;
    }

    /** What is there now. @param tail how many of the last lines; negative for all */
    void print(int tail) throws IOException {
        if (Files.exists(file)) {
            try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
                position = tail < 0 ? 0 : startOfLast(log, tail);
            }
            more();
        }
    }

    private static long startOfLast(FileChannel log, int lines) throws IOException {
        long end = log.size();
        int seen = 0;
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long blockEnd = end; blockEnd > 0; ) {
            long blockStart = Math.max(0, blockEnd - BLOCK);
            block.clear().limit((int) (blockEnd - blockStart));
            int read = log.read(block, blockStart);
            for (int i = read - 1; i >= 0; i--) {
                boolean last = blockStart + i == end - 1;
                if (block.get(i) == '\n' && !last && ++seen == lines) {
                    return blockStart + i + 1;
                }
            }
            blockEnd = blockStart;
        }
        return lines == 0 ? end : 0;
    }

    /** Prints what comes until {@code enough}, as when nobody reads any more, or the thread is interrupted. */
    void follow(BooleanSupplier enough) throws IOException, InterruptedException {
        while (!enough.getAsBoolean()) {
            clock.sleep(CHECK);
            more();
        }
    }

    private void more() throws IOException {
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
            if (log.size() < position) {
                position = 0; // another file has its name now
            }
            while (position < log.size()) {
                position += log.transferTo(position, log.size() - position, channel);
            }
            out.flush();
        } catch (NoSuchFileException _) {
            position = 0; // between two logs
        }
    }
}
