package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.StartFailure;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.runtime.ApiClient;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs a small simulated cluster once, so that the JVM learns which classes a start needs. It leaves nothing behind. */
public final class ClusterTraining {
    private static final String NAME = "training";
    private static final int FIRST_PORT = 20_000;

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: training, namespace: default}
            spec:
              selector: {matchLabels: {app: training}}
              template:
                metadata: {labels: {app: training}}
                spec: {containers: [{name: main, image: training}]}
            """;

    private ClusterTraining() {}

    /**
     * @param context whose JUKUNG_DATA is a folder that goes away
     * @param commands runs commands for this cluster, by its name, while it runs
     */
    public static void run(CommandContext context, Consumer<String> commands)
            throws IOException, InterruptedException, GeneralSecurityException, StartFailure {
        ClusterFolder folder = ClusterFolder.of(context, NAME);
        folder.create();
        int port = Ports.firstFree(FIRST_PORT, Ports::free).orElseThrow();
        ClusterSettings settings = new ClusterSettings(Backend.SIMULATED, port, ClusterAddresses.STANDARD, List.of());
        settings.write(folder);
        Logging.toFile(folder.log(), Optional.empty());
        ServerRecord record = new ServerRecord(
                ProcessIdentity.ofThisProcess(), true, context.clock().now());
        try (FolderLock _ = FolderLock.hold(folder.serverLock(), () -> {});
                Cluster cluster = Cluster.start(
                        settings.config(folder), phase -> StartMessage.of(new StartMessage.Phase(phase).line()))) {
            ApiClient client = cluster.client("kubernetes-admin", "system:masters");
            Readiness.await(client);
            record.write(folder);
            client.create(Resources.DEPLOYMENTS, new Deployment((ObjectValue) Yaml.parse(DEPLOYMENT)));
            Readiness.awaitPod(client, "default");
            commands.accept(NAME);
            cluster.stopPods();
        }
        Logging.quiet();
    }

    /** Removes what {@link #run} made. */
    public static List<String> remove(CommandContext context) throws IOException {
        ClusterFolder folder = ClusterFolder.of(context, NAME);
        List<String> left = FolderRemoval.delete(folder);
        Path lock = folder.commandLock();
        Files.deleteIfExists(lock);
        return left;
    }
}
