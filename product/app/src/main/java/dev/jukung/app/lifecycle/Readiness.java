package dev.jukung.app.lifecycle;

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
import java.util.function.Predicate;

/** Waits until a cluster takes a first Pod: its node is ready, and the default namespace has its ServiceAccount. */
final class Readiness {
    private Readiness() {}

    static void await(ApiClient client) throws InterruptedException {
        await(client, Resources.NODES, "", Readiness::ready);
        await(client, Resources.SERVICEACCOUNTS, "default", account -> account.name()
                .equals("default"));
    }

    /** Waits for a Pod that is ready. */
    static void awaitPod(ApiClient client, String namespace) throws InterruptedException {
        await(client, Resources.PODS, namespace, Readiness::ready);
    }

    static boolean ready(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    static boolean ready(Node node) {
        return node.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    private static <T extends KubeObject> void await(
            ApiClient client, ResourceType<T> type, String namespace, Predicate<T> wanted) throws InterruptedException {
        while (true) {
            ApiClient.Listing<T> now = client.list(type, ListQuery.in(namespace));
            if (now.items().stream().anyMatch(wanted)) {
                return;
            }
            try (WatchStream<T> changes =
                    client.watch(type, new WatchQuery(namespace, "", "", now.resourceVersion()))) {
                if (seen(changes, wanted)) {
                    return;
                }
            }
        }
    }

    /** False when the watch ends before it shows what is waited for. */
    private static <T extends KubeObject> boolean seen(WatchStream<T> changes, Predicate<T> wanted)
            throws InterruptedException {
        while (true) {
            switch (changes.next()) {
                case Event.Added<T>(T object)
                when wanted.test(object) -> {
                    return true;
                }
                case Event.Modified<T>(T object)
                when wanted.test(object) -> {
                    return true;
                }
                case Event.Ended<T> _ -> {
                    return false;
                }
                case Event.Added<T> _, Event.Modified<T> _, Event.Deleted<T> _, Event.Bookmark<T> _ -> {}
            }
        }
    }
}
