package dev.jukung.controllers.namespace;

import dev.jukung.base.Cause;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.MetadataOnly;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.ServerResources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deletes what is in a namespace that is going: first its pods, and when they are gone everything else that the server has
 * at that moment.
 */
final class ContentDeletion {
    /** Kubernetes' guess of how long finalizers take. */
    private static final Duration FINALIZERS_TAKE = Duration.ofSeconds(15);

    private static final DeleteOptions BACKGROUND = DeleteOptions.propagation("Background");

    private final ApiClient client;

    ContentDeletion(ApiClient client) {
        this.client = client;
    }

    /**
     * What was left after one round.
     *
     * @param resources how many objects of which resource, as {@code pods.}
     * @param finalizers how many objects wait for which finalizer
     * @param errors what could not be deleted, in words
     */
    record Remaining(Map<String, Integer> resources, Map<String, Integer> finalizers, List<String> errors) {
        static Remaining none() {
            return new Remaining(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        }

        private void add(ResourceType<?> type, List<? extends KubeObject> left) {
            if (!left.isEmpty()) {
                resources.put(type.plural() + "." + type.group(), left.size());
            }
            for (KubeObject object : left) {
                object.metadata().finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
            }
        }
    }

    /**
     * One attempt at everything.
     *
     * @param server what was known of the server
     * @param estimate how long what was left may take
     * @param podsOnly whether pods held up all else
     */
    record Round(ServerResources server, Remaining remaining, Duration estimate, boolean podsOnly) {
        /** What went wrong, in words; empty when nothing did. */
        List<String> errors() {
            List<String> all = new ArrayList<>(remaining.errors());
            if (!server.failures().isEmpty()) {
                all.add(server.failure());
            }
            return all;
        }
    }

    Round run(Namespace namespace, Instant now) throws InterruptedException {
        ServerResources server = client.discover();
        Instant since = namespace.metadata().deletionTimestamp().orElse(now);
        Remaining remaining = Remaining.none();
        Duration estimate = Duration.ZERO;
        List<ServerResources.Resource> others = new ArrayList<>();
        for (ServerResources.Resource resource : server.preferred()) {
            if (!resource.type().namespaced() || !resource.verbs().contains("delete")) {
                continue;
            }
            if (resource.type().equals(Resources.PODS)) {
                Duration pods = graceful(namespace.name(), Duration.between(since, now));
                estimate = delete(namespace.name(), resource, pods, remaining);
            } else {
                others.add(resource);
            }
        }
        if (!remaining.resources().isEmpty()) {
            return new Round(server, remaining, estimate, true);
        }
        for (ServerResources.Resource resource : others) {
            Duration needed = delete(namespace.name(), resource, Duration.ZERO, remaining);
            estimate = needed.compareTo(estimate) > 0 ? needed : estimate;
        }
        return new Round(server, remaining, estimate, false);
    }

    /** The longest that a running pod may take, unless that time is over. */
    private Duration graceful(String namespace, Duration passed) throws InterruptedException {
        long seconds = 0;
        for (Pod pod : client.list(Resources.PODS, ListQuery.in(namespace)).items()) {
            String phase = pod.status().phase().orElse("");
            if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
                seconds = Math.max(
                        seconds, pod.spec().terminationGracePeriodSeconds().orElse(0L));
            }
        }
        Duration estimate = Duration.ofSeconds(seconds);
        return passed.compareTo(estimate) < 0 ? estimate : Duration.ZERO;
    }

    private Duration delete(String namespace, ServerResources.Resource resource, Duration estimate, Remaining remaining)
            throws InterruptedException {
        ResourceType<?> type = MetadataOnly.of(resource.type());
        try {
            Optional<List<? extends KubeObject>> there = list(namespace, type, resource.verbs());
            if (there.isPresent() && there.get().isEmpty()) {
                return Duration.ZERO; // mostly so; reading costs less than deleting
            }
            Cause.doing("empty the namespace " + namespace, () -> {
                if (!deleteAll(namespace, type, resource.verbs())) {
                    deleteEach(type, there.orElse(List.of()));
                }
            });
            List<? extends KubeObject> left =
                    list(namespace, type, resource.verbs()).orElse(List.of());
            remaining.add(type, left);
            return judge(namespace, type, left, estimate, remaining);
        } catch (ApiException e) {
            remaining.errors().add(String.valueOf(e.getMessage()));
            return estimate;
        }
    }

    private static Duration judge(
            String namespace,
            ResourceType<?> type,
            List<? extends KubeObject> left,
            Duration estimate,
            Remaining remaining) {
        if (left.isEmpty()) {
            return Duration.ZERO;
        }
        if (!estimate.isZero()) {
            return estimate;
        }
        if (left.stream().anyMatch(object -> !object.metadata().finalizers().isEmpty())) {
            return FINALIZERS_TAKE;
        }
        remaining
                .errors()
                .add("unexpected items still remain in namespace: " + namespace + " for gvr: " + type.group() + "/"
                        + type.version() + ", Resource=" + type.plural());
        return Duration.ZERO;
    }

    /** Empty where the server cannot list them, or has them no longer. */
    private Optional<List<? extends KubeObject>> list(String namespace, ResourceType<?> type, Set<String> verbs)
            throws InterruptedException {
        if (!verbs.contains("list")) {
            return Optional.empty();
        }
        try {
            return Optional.of(client.list(type, ListQuery.in(namespace)).items());
        } catch (ApiException e) {
            if (isUnsupported(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** False where the server cannot do that, or has the resource no longer. */
    private boolean deleteAll(String namespace, ResourceType<?> type, Set<String> verbs) throws InterruptedException {
        if (!verbs.contains("deletecollection")) {
            return false;
        }
        try {
            client.deleteCollection(type, ListQuery.in(namespace), BACKGROUND);
            return true;
        } catch (ApiException e) {
            if (isUnsupported(e)) {
                return false;
            }
            throw e;
        }
    }

    private void deleteEach(ResourceType<?> type, List<? extends KubeObject> objects) throws InterruptedException {
        for (KubeObject object : objects) {
            ObjectKey key = object.key();
            try {
                client.delete(type, key, BACKGROUND);
            } catch (ApiException e) {
                if (!isUnsupported(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isUnsupported(ApiException e) {
        return e.is(Reason.NOT_FOUND) || e.is(Reason.METHOD_NOT_ALLOWED);
    }
}
