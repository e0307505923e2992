package dev.jukung.kubelet;

import dev.jukung.base.Clock;
import dev.jukung.http.ServerTls;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.SandboxConfig.Dns;
import dev.jukung.kubelet.node.NodeDescription;
import dev.jukung.kubelet.node.NodeReporter;
import dev.jukung.kubelet.pod.NodeSettings;
import dev.jukung.kubelet.pod.PodApi;
import dev.jukung.kubelet.pod.PodEvents;
import dev.jukung.kubelet.pod.PodSurroundings;
import dev.jukung.kubelet.pod.PodWorkers;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.RecordedEvents;
import dev.jukung.kubelet.pod.ResolverConfig;
import dev.jukung.kubelet.pod.WatchedObjects;
import dev.jukung.kubelet.server.KubeletServer;
import dev.jukung.kubelet.server.LogRotation;
import dev.jukung.kubelet.staticpods.StaticPods;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The node agent: takes the pods that are bound to its node from the API server, runs them, and reports. Closing it stops looking after the
 * pods; they go on running, and the next kubelet takes them over. Thread-safe.
 */
public final class Kubelet implements AutoCloseable {
    /** What this kubelet says it is. */
    public static final String VERSION = "v1.36.3";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // the last one started is closed first
    private final PodWorkers workers;

