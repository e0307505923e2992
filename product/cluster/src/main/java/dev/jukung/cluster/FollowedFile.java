package dev.jukung.cluster;

import dev.jukung.apiserver.configuration.ReloadMetrics;
import dev.jukung.base.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * A configuration file whose contents are taken over while the server runs. What is wrong is told once, and what held before
 * goes on to hold. Confined to the thread of its {@link FileWatch}.
 */
final class FollowedFile {
    /** Takes over what the file says; throws IllegalArgumentException where it cannot. */
    interface Contents {
        void take(byte[] yaml) throws IOException;
    }

    private final Path file;
    private final Contents contents;
    private final ReloadMetrics metrics;
    private final Clock clock;
    private byte[] seen;

    private FollowedFile(Path file, byte[] initial, Contents contents, ReloadMetrics metrics, Clock clock) {
        this.file = file;
        this.contents = contents;
        this.metrics = metrics;
        this.clock = clock;
        seen = initial;
    }

    /** @param initial what the server was started with */
    static FileWatch follow(Path file, byte[] initial, Contents contents, ReloadMetrics metrics, Clock clock)
            throws IOException, GeneralSecurityException {
        metrics.began(initial);
        FollowedFile followed = new FollowedFile(file, initial, contents, metrics, clock);
        return FileWatch.start(List.of(file), clock, followed::look);
    }

    private void look() throws IOException {
        byte[] now;
        try {
            now = Files.readAllBytes(file);
        } catch (IOException e) {
            metrics.failed(clock.now());
            throw e; // it may be there again at the next look
        }
        if (Arrays.equals(now, seen)) {
            return;
        }
        try {
            contents.take(now);
            metrics.reloaded(now, clock.now());
        } catch (IllegalArgumentException e) {
            metrics.failed(clock.now());
            throw e;
        } finally {
            seen = now; // the same contents will not be right later
        }
    }
}
