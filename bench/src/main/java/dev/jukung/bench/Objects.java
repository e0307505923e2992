package dev.jukung.bench;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The objects that are measured with. */
public final class Objects {
    /** The scheduler of pods that nobody is to schedule: their requests are measured, not what follows from them. */
    public static final String NO_SCHEDULER = "bench";

    /** How many different values the label {@code shard} has. */
    public static final int SHARDS = 50;

    private static final String POD = resource("pod.json");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    private Objects() {}

    private static String resource(String name) {
        try (InputStream in = Objects.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    /** A web server's Pod; with what the API server adds, some 3 KB. */
    public static ObjectValue pod(String namespace, String name, String scheduler, long number) {
        return Json.parseObject(podText(namespace, name, scheduler, number));
    }

    /** The same, as JSON. */
    public static String podText(String namespace, String name, String scheduler, long number) {
        return POD.replace("@NAME@", name)
                .replace("@NAMESPACE@", namespace)
                .replace("@SCHEDULER@", scheduler)
                .replace("@SHARD@", Long.toString(number % SHARDS))
                .replace("@N@", Long.toString(number));
    }

    /** A small ConfigMap, as JSON. */
    public static String configMapText(String name, long number) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"app":"web"}},\
                "data":{"number":"%d","url":"https://web.production.svc.cluster.local:8080/","level":"info"}}\
                """.formatted(name, number).strip();
    }

    public static ObjectValue namespace(String name) {
        return ObjectValue.of("apiVersion", "v1", "kind", "Namespace", "metadata", ObjectValue.of("name", name));
    }

    /** A node that is Ready, with room for 110 small pods, spread over three zones. */
    public static ObjectValue node(String name) {
        ObjectValue resources =
                ObjectValue.of("cpu", "32", "memory", "128Gi", "pods", "110", "ephemeral-storage", "100Gi");
        ObjectValue ready = ObjectValue.of("type", "Ready", "status", "True", "reason", "KubeletReady");
        ObjectValue labels = ObjectValue.of(
                "kubernetes.io/hostname",
                name,
                "kubernetes.io/os",
                "linux",
                "topology.kubernetes.io/zone",
                "zone-" + Math.floorMod(name.hashCode(), 3));
        return ObjectValue.of(
                "apiVersion",
                "v1",
                "kind",
                "Node",
                "metadata",
                ObjectValue.of("name", name, "labels", labels),
                "status",
                ObjectValue.of("capacity", resources, "allocatable", resources, "conditions", ListValue.of(ready)));
    }

    /** Pods are refused until their namespace has its ServiceAccount. */
    public static void awaitServiceAccount(ApiClient client, String namespace, Clock clock)
            throws InterruptedException {
        while (client.find(Resources.SERVICEACCOUNTS, ObjectKey.of(namespace, "default"))
                .isEmpty()) {
            clock.sleep(LOOK_AGAIN);
        }
    }
}
