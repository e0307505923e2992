package dev.jukung.app.demo;

import dev.jukung.app.client.Awaiting;
import dev.jukung.app.client.Connection;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Pod that asks URLs once and ends; its log is what they answered. The application's own image has a client, so nothing
 * else has to be fetched. Confined to one thread.
 */
final class ClientPod {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Connection connection;
    private final Clock clock;
    private final ObjectKey key;
    private final Pod pod;

    ClientPod(Connection connection, Clock clock, DemoObjects objects, List<String> urls) {
        this.connection = connection;
        this.clock = clock;
        this.key = ObjectKey.of(objects.namespace(), objects.service() + "-client");
        List<String> arguments = new ArrayList<>(List.of("get"));
        arguments.addAll(urls);
        ObjectValue server = objects.podSpec();
        ObjectValue model = server.list("containers").objects().getFirst();
        ObjectValue container = ObjectValue.of(
                "name",
                "client",
                "image",
                model.text("image", ""),
                "imagePullPolicy",
                model.text("imagePullPolicy", "IfNotPresent"),
                "args",
                ListValue.copyOf(arguments),
                "securityContext",
                model.object("securityContext"));
        this.pod = new Pod(ObjectValue.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                ObjectValue.of("name", key.name(), "namespace", key.namespace()),
                "spec",
                ObjectValue.of(
                        "restartPolicy",
                        "Never",
                        "automountServiceAccountToken",
                        false,
                        "securityContext",
                        server.object("securityContext"),
                        "containers",
                        ListValue.of(container))));
    }

    /**
     * How it ended.
     *
     * @param phase Succeeded, Failed, or where it was when the time was over
     */
    record Result(String phase, String log) {
        boolean succeeded() {
            return phase.equals("Succeeded");
        }
    }

    /** Runs it to its end; nothing of it is left. */
    Result run() throws InterruptedException {
        remove();
        connection.api().create(Resources.PODS, pod);
        try {
            new Awaiting(connection, clock, PATIENCE)
                    .await(Resources.PODS, key, found -> found.isPresent() && ended(phase(found.get())));
            String phase = phase(connection.api().get(Resources.PODS, key).tree());
            return new Result(phase, ended(phase) ? connection.log(key) : "");
        } finally {
            remove();
        }
    }

    private static String phase(ObjectValue pod) {
        return pod.object("status").text("phase", "");
    }

    private static boolean ended(String phase) {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private void remove() throws InterruptedException {
        try {
            connection.api().delete(Resources.PODS, key, ApiClient.DeleteOptions.grace(1));
            new Awaiting(connection, clock, PATIENCE).await(Resources.PODS, key, Optional::isEmpty);
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e;
            }
        }
    }
}
