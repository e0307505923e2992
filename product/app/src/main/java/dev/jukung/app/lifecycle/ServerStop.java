package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Ends the server process of a cluster. */
final class ServerStop {
    /** Pods have 30 seconds to end unless they say otherwise; then the server closes its store. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** The JVM can wait for processes that it did not start, too, but looks only every few seconds. */
    private static final Duration CHECK = Duration.ofMillis(10);

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
            ProcessIdentity server = running.get().process();
            Optional<ProcessHandle> process = ProcessHandle.of(server.pid());
            process.ifPresent(ProcessHandle::destroy);
            if (!ended(server, limit)) {
                context.say("stop.killing", server.pid(), limit.toSeconds());
                process.ifPresent(ProcessHandle::destroyForcibly);
                ended(server, LIMIT);
            }
        }
        Files.deleteIfExists(folder.serverRecord()); // of one that was killed, now or before
        return running.isPresent();
    }

    private boolean ended(ProcessIdentity server, Duration limit) throws InterruptedException {
        long end = context.clock().nanos() + limit.toNanos();
        while (server.runs(ServerRecord.PROGRAM)) {
            if (context.clock().nanos() > end) {
                return false;
            }
            context.clock().sleep(CHECK);
        }
        return true;
    }
}
