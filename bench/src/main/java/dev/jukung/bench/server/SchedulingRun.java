package dev.jukung.bench.server;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.bench.Objects;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Schedules many pods on many nodes inside the server's process. The nodes are objects without a kubelet, Ready when they
 * are made; they stay so for the 40 s that the node lifecycle controller gives a silent node.
 */
final class SchedulingRun {
    private static final String NAMESPACE = "default";
    private static final int WRITERS = 16;

    private final ApiClient client;
    private final Clock clock = new SystemClock();

    SchedulingRun(ApiClient client) {
        this.client = client;
    }

    /**
     * The times, as one line.
     *
     * @param nodesMade for creating the nodes
     * @param podsMade from the first pod's creation to the last one's
     * @param podsBound from the first pod's creation to the last binding
     */
    record Result(Duration nodesMade, Duration podsMade, Duration podsBound) {
        String line() {
            return nodesMade.toMillis() + " " + podsMade.toMillis() + " " + podsBound.toMillis();
        }
    }

    Result run(int nodes, int pods) throws InterruptedException {
        Objects.awaitServiceAccount(client, NAMESPACE, clock);
        long start = clock.nanos();
        write(Resources.NODES, nodes, i -> new Node(Objects.node("node-" + i)));
        awaitUntainted(nodes);
        Duration nodesMade = since(start);

        String version = client.list(Resources.PODS, ListQuery.in(NAMESPACE)).resourceVersion();
        long first = clock.nanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                WatchStream<Pod> watch =
                        client.watch(Resources.PODS, new WatchQuery(NAMESPACE, "app=web", "", version))) {
            Future<Duration> made = threads.submit(() -> {
                write(Resources.PODS, pods, i -> new Pod(Objects.pod(NAMESPACE, "pod-" + i, "default-scheduler", i)));
                return since(first);
            });
            awaitBound(watch, pods);
            Duration bound = since(first);
            return new Result(nodesMade, finished(made), bound);
        }
    }

    private Duration since(long start) {
        return Duration.ofNanos(clock.nanos() - start);
    }

    /** New nodes are tainted until the node lifecycle controller has seen that they are Ready. */
    private void awaitUntainted(int nodes) throws InterruptedException {
        Set<String> waiting = new HashSet<>();
        for (int i = 0; i < nodes; i++) {
            waiting.add("node-" + i);
        }
        ApiClient.Listing<Node> listing = client.list(Resources.NODES, ListQuery.ALL);
        listing.items().forEach(node -> take(waiting, node));
        try (WatchStream<Node> watch =
                client.watch(Resources.NODES, new WatchQuery("", "", "", listing.resourceVersion()))) {
            while (!waiting.isEmpty()) {
                if (watch.next() instanceof Event.Modified<Node>(Node node)) {
                    take(waiting, node);
                }
            }
        }
    }

    private static void take(Set<String> waiting, Node node) {
        if (node.spec().taints().isEmpty()) {
            waiting.remove(node.name());
        }
    }

    private static void awaitBound(WatchStream<Pod> watch, int pods) throws InterruptedException {
        Set<String> bound = new HashSet<>();
        while (bound.size() < pods) {
            switch (watch.next()) {
                case Event.Modified<Pod>(Pod pod) -> {
                    if (pod.spec().nodeName().isPresent()) {
                        bound.add(pod.name());
                    }
                }
                case Event.Ended<Pod>(var reason, String message) ->
                    throw new IllegalStateException("the watch ended: " + reason + " " + message);
                case Event.Added<Pod> _, Event.Deleted<Pod> _, Event.Bookmark<Pod> _ -> {}
            }
        }
    }

    private <T extends KubeObject> void write(ResourceType<T> type, int count, IntFunction<T> object)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(threads.submit(() -> {
                    int written = 0;
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        client.create(type, object.apply(i));
                        written++;
                    }
                    return written;
                }));
            }
            for (Future<Integer> writer : writers) {
                finished(writer);
            }
        }
    }

    private static <T> T finished(Future<T> work) throws InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer of the scheduling run failed", e.getCause());
        }
    }
}
