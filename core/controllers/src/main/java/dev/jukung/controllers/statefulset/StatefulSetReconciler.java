package dev.jukung.controllers.statefulset;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.history.RevisionHistory;
import dev.jukung.controllers.history.RevisionHistory.Latest;
import dev.jukung.controllers.pods.Claims;
import dev.jukung.controllers.pods.SetCaches;
import dev.jukung.controllers.pods.SlowStart;
import dev.jukung.controllers.statefulset.StatefulPlan.Decision;
import dev.jukung.controllers.statefulset.StatefulPlan.Step;
import dev.jukung.controllers.statefulset.StatefulSetStatuses.Observed;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.apps.v1.StatefulSetStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reconciler;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Moves the pods of a StatefulSet on by a step, or by as many as may be made at once. It keeps nothing but expectations. */
final class StatefulSetReconciler implements Reconciler<ObjectKey> {
    private static final String HASH_LABEL = "controller.kubernetes.io/hash";
    private static final int HISTORY_LIMIT = 10;

    private final ApiClient client;
    private final Clock clock;
    private final SetCaches<StatefulSet> caches;
    private final RevisionHistory<StatefulSet> history;
    private final Claims<StatefulSet, Pod> claims;
    private final StatefulWrites writes;

    StatefulSetReconciler(ApiClient client, Clock clock, SetCaches<StatefulSet> caches, StatefulWrites writes) {
        this.client = client;
        this.clock = clock;
        this.caches = caches;
        this.writes = writes;
        history = new RevisionHistory<>(client, Resources.STATEFULSETS, caches.revisions(), HASH_LABEL);
        claims = new Claims<>(client, Resources.STATEFULSETS, Resources.PODS);
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<SetCaches.View<StatefulSet>> view = caches.look(key);
        if (view.isEmpty() || !view.get().fresh()) {
            return Outcome.SETTLED; // the garbage collector takes what it owned, or our own event queues the key again
        }
        StatefulSet set = view.get().set();
        Selector selector = LabelSelectors.of(set.spec().selector());
        List<ControllerRevision> known = history.of(set, selector);
        List<Pod> members = caches.ownedAndOrphans(set).stream()
                .filter(pod -> Ordinals.of(set, pod).isPresent())
                .toList();
        return move(set, known, claims.claim(set, selector, members));
    }

    private Outcome move(StatefulSet set, List<ControllerRevision> known, List<Pod> owned) throws InterruptedException {
        Latest latest = history.latest(
                set,
                RevisionHistory.Template.of(set.spec().template(), set),
                known,
                set.status().collisionCount().orElse(0));
        ControllerRevision current = known.stream()
                .filter(revision -> set.status()
                        .currentRevision()
                        .filter(revision.name()::equals)
                        .isPresent())
                .findFirst()
                .orElse(latest.revision());
        Decision decision = StatefulPlan.of(set, owned, latest.revision().name(), clock.now());
        Optional<ApiException> failure = run(set, current, latest.revision(), owned, decision.steps());
        Observed observed = new Observed(
                owned,
                current.name(),
                latest.revision().name(),
                latest.collisions(),
                failure.isPresent() ? 0 : decision.updates(),
                clock.now());
        StatefulSetStatus status = StatefulSetStatuses.of(set, observed);
        if (!status.equals(set.status())) {
            Cause.deciding(
                    "status: " + status.readyReplicas().orElse(0) + " of " + Ordinals.replicas(set) + " ready",
                    () -> client.updateStatus(Resources.STATEFULSETS, set.withStatus(status)));
        }
        Set<String> used =
                new HashSet<>(List.of(current.name(), latest.revision().name()));
        owned.forEach(pod -> used.add(StatefulPods.revision(pod)));
        history.truncate(known, used, set.spec().revisionHistoryLimit().orElse(HISTORY_LIMIT));
        if (failure.isPresent()) {
            return new Outcome.TryAgain(String.valueOf(failure.get().getMessage()));
        }
        return StatefulSetStatuses.untilAvailable(set, observed)
                .<Outcome>map(Outcome.CheckAgain::new)
                .orElse(Outcome.SETTLED);
    }

    private static PodTemplateSpec template(ControllerRevision revision) {
        ObjectValue data = revision.data()
                .filter(ObjectValue.class::isInstance)
                .map(ObjectValue.class::cast)
                .orElse(ObjectValue.EMPTY);
        return new PodTemplateSpec(data.object("spec").object("template").without("$patch"));
    }

    private Optional<ApiException> run(
            StatefulSet set, ControllerRevision current, ControllerRevision update, List<Pod> owned, List<Step> steps)
            throws InterruptedException {
        try {
            for (Pod pod : set.deleting() ? List.<Pod>of() : owned) {
                writes.setOwners(set, pod, Ordinals.of(set, pod).orElseThrow());
            }
        } catch (ApiException e) {
            return Optional.of(e);
        }
        return SlowStart.run(steps.size(), index -> {
                    switch (steps.get(index)) {
                        case Step.Create(int ordinal, boolean updated) ->
                            create(set, updated ? update : current, ordinal);
                        case Step.Delete(Pod pod) -> writes.delete(set, pod);
                        case Step.Claim(Pod pod, int ordinal) -> writes.createClaims(set, pod, ordinal);
                        case Step.Identify(Pod pod, int ordinal) -> writes.identify(set, pod, ordinal);
                    }
                })
                .failure();
    }

    private void create(StatefulSet set, ControllerRevision revision, int ordinal) throws InterruptedException {
        Pod pod = StatefulPods.fresh(set, template(revision), revision.name(), ordinal);
        if (writes.hasStaleClaim(set, pod.name(), ordinal)) {
            return; // the end of the claim queues the set again
        }
        caches.expectations().expectMoreCreations(set.key(), 1);
        boolean created = false;
        try {
            writes.create(set, pod, ordinal);
            created = true;
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating")) {
                throw e;
            }
        } finally {
            if (!created) {
                caches.expectations().creationObserved(set.key()); // no event will tell of it
            }
        }
    }
}
