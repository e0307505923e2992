package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.daemonset.DaemonPlan.Decision;
import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.controllers.pods.SlowStart;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes and deletes the pods of DaemonSets, and expects to see that. */
final class DaemonWrites {
    /** Kubernetes' {@code BurstReplicas}: so many pods are created or deleted at most in one go. */
    private static final int BURST_MAX = 250;

    private final PodWrites pods;
    private final Expectations<ObjectKey> expectations;

    DaemonWrites(ApiClient client, EventRecorder events, Expectations<ObjectKey> expectations) {
        pods = new PodWrites(client, events);
        this.expectations = expectations;
    }

    /** Returns why it could not do all. */
    Optional<ApiException> run(DaemonSet set, String hash, Decision decision) throws InterruptedException {
        List<Pod> going = Stream.concat(decision.ended().stream(), decision.delete().stream())
                .limit(BURST_MAX)
                .toList();
        expectations.expectDeletions(set.key(), going.stream().map(Pod::uid).toList());
        Optional<ApiException> failure =
                create(set, hash, decision.create().stream().limit(BURST_MAX).toList());
        Optional<ApiException> other = delete(set, going);
        return failure.or(() -> other);
    }

    private Optional<ApiException> create(DaemonSet set, String hash, List<String> nodes) throws InterruptedException {
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        expectations.expectMoreCreations(set.key(), nodes.size());
        int unobserved = nodes.size();
        try {
            SlowStart.Result result = SlowStart.run(nodes.size(), index -> createOne(set, hash, nodes.get(index)));
            unobserved = nodes.size() - result.succeeded();
            return result.failure();
        } finally {
            for (int i = 0; i < unobserved; i++) {
                expectations.creationObserved(set.key()); // no event will tell of those
            }
        }
    }

    private void createOne(DaemonSet set, String hash, String node) throws InterruptedException {
        try {
            pods.create(DaemonPods.fresh(set, node, hash), set);
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating")) {
                throw e;
            }
            // Every creation there will fail; the expectation stays, so that we do not try on every event.
        }
    }

    private Optional<ApiException> delete(DaemonSet set, List<Pod> going) throws InterruptedException {
        return SlowStart.together(0, going.size(), index -> {
                    Pod pod = going.get(index);
                    boolean deleted = false;
                    try {
                        deleted = pods.delete(pod, set);
                    } finally {
                        if (!deleted) {
                            expectations.deletionObserved(set.key(), pod.uid()); // no event will tell of it
                        }
                    }
                })
                .failure();
    }
}
