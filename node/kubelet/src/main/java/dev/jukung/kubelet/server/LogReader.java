package dev.jukung.kubelet.server;

import dev.jukung.http.Response.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a container's log file in CRI's format: the part that is wanted, and what is added while somebody follows, also when
 * the file is rotated meanwhile. For one thread.
 */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    /** When to look at the file again. */
    @FunctionalInterface
    interface Growth {
        /** Waits until there may be more; false once nothing will be written any more. */
        boolean await() throws InterruptedException;
    }

    private final Path path;
    private final LogOptions options;
    private final LogOutput output;
    private OptionalLong linesLeft;

    LogReader(Path path, LogOptions options, Sink sink) {
        this.path = path;
        this.options = options;
        this.output = new LogOutput(options, sink);
        this.linesLeft = options.follow() ? OptionalLong.empty() : options.tailLines();
    }

    /** Returns when everything wanted has been sent; who follows waits with {@code growth} until the container has ended. */
    void read(Growth growth) throws IOException, InterruptedException {
        LogLines lines = LogLines.open(path);
        try {
            if (options.tailLines().isPresent()) {
                lines.toLast(options.tailLines().getAsLong());
            }
            boolean goesOn = options.follow();
            while (true) {
                drain(lines);
                while (options.follow() && lines.replaced(!goesOn)) {
                    drain(lines); // the old file is complete now
                    lines.close();
                    lines = LogLines.open(path);
                    drain(lines);
                }
                if (!goesOn) {
                    unfinished(lines.unfinished());
                }
                output.flush();
                if (!goesOn || output.full()) {
                    return;
                }
                goesOn = growth.await();
            }
        } finally {
            lines.close();
        }
    }

    private void drain(LogLines lines) throws IOException, InterruptedException {
        while (!output.full() && linesLeft.orElse(1) > 0) {
            Optional<byte[]> line = lines.next();
            if (line.isEmpty()) {
                return;
            }
            entry(line.get(), true);
        }
    }

    private void unfinished(byte[] line) throws IOException, InterruptedException {
        if (line.length > 0 && !output.full() && linesLeft.orElse(1) > 0) {
            entry(line, false);
        }
    }

    private void entry(byte[] line, boolean terminated) throws IOException, InterruptedException {
        linesLeft = linesLeft.isPresent() ? OptionalLong.of(linesLeft.getAsLong() - 1) : linesLeft;
        Optional<LogEntry> entry = LogEntry.parse(line);
        if (entry.isPresent()) {
            output.write(entry.get(), terminated);
        } else if (line.length > 0) {
            LOG.warn("{} has a line that is not in CRI's format", path);
        }
    }
}
