package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Figures;
import dev.jukung.bench.Objects;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.load.Latencies;
import dev.jukung.bench.load.Watchers;
import dev.jukung.bench.server.MeasuredServer;
import dev.jukung.bench.server.ReferenceServer;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it costs to tell watchers of a change. A Pod is patched, and patched again when all watchers have been told, so that
 * no two events share a packet; what the patch alone costs is subtracted.
 */
public final class WatchPart implements Part {
    private static final List<Integer> WATCHERS = List.of(1, 200, 1000);
    private static final ObjectKey POD = ObjectKey.of("default", "watched");
    private static final int LEAST_EVENTS = 60;
    private static final int WARM_UP_WATCHERS = 200;
    private static final Yardstick COST = new Yardstick("CPU 0.006 ms", "CPU 0.030 ms");

    @Override
    public String name() {
        return "watch";
    }

    /** @param cpuMillis of one event: to all watchers, or to one of them */
    private record Cost(int events, double cpuMillis, Latencies latencies) {
        /** What one watcher adds to a change that costs so much by itself. */
        Cost without(Cost alone, int watchers) {
            return new Cost(events, Math.max(0, cpuMillis - alone.cpuMillis) / watchers, latencies);
        }
    }

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        Map<Integer, Cost> reference = new HashMap<>();
        Optional<ReferenceServer> other = bench.startReference();
        if (other.isPresent()) {
            try (ReferenceServer server = other.get()) {
                reference.putAll(costs(bench, server));
            }
        }
        try (ServerProcess server = bench.startServer()) {
            costs(bench, server)
                    .forEach((watchers, cost) ->
                            add(bench, watchers, cost, Optional.ofNullable(reference.get(watchers))));
        }
    }

    /** By the number of watchers. */
    private static Map<Integer, Cost> costs(Bench bench, MeasuredServer server)
            throws IOException, InterruptedException {
        int most = bench.effort().events();
        Map<Integer, Cost> costs = new LinkedHashMap<>();
        server.awaitReady();
        try (HttpApiClient client = server.client()) {
            server.prepareForPods(client, POD.namespace());
            client.create(Resources.PODS, new Pod(Objects.pod(POD.namespace(), POD.name(), Objects.NO_SCHEDULER, 0)));
            run(bench, server, client, 0, most);
            run(bench, server, client, WARM_UP_WATCHERS, most / 10);
            Cost alone = run(bench, server, client, 0, most);
            for (int watchers : WATCHERS) {
                int events = Math.max(LEAST_EVENTS, most / watchers);
                costs.put(watchers, run(bench, server, client, watchers, events).without(alone, watchers));
            }
        }
        return costs;
    }

    private static Cost run(Bench bench, MeasuredServer server, ApiClient client, int watchers, int events)
            throws IOException, InterruptedException {
        String version =
                client.list(Resources.PODS, ListQuery.in(POD.namespace())).resourceVersion();
        String target = Resources.PODS.path(POD.namespace()) + "?watch=true&resourceVersion=" + version;
        try (Watchers open = Watchers.open(server.access(), bench.clock(), watchers, target)) {
            change(client, -1);
            open.awaitOneEach();
            Duration cpu = server.cpu();
            Latencies latencies = new Latencies();
            for (int i = 0; i < events; i++) {
                long start = bench.clock().nanos();
                change(client, i);
                open.awaitOneEach();
                latencies.add(bench.clock().nanos() - start);
            }
            return new Cost(events, Figures.millis(server.cpu().minus(cpu)) / events, latencies);
        }
    }

    private static void change(ApiClient client, int number) throws InterruptedException {
        ObjectValue annotations = ObjectValue.of("bench.jukung.dev/n", Integer.toString(number));
        ObjectValue patch = ObjectValue.of("metadata", ObjectValue.of("annotations", annotations));
        client.patch(Resources.PODS, POD, Patch.merge(patch), WriteOptions.NONE);
    }

    private void add(Bench bench, int watchers, Cost cost, Optional<Cost> reference) {
        Duration median = cost.latencies().quantile(0.5);
        Duration p99 = cost.latencies().quantile(0.99);
        Map<String, Double> numbers = new HashMap<>();
        numbers.put("serverCpuMsEach", cost.cpuMillis());
        numbers.put("p50Ms", Figures.millis(median));
        numbers.put("p99Ms", Figures.millis(p99));
        reference.ifPresent(other -> numbers.put("referenceServerCpuMsEach", other.cpuMillis()));
        bench.add(
                this,
                watchers == 1 ? "one event to one watcher" : "one event to each of " + watchers + " watchers",
                "CPU " + Figures.number(cost.cpuMillis()) + " ms each; patched and all told: p50 "
                        + Figures.time(median) + ", p99 " + Figures.time(p99) + " (" + cost.events() + " events)",
                numbers,
                reference
                        .map(other -> COST.measured("same run: CPU " + Figures.number(other.cpuMillis()) + " ms each, "
                                + Figures.times(other.cpuMillis(), cost.cpuMillis())))
                        .orElse(COST));
    }
}
