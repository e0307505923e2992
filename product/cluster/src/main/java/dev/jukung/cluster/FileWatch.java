package dev.jukung.cluster;

import dev.jukung.base.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files again when they have changed. It looks at them now and then, so it does not matter how they are replaced; what
 * cannot be read changes nothing and is tried again at the next look. Thread-safe.
 */
final class FileWatch implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    /** Takes over what the files say now. */
    interface Reload {
        void run() throws IOException, GeneralSecurityException;
    }

    private final List<Path> files;
    private final Clock clock;
    private final Reload reload;
    // Guarded by this.
    private String seen;
    private Clock.Timer next = () -> {};
    private boolean closed;

    private FileWatch(List<Path> files, Clock clock, Reload reload) {
        this.files = List.copyOf(files);
        this.clock = clock;
        this.reload = reload;
        this.seen = state();
    }

    /** Reads the files for the first time, which has to work, and watches them from then on. */
    static FileWatch start(List<Path> files, Clock clock, Reload reload) throws IOException, GeneralSecurityException {
        FileWatch watch = new FileWatch(files, clock, reload);
        reload.run();
        watch.schedule();
        return watch;
    }

    private synchronized void schedule() {
        if (!closed && !files.isEmpty()) {
            next = clock.after(INTERVAL, this::look);
        }
    }

    private synchronized void look() {
        String now = state();
        if (!now.equals(seen)) {
            try {
                reload.run();
                seen = now;
                LOG.info("read again: {}", files);
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                LOG.warn("what was read of {} stays as it was: {}", files, e.toString());
            }
        }
        schedule();
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        for (Path file : files) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                state.append(found.lastModifiedTime().toInstant())
                        .append(' ')
                        .append(found.size())
                        .append(' ')
                        .append(found.fileKey())
                        .append('\n');
            } catch (IOException _) {
                state.append("absent\n"); // between two versions; the reload says what is wrong
            }
        }
        return state.toString();
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
