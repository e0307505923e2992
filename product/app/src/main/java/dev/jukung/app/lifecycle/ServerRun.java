package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster in this process, from its start to the signal that ends it. */
final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger("dev.jukung.server");

    /** Is told how far the start is, in the order of things. */
    interface Listener {
        void phase(String name) throws IOException, InterruptedException;

        void ready() throws IOException, InterruptedException;
    }

    private final CommandContext context;
    private final ClusterFolder folder;
    private final ClusterSettings settings;

    ServerRun(CommandContext context, ClusterFolder folder, ClusterSettings settings) {
        this.context = context;
        this.folder = folder;
        this.settings = settings;
    }

    /** Returns after SIGTERM or SIGINT, when all is closed. A start that cannot work is a {@link CommandException}. */
    void run(Listener listener) throws IOException, InterruptedException {
        try (StopSignal stop = new StopSignal();
                FolderLock _ = lock()) {
            ServerRecord record = new ServerRecord(
                    ProcessIdentity.ofThisProcess(), false, context.clock().now());
            record.write(folder);
            try {
                serve(record, listener, stop);
            } finally {
                Files.deleteIfExists(folder.serverRecord());
            }
        }
    }

    private void serve(ServerRecord record, Listener listener, StopSignal stop)
            throws IOException, InterruptedException {
        LOG.info("starting cluster {} ({}) on port {}", folder.name(), settings.runtime(), settings.port());
        try (Cluster cluster = Cluster.start(settings.config(folder), phase -> {
            LOG.info("{} done", phase);
            tell(() -> listener.phase(phase));
        })) {
            Readiness.await(cluster.client("kubernetes-admin", "system:masters"));
            record.asReady().write(folder);
            LOG.info("cluster {} is ready: {}", folder.name(), cluster.apiServerUrl());
            listener.ready();
            stop.await();
            LOG.info("stopping");
            cluster.stopPods();
        } catch (StartFailure e) {
            LOG.error("cannot start: {}", e.getMessage());
            throw new CommandException(code(e.kind()), String.valueOf(e.getMessage()), e);
        } catch (GeneralSecurityException e) {
            throw new CommandException(
                    ExitCode.FAILED, context.text("server.broken-keys", folder.path(), e.toString()), e);
        }
        LOG.info("stopped");
    }

    /** A step of telling that may fail; what it says is not worth ending a cluster for. */
    private interface Telling {
        void run() throws IOException, InterruptedException;
    }

    private static void tell(Telling telling) {
        try {
            telling.run();
        } catch (IOException e) {
            LOG.warn("nobody listens any more: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private FolderLock lock() throws IOException {
        Optional<FolderLock> lock = FolderLock.tryHold(folder.serverLock());
        return lock.orElseThrow(
                () -> new CommandException(ExitCode.EXISTS, context.text("server.runs-already", folder.name())));
    }

    static ExitCode code(StartFailure.Kind kind) {
        return switch (kind) {
            case HOST_UNSUPPORTED -> ExitCode.HOST_UNSUPPORTED;
            case IN_USE -> ExitCode.EXISTS;
            case PORT_IN_USE, BROKEN_DATA, NO_SPACE, UNUSABLE_DATA -> ExitCode.FAILED;
        };
    }
}
