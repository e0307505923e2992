package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.base.Randomness;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterArchive;
import dev.jukung.cluster.StartFailure;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;

/** From a running cluster into a file, and from a file into a new cluster. */
final class SnapshotFile {
    private final CommandContext context;
    private final Path file;

    SnapshotFile(CommandContext context, Path file) {
        this.context = context;
        this.file = file.toAbsolutePath();
    }

    /** Whole or not at all, for its owner only: Secrets are in it. Returns its size. */
    long save(ClusterFolder folder) throws IOException, InterruptedException {
        if (!folder.exists()) {
            throw ClusterStart.missing(context, folder);
        }
        if (ServerRecord.running(folder).isEmpty()) {
            throw new CommandException(ExitCode.FAILED, context.text("cluster.not-running", folder.name()));
        }
        Surroundings around = new Surroundings(
                context.clock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> context.say("error.bug", where + ": " + bug),
                LoopMetrics.NONE);
        Path part = Files.createTempFile(
                Folders.parent(file),
                ".snapshot",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (HttpApiClient client = HttpApiClient.connect(
                        Kubeconfig.read(List.of(folder.kubeconfig())).currentAccess(), "jukung", around);
                ClientResponse response = client.send(ClientRequest.get(client.uri("/debug/snapshot")));
                InputStream body = response.body()) {
            Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return Files.size(file);
    }

    /** Makes a cluster, which is not started. */
    ClusterSettings restore(ClusterFolder folder, SetupOptions options) throws IOException, InterruptedException {
        if (folder.exists()) {
            throw new CommandException(ExitCode.EXISTS, context.text("snapshot.exists", folder.name()));
        }
        boolean complete = false;
        try {
            ClusterAddresses addresses = addresses();
            ClusterSettings settings =
                    new ClusterSetup(context, folder).prepareWith(addresses, options, new PhaseReport(context));
            try (InputStream in = Files.newInputStream(file)) {
                ClusterArchive.restore(in, settings.config(folder), context.clock());
            }
            complete = true;
            return settings;
        } catch (StartFailure e) {
            throw new CommandException(ServerRun.code(e.kind()), String.valueOf(e.getMessage()), e);
        } finally {
            if (!complete && folder.exists()) {
                FolderRemoval.delete(folder).forEach(context.err()::println);
            }
        }
    }

    private ClusterAddresses addresses() throws IOException, StartFailure {
        if (!Files.isReadable(file)) {
            throw new CommandException(ExitCode.NOT_FOUND, context.text("snapshot.no-file", file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return ClusterArchive.addresses(in);
        }
    }
}
