package dev.jukung.kubelet.server;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when something in a directory changes. One watch of the kernel for everybody, opened when it is first needed.
 * Thread-safe.
 */
final class FileChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileChanges.class);

    private record Watched(WatchKey key, Set<Runnable> signals) {}

    // Guarded by this.
    private final Map<Path, Watched> directories = new HashMap<>();
    private @Nullable WatchService service;
    private boolean closed;

    /** Ends the interest; closing twice does nothing. */
    @FunctionalInterface
    interface Interest extends AutoCloseable {
        @Override
        void close();
    }

    /** @param signal called whenever a file in {@code directory} may have changed, come or gone; must not block */
    synchronized Interest watch(Path directory, Runnable signal) throws IOException {
        if (closed) {
            throw new IOException("the kubelet ends");
        }
        WatchService watching = service();
        Watched watched = directories.get(directory);
        if (watched == null) {
            WatchKey key = directory.register(
                    watching,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched = new Watched(key, new HashSet<>());
            directories.put(directory, watched);
        }
        watched.signals().add(signal);
        return () -> forget(directory, signal);
    }

    private synchronized WatchService service() throws IOException {
        if (service == null) {
            WatchService opened = java.nio.file.FileSystems.getDefault().newWatchService();
            service = opened;
            Thread.ofVirtual().name("log-files").start(() -> deliver(opened));
        }
        return service;
    }

    private synchronized void forget(Path directory, Runnable signal) {
        Watched watched = directories.get(directory);
        if (watched != null
                && watched.signals().remove(signal)
                && watched.signals().isEmpty()) {
            watched.key().cancel();
            directories.remove(directory);
        }
    }

    private void deliver(WatchService from) {
        try {
            while (true) {
                WatchKey key = from.take();
                key.pollEvents();
                signals((Path) key.watchable()).forEach(Runnable::run);
                if (!key.reset()) {
                    LOG.trace("{} is no longer watched", key.watchable());
                }
            }
        } catch (ClosedWatchServiceException _) {
            LOG.trace("no more files are watched"); // close() asked for it
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody interrupts this thread; the process ends
        }
    }

    private synchronized List<Runnable> signals(Path directory) {
        Watched watched = directories.get(directory);
        return watched == null ? List.of() : List.copyOf(watched.signals());
    }

    @Override
    public void close() {
        WatchService open;
        synchronized (this) {
            closed = true;
            open = service;
            service = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("watching log files could not be ended", e);
            }
        }
    }
}