    private Kubelet(
            KubeletConfig config,
            ApiClient client,
            NodeBackend backend,
            Optional<ServerTls> tls,
            Surroundings surroundings)
            throws InterruptedException {
        boolean complete = false;
        try {
            Clock clock = surroundings.clock();
            ContainerRuntime runtime = backend.runtime();
            ContainerRuntime.Version version = runtime.version();
            EventRecorder recorder = started(new EventRecorder(client, "kubelet", config.nodeName(), surroundings));
            PodEvents events = new RecordedEvents(recorder);
            Probing probing = backend.probing(events, clock, surroundings.faults());
            if (probing instanceof AutoCloseable closeable) {
                started(closeable);
            }
            Informer<Pod> pods = new Informer<>(
                    client, Resources.PODS, Informer.Scope.fields("spec.nodeName=" + config.nodeName()), surroundings);
            // Before the node is there, which tells the port.
            ServedNode served = new ServedNode(config, client, backend, pods.lister(), probing, surroundings);
            Optional<KubeletServer> server = tls.map(served::start);
            server.ifPresent(this::started);
            NodeDescription node = new NodeDescription(
                    config.nodeName(),
                    config.nodeAddresses(),
                    server.map(KubeletServer::port).orElse(config.port()),
                    backend.host(),
                    config.maxPods(),
                    config.reserved(),
                    config.nodeLabels(),
                    config.registerWithTaints(),
                    config.providerId(),
                    version.text(),
                    VERSION);
            NodeReporter reporter = started(new NodeReporter(
                    node,
                    client,
                    runtime,
                    backend::pressure,
                    config.registerNode(),
                    config.reports(),
                    clock,
                    surroundings.faults()));
            reporter.start();

            Informer<Service> services =
                    started(new Informer<>(client, Resources.SERVICES, Informer.Scope.ALL, surroundings));
            services.start();
            AtomicReference<@Nullable PodWorkers> told = new AtomicReference<>();
            WatchedObjects objects = started(
                    new WatchedObjects(client, surroundings, services.lister(), uids -> changed(told.get(), uids)));
            NodeSettings settings = settings(config, node);
            Optional<StaticPods> statics = config.staticPods()
                    .map(source ->
                            started(new StaticPods(source, config.nodeName(), client, clock, surroundings.faults())));
            workers = started(new PodWorkers(new PodSurroundings(
                    statics.<PodApi>map(own -> own).orElseGet(() -> PodApi.of(client)),
                    runtime,
                    version.name(),
                    backend.volumes(client, objects, settings, clock),
                    backend.cgroups(config.cgroupRoot()),
                    probing,
                    objects,
                    events,
                    settings,
                    new ResolverConfig(resolv(config.resolvConf()), config.clusterDns(), config.clusterDomain()),
                    clock,
                    surroundings.faults())));
            told.set(workers);
            started(runtime.events(event -> {
                workers.event(event);
                server.ifPresent(one -> one.event(event));
            }));
            if (backend.writesLogs()) {
                started(LogRotation.start(runtime, config.logLimits(), clock, surroundings.faults()));
            }
            statics.ifPresent(own -> own.start(runner(workers)));
            started(pods);
            pods.handle(change -> {
                if (StaticPods.isMirror(change.object())) {
                    statics.ifPresent(own -> own.mirrorChanged(change));
                    return;
                }
                if (backend.watchesObjects()) {
                    follow(objects, change);
                }
                dispatch(change);
            });
            pods.start();
            pods.awaitSynced();
            services.awaitSynced(); // containers get the addresses of Services when they start
            workers.start();
            statics.ifPresent(StaticPods::apiKnown);
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** Starts a node agent without a server of its own; returns when it has taken over the pods that are there. */
    public static Kubelet start(KubeletConfig config, ApiClient client, NodeBackend backend, Surroundings surroundings)
            throws InterruptedException {
        return new Kubelet(config, client, backend, Optional.empty(), surroundings);
    }

    /**
     * Starts a node agent with its HTTPS server, at {@code config.bindAddress()} and {@code config.port()}; returns when it has
     * taken over the pods that are there. Throws UncheckedIOException when the port cannot be had.
     *
     * @param tls what the server shows; trusts the cluster's authority for client certificates
     */
    public static Kubelet start(
            KubeletConfig config, ApiClient client, NodeBackend backend, ServerTls tls, Surroundings surroundings)
            throws InterruptedException {
        return new Kubelet(config, client, backend, Optional.of(tls), surroundings);
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private static void changed(@Nullable PodWorkers workers, Set<String> pods) {
        if (workers != null) {
            workers.referencesChanged(pods);
        }
    }

    private void dispatch(Change<Pod> change) {
        switch (change) {
            case Change.Added<Pod>(Pod pod) -> workers.changed(pod);
            case Change.Modified<Pod>(Pod _, Pod pod) -> workers.changed(pod);
            case Change.Deleted<Pod>(Pod pod) -> workers.gone(pod);
        }
    }

    private static StaticPods.Workers runner(PodWorkers workers) {
        return new StaticPods.Workers() {
            @Override
            public void run(Pod pod) throws InterruptedException {
                workers.changedEarly(pod);
            }

            @Override
            public void changed(Pod pod) {
                workers.changed(pod);
            }

            @Override
            public void gone(Pod pod) {
                workers.gone(pod);
            }

            @Override
            public boolean isKnown(String uid) {
                return workers.isKnown(uid);
            }
        };
    }

    private static void follow(WatchedObjects objects, Change<Pod> change) {
        if (change instanceof Change.Deleted<Pod>(Pod pod)) {
            objects.unregister(pod.uid());
        } else {
            objects.register(change.object());
        }
    }

    private static NodeSettings settings(KubeletConfig config, NodeDescription node) {
        return new NodeSettings(
                config.nodeName(),
                config.nodeAddresses(),
                config.rootDirectory(),
                config.podLogsDirectory(),
                config.clusterDomain(),
                config.clusterDns(),
                config.resolvConf(),
                config.cgroupRoot(),
                config.seccompDefault(),
                node.host().memoryBytes(),
                node.allocatable());
    }

    private static Dns resolv(Path file) {
        try {
            return ResolverConfig.parse(Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many pods the node has. */
    public int pods() {
        return workers.size();
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                RuntimeException wrapped =
                        e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                if (failure == null) {
                    failure = wrapped;
                } else {
                    failure.addSuppressed(wrapped);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
