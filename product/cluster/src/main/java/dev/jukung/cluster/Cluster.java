package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.HttpServer;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Explanation;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A whole cluster in one process: a control plane and one node. What is in its folder is used again at the next start.
 * Closing it loses nothing: objects are stored, and containers go on running until {@link #stopPods} or {@link
 * ClusterRemoval} ends them; the next start takes them over. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
    private final ClusterConfig config;
    private final Closing parts = new Closing();
    private final ControlPlane controlPlane;
    private final Node node;
    private final String kubeconfig;

    private Cluster(ClusterConfig config, Surroundings around, Progress progress)
            throws IOException, GeneralSecurityException, InterruptedException {
        this.config = config;
        Files.createDirectories(config.folder());
        boolean complete = false;
        try {
            preload();
            Optional<NodeGround.Start> ground = ground(config, around);
            Credentials credentials = Credentials.in(config.folder().resolve("pki"), around.clock());
            AdministratorKey administrator = AdministratorKey.begin(credentials);
            progress.done("keys");
            controlPlane = parts.add(new ControlPlane(config, credentials, around, progress));
            node = parts.add(
                    ground.isPresent()
                            ? new ContainerNode(
                                    config,
                                    controlPlane,
                                    credentials,
                                    ground.get().await(),
                                    around,
                                    progress)
                            : new SimulatedNode(config, controlPlane, credentials, around));
            kubeconfig = AdminKubeconfig.of(
                    "jukung-" + config.name(),
                    "https://127.0.0.1:" + config.port(),
                    credentials.authority().bundle().pem(),
                    administrator.await());
            Credentials.writePrivate(config.folder().resolve("kubeconfig"), kubeconfig);
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
    }

    /** Half of a start is reading what is the same for every cluster; it is done beside the making of keys. */
    private static void preload() {
        Thread.ofVirtual().name("preload").start(() -> {
            HttpServer.preload();
            ApiServer.preload();
        });
    }

    private Optional<NodeGround.Start> ground(ClusterConfig config, Surroundings around) {
        return switch (config.backend()) {
            case SIMULATED -> Optional.empty();
            case CONTAINERD -> Optional.of(parts.add(NodeGround.begin(config, around.clock())));
        };
    }

    /**
     * Starts a cluster and returns when its API answers and its node agent runs; the Node object follows at once.
     *
     * @throws StartFailure when it cannot start as things are; nothing of this start is left running then
     */
    public static Cluster start(ClusterConfig config, Progress progress)
            throws IOException, GeneralSecurityException, InterruptedException, StartFailure {
        StartChecks.run(config);
        Faults faults = new LoggedFaults();
        Clock clock = new SystemClock();
        Randomness random = new Randomness(new SecureRandom());
        try {
            return new Cluster(config, new Surroundings(clock, random, faults, LoopMetrics.NONE), progress);
        } catch (IOException | RuntimeException e) {
            throw StartChecks.explained(config, e);
        }
    }

    /**
     * Ends the containers of all Pods, and what would start them again: the node is as one that is being shut down. With
     * the next start they start anew.
     */
    public void stopPods() throws InterruptedException {
        node.stopPods();
    }

    public String apiServerUrl() {
        return "https://127.0.0.1:" + config.port();
    }

    /** The administrator's kubeconfig, as YAML. */
    public String kubeconfig() {
        return kubeconfig;
    }

    /** The API for a user of this process. */
    public ApiClient client(String user, String... groups) {
        return controlPlane.client(user, groups);
    }

    /** Why a Pod is on its node, or on none. */
    public Optional<Explanation> explainScheduling(ObjectKey pod) {
        return controlPlane.scheduler().explain(pod);
    }

    @Override
    public void close() {
        parts.close();
    }
}
