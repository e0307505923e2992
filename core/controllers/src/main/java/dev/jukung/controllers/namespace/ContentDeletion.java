package dev.jukung.controllers.namespace;

import dev.jukung.base.Cause;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deletes what is in a namespace that is going: first its pods, and when they are gone everything else. */
final class ContentDeletion {
    /** Kubernetes' guess of how long finalizers take. */
    private static final Duration FINALIZERS_TAKE = Duration.ofSeconds(15);

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
        boolean isEmpty() {
            return resources.isEmpty() && errors.isEmpty();
        }
    }

    /** @param now for guessing how long pods may still take */
    record Round(Remaining remaining, Duration estimate, boolean podsOnly) {}

    Round run(String namespace, List<ResourceType<?>> types, Instant now) throws InterruptedException {
        Remaining remaining = new Remaining(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        Duration estimate = delete(namespace, Resources.PODS, remaining, now);
        if (!remaining.resources().isEmpty()) {
            return new Round(remaining, estimate, true);
        }
        for (ResourceType<?> type : types) {
            if (!type.equals(Resources.PODS)) {
                Duration needed = delete(namespace, type, remaining, now);
                estimate = needed.compareTo(estimate) > 0 ? needed : estimate;
            }
        }
        return new Round(remaining, estimate, false);
    }

    private Duration delete(String namespace, ResourceType<?> type, Remaining remaining, Instant now)
            throws InterruptedException {
        try {
            if (client.list(type, ListQuery.in(namespace)).items().isEmpty()) {
                return Duration.ZERO; // mostly so; reading costs less than deleting
            }
            Cause.doing(
                    "empty the namespace " + namespace,
                    () -> client.deleteCollection(
                            type, ListQuery.in(namespace), DeleteOptions.propagation("Background")));
            return count(type, client.list(type, ListQuery.in(namespace)).items(), remaining, now);
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND) || e.is(Reason.METHOD_NOT_ALLOWED)) {
                return Duration.ZERO; // the server does not have this resource, or not any more
            }
            remaining.errors().add(String.valueOf(e.getMessage()));
            return Duration.ZERO;
        }
    }

    private static Duration count(
            ResourceType<?> type, List<? extends KubeObject> left, Remaining remaining, Instant now) {
        if (left.isEmpty()) {
            return Duration.ZERO;
        }
        remaining.resources().put(type.plural() + "." + type.group(), left.size());
        boolean finalizers = false;
        Duration estimate = Duration.ZERO;
        for (KubeObject object : left) {
            for (String finalizer : object.metadata().finalizers()) {
                remaining.finalizers().merge(finalizer, 1, Integer::sum);
                finalizers = true;
            }
            if (object instanceof Pod pod) {
                Duration grace =
                        Duration.between(now, pod.metadata().deletionTimestamp().orElse(now));
                estimate = grace.compareTo(estimate) > 0 ? grace : estimate;
            }
        }
        return estimate.isZero() && finalizers ? FINALIZERS_TAKE : estimate;
    }
}
