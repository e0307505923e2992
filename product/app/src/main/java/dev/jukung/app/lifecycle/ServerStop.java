package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends the server process of a cluster. */
final class ServerStop {
    /** Pods have 30 seconds to end unless they say otherwise; then the server closes its store. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final CommandContext context;
    private final ClusterFolder folder;

    ServerStop(CommandContext context, ClusterFolder folder) {
        this.context = context;
        this.folder = folder;
    }

    /** Asks the server to end and kills it when it does not; whether there was one. */
    boolean stop(Duration limit) throws IOException, InterruptedException {
        Optional<ServerRecord> running = ServerRecord.running(folder);
        if (running.isPresent()) {
            long pid = running.get().process().pid();
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            process.ifPresent(ProcessHandle::destroy);
            if (process.isPresent() && !ended(process.get(), limit)) {
                context.say("stop.killing", pid, limit.toSeconds());
                process.get().destroyForcibly();
                ended(process.get(), LIMIT);
            }
        }
        Files.deleteIfExists(folder.serverRecord()); // of one that was killed, now or before
        return running.isPresent();
    }

    private static boolean ended(ProcessHandle process, Duration limit) throws InterruptedException {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + process.pid(), e);
        }
    }
}
