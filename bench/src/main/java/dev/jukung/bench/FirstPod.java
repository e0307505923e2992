package dev.jukung.bench;

import dev.jukung.base.Clock;
import dev.jukung.model.KubeObject;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import java.io.IOException;

/** A user's first Pod. */
public final class FirstPod {
    private static final String NAMESPACE = "default";

    private FirstPod() {}

    /** Creates it as soon as the server takes it, and waits until it is Ready. */
    public static void awaitReady(ApiClient client, Clock clock) throws IOException, InterruptedException {
        Objects.awaitServiceAccount(client, NAMESPACE, clock);
        Pod pod = client.create(Resources.PODS, new Pod(Objects.pod(NAMESPACE, "first", "default-scheduler", 0)));
        WatchQuery query = new WatchQuery(NAMESPACE, "", "metadata.name=first", pod.resourceVersion());
        try (WatchStream<Pod> watch = client.watch(Resources.PODS, query)) {
            while (true) {
                switch (watch.next()) {
                    case Event.Modified<Pod>(Pod now)
                    when isReady(now) -> {
                        return;
                    }
                    case Event.Ended<Pod>(var reason, String message) ->
                        throw new IOException("the watch of the first Pod ended: " + reason + " " + message);
                    case Event.Added<Pod> _, Event.Modified<Pod> _, Event.Deleted<Pod> _, Event.Bookmark<Pod> _ -> {}
                }
            }
        }
    }

    private static boolean isReady(KubeObject pod) {
        return pod.tree().object("status").list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type", "").equals("Ready")
                        && condition.text("status", "").equals("True"));
    }
}
