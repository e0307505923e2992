package dev.jukung.bench.parts;

import dev.jukung.bench.Objects;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.load.Exchange;
import dev.jukung.bench.load.Requests;
import dev.jukung.bench.server.MeasuredServer;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The requests on single objects. Clients share the counters, so that names are used once. */
final class Scenarios {
    private static final String NAMESPACE = "bench";
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
    private static final String JSON = "application/json";
    private static final String NUMBER = "@N@";

    private final AtomicLong number = new AtomicLong();
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final List<String> names = new ArrayList<>();
    private final List<String> stored = new ArrayList<>();
    private final List<Scenario> all;

    private Scenarios() {
        all = List.of(
                new Scenario(
                        "create ConfigMap",
                        this::createConfigMap,
                        new Yardstick("CPU 0.25 ms, 5,400/s", "CPU 0.6-0.9 ms, 1,800/s")),
                new Scenario(
                        "create Pod",
                        this::createPod,
                        new Yardstick("CPU 0.47 ms, 3,000/s", "CPU 1.2-1.6 ms, 1,000/s")),
                new Scenario("GET Pod", this::getPod, new Yardstick("CPU 0.085 ms", "CPU 0.35-0.5 ms")),
                new Scenario("update Pod", this::updatePod, Yardstick.NONE),
                new Scenario("merge patch of a Pod", this::patchPod, Yardstick.NONE),
                new Scenario("server-side apply of a Pod", this::applyPod, Yardstick.NONE),
                new Scenario(
                        "delete ConfigMap", this::deleteConfigMap, Optional.of(this::createConfigMap), Yardstick.NONE));
    }

    /**
     * Makes the objects that requests need.
     *
     * @param targets how many Pods are read and changed: one for each client, so that they do not get in each other's way
     */
    static Scenarios prepare(MeasuredServer server, ApiClient client, int targets) throws InterruptedException {
        Scenarios scenarios = new Scenarios();
        client.create(Resources.NAMESPACES, new Namespace(Objects.namespace(NAMESPACE)));
        server.prepareForPods(client, NAMESPACE);
        for (int i = 0; i < targets; i++) {
            String name = "target-" + i;
            client.create(Resources.PODS, new Pod(Objects.pod(NAMESPACE, name, Objects.NO_SCHEDULER, i)));
            Pod pod = client.get(Resources.PODS, ObjectKey.of(NAMESPACE, name));
            scenarios.names.add(name);
            scenarios.stored.add(pod.tree()
                    .withoutAt("metadata", "resourceVersion")
                    .withoutAt("metadata", "managedFields")
                    .withAt(NUMBER, "metadata", "annotations", "bench.jukung.dev/n")
                    .toString());
        }
        return scenarios;
    }

    List<Scenario> singleObjects() {
        return all;
    }

    private Optional<Exchange> createConfigMap() {
        long next = created.getAndIncrement();
        return write("POST", CONFIG_MAPS, JSON, Objects.configMapText("map-" + next, next), 201);
    }

    private Optional<Exchange> deleteConfigMap() {
        long next = deleted.get();
        while (next < created.get()) {
            if (deleted.compareAndSet(next, next + 1)) {
                return Optional.of(Exchange.delete(CONFIG_MAPS + "/map-" + next));
            }
            next = deleted.get();
        }
        return Optional.empty();
    }

    private Optional<Exchange> createPod() {
        long next = number.getAndIncrement();
        return write("POST", PODS, JSON, Objects.podText(NAMESPACE, "pod-" + next, Objects.NO_SCHEDULER, next), 201);
    }

    private Optional<Exchange> getPod() {
        return Optional.of(Exchange.get(PODS + "/" + names.get(target(number.getAndIncrement()))));
    }

    private Optional<Exchange> updatePod() {
        long next = number.getAndIncrement();
        int target = target(next);
        return write(
                "PUT",
                PODS + "/" + names.get(target),
                JSON,
                stored.get(target).replace(NUMBER, Long.toString(next)),
                200);
    }

    private Optional<Exchange> patchPod() {
        long next = number.getAndIncrement();
        String patch = "{\"metadata\":{\"annotations\":{\"bench.jukung.dev/n\":\"" + next + "\"}}}";
        return write("PATCH", PODS + "/" + names.get(target(next)), "application/merge-patch+json", patch, 200);
    }

    private Optional<Exchange> applyPod() {
        long next = number.getAndIncrement();
        String name = names.get(target(next));
        String applied = Objects.podText(NAMESPACE, name, Objects.NO_SCHEDULER, target(next))
                .replace("\"bench.jukung.dev/n\":\"" + target(next), "\"bench.jukung.dev/n\":\"" + next);
        return write(
                "PATCH",
                PODS + "/" + name + "?fieldManager=bench&force=true",
                "application/apply-patch+yaml",
                applied,
                200);
    }

    private int target(long next) {
        return (int) (next % names.size());
    }

    private static Optional<Exchange> write(String method, String target, String type, String body, int expected) {
        return Optional.of(new Exchange(method, target, type, body.getBytes(StandardCharsets.UTF_8), expected));
    }

    /** Lists of a namespace with so many Pods, which this creates. */
    static List<Scenario> lists(MeasuredServer server, ApiClient client, int pods) throws InterruptedException {
        String namespace = "bench-list";
        client.create(Resources.NAMESPACES, new Namespace(Objects.namespace(namespace)));
        server.prepareForPods(client, namespace);
        Populate.pods(client, namespace, pods);
        String target = Resources.PODS.path(namespace);
        return List.of(
                list("list " + pods + " Pods", target, new Yardstick("CPU 3.6 us a Pod", "CPU 36 us a Pod")),
                list("list a page of 500 Pods", target + "?limit=500", Yardstick.NONE),
                list("list by a label that 2 % have", target + "?labelSelector=shard%3D7", Yardstick.NONE));
    }

    private static Scenario list(String name, String target, Yardstick yardstick) {
        Requests requests = () -> Optional.of(Exchange.get(target));
        return new Scenario(name, requests, yardstick);
    }
}
