package dev.jukung.controllers.replicaset;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.pods.Claims;
import dev.jukung.controllers.pods.DeletionRanking;
import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.controllers.pods.SlowStart;
import dev.jukung.controllers.replicaset.ReplicaSetStatuses.Observed;
import dev.jukung.model.KubeObject;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.apps.v1.ReplicaSetStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps as many pods as a ReplicaSet asks for. It never creates twice for one wish: while its own writes have not come
 * back through the informer ({@link Expectations}) it only updates the status.
 */
final class ReplicaSetReconciler implements Reconciler<ObjectKey> {
    /** Kubernetes' {@code BurstReplicas}: so many pods are created or deleted at most in one go. */
    static final int BURST_MAX = 500;

    private final ReplicaSetFlavor flavor;
    private final ApiClient client;
    private final Lister<ReplicaSet> sets;
    private final Lister<Pod> pods;
    private final Expectations<ObjectKey> expectations;
    private final PodWrites writes;
    private final Claims<ReplicaSet, Pod> claims;
    private final Clock clock;

    /** What the reconciler reads. */
    record Caches(Lister<ReplicaSet> sets, Lister<Pod> pods, Expectations<ObjectKey> expectations) {}

    ReplicaSetReconciler(ReplicaSetFlavor flavor, ApiClient client, Caches caches, PodWrites writes, Clock clock) {
        this.flavor = flavor;
        this.client = client;
        this.sets = caches.sets();
        this.pods = caches.pods();
        this.expectations = caches.expectations();
        this.writes = writes;
        this.claims = new Claims<>(client, flavor.type(), Resources.PODS);
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        // Asked before the caches are read: what comes back in between is then in what we read.
        boolean fresh = expectations.satisfied(key);
        Optional<ReplicaSet> found = sets.find(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Outcome.SETTLED;
        }
        ReplicaSet set = found.get();
        Selector selector = flavor.selector().apply(set);
        List<Pod> related = PodIndexes.ownedAndOrphans(set, pods);
        List<Pod> active = claims.claim(
                set, selector, related.stream().filter(PodStates::isActive).toList());
        Optional<ApiException> failure = Optional.empty();
        if (fresh && !set.deleting()) {
            failure = manage(set, active);
        }
        Observed observed = new Observed(
                active,
                flavor.reportsTerminating() ? Optional.of(terminating(set, selector, related)) : Optional.empty(),
                failure.map(Throwable::getMessage),
                clock.now());
        ReplicaSetStatus status = ReplicaSetStatuses.of(set, observed);
        if (!status.equals(set.status())) {
            Cause.deciding(
                    "status: " + status.readyReplicas().orElse(0) + " of "
                            + set.spec().replicas().orElse(1) + " ready",
                    () -> client.updateStatus(flavor.type(), set.withStatus(status)));
        }
        if (failure.isPresent()) {
            return new Outcome.TryAgain(String.valueOf(failure.get().getMessage()));
        }
        return ReplicaSetStatuses.nextAvailable(set, observed)
                .<Outcome>map(Outcome.CheckAgain::new)
                .orElse(Outcome.SETTLED);
    }

    private static int terminating(ReplicaSet set, Selector selector, List<Pod> related) {
        return (int) related.stream()
                .filter(PodStates::isTerminating)
                .filter(pod -> OwnerReferences.isControlledBy(pod, set) && selector.matches(pod))
                .count();
    }

    /** Creates or deletes pods. Returns why it could not, which the status and an event tell the user. */
    private Optional<ApiException> manage(ReplicaSet set, List<Pod> active) throws InterruptedException {
        int wanted = set.spec().replicas().orElse(1);
        if (active.size() < wanted) {
            return create(set, Math.min(wanted - active.size(), BURST_MAX));
        }
        if (active.size() > wanted) {
            return delete(set, active, Math.min(active.size() - wanted, BURST_MAX));
        }
        return Optional.empty();
    }

    private Optional<ApiException> create(ReplicaSet set, int count) throws InterruptedException {
        OwnerReference reference = OwnerReferences.newControllerRef(set, flavor.type());
        Pod pod = PodWrites.fromTemplate(template(set), set, reference);
        expectations.expectCreations(set.key(), count);
        int unobserved = count;
        try {
            SlowStart.Result result = SlowStart.run(count, _ -> createOne(set, pod));
            unobserved = count - result.succeeded();
            return result.failure();
        } finally {
            for (int i = 0; i < unobserved; i++) {
                expectations.creationObserved(set.key()); // no event will tell of those
            }
        }
    }

    private void createOne(ReplicaSet set, Pod pod) throws InterruptedException {
        try {
            writes.create(pod, set);
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating")) {
                throw e;
            }
            // Every creation there will fail; the expectation stays, so that we do not try on every event.
        }
    }

    private static PodTemplateSpec template(ReplicaSet set) {
        return set.spec().template().orElse(PodTemplateSpec.EMPTY);
    }

    private Optional<ApiException> delete(ReplicaSet set, List<Pod> active, int count) throws InterruptedException {
        List<Pod> chosen = DeletionRanking.choose(active, crowding(set), count, clock.now());
        expectations.expectDeletions(
                set.key(), chosen.stream().map(KubeObject::uid).toList());
        SlowStart.Result result = SlowStart.together(0, chosen.size(), index -> {
            Pod pod = chosen.get(index);
            boolean deleted = false;
            try {
                deleted = writes.delete(pod, set);
            } finally {
                if (!deleted) {
                    expectations.deletionObserved(set.key(), pod.uid()); // no event will tell of it
                }
            }
        });
        return result.failure();
    }

    /** The pods of all sets of the same owner: a node that already lost its share should not lose more. */
    private List<Pod> crowding(ReplicaSet set) {
        Lister<Pod> now = pods.snapshot();
        Optional<OwnerReference> owner = OwnerReferences.controllerOf(set);
        if (owner.isEmpty()) {
            return now.controlledBy(set.uid());
        }
        List<Pod> all = new ArrayList<>();
        sets.controlledBy(owner.get().uid()).forEach(sibling -> all.addAll(now.controlledBy(sibling.uid())));
        return all;
    }
}
