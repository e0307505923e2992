package dev.jukung.controllers.deployment;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.deployment.ReplicaSetWrites.Creation;
import dev.jukung.controllers.pods.Claims;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.DeploymentCondition;
import dev.jukung.model.apps.v1.DeploymentStatus;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Index;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Moves ReplicaSets towards their Deployment: read, plan, write. It keeps nothing between calls. Writes return the fresh
 * objects, which the following decisions of the same reconcile use.
 */
final class DeploymentReconciler implements Reconciler<ObjectKey> {
    /** Sets that nobody controls, by namespace. */
    static final Index<ReplicaSet> ORPHANS =
            new Index<>(set -> OwnerReferences.controllerOf(set).isEmpty() ? List.of(set.namespace()) : List.of());

    /** What the reconciler reads. */
    record Caches(Lister<Deployment> deployments, Lister<ReplicaSet> sets, Lister<Pod> pods) {}

    private static final Outcome NOT_CREATED = new Outcome.TryAgain("the new replica set could not be created");

    private final ApiClient client;
    private final Caches caches;
    private final EventRecorder events;
    private final ReplicaSetWrites writes;
    private final Claims<Deployment, ReplicaSet> claims;
    private final Clock clock;

    DeploymentReconciler(ApiClient client, Caches caches, EventRecorder events, Clock clock) {
        this.client = client;
        this.caches = caches;
        this.events = events;
        this.writes = new ReplicaSetWrites(client, events);
        this.claims = new Claims<>(client, Resources.DEPLOYMENTS, Resources.REPLICASETS);
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Deployment> found = caches.deployments().find(key);
        if (found.isEmpty()) {
            return Outcome.SETTLED; // the garbage collector takes what it owned
        }
        Deployment deployment = found.get();
        if (deployment.spec().selector().tree().isEmpty()) {
            return selectingAll(deployment);
        }
        Lister<ReplicaSet> now = caches.sets().snapshot();
        List<ReplicaSet> candidates = new ArrayList<>(now.controlledBy(deployment.uid()));
        candidates.addAll(now.by(ORPHANS, deployment.namespace()));
        OwnedSets sets = OwnedSets.of(
                deployment,
                claims.claim(deployment, LabelSelectors.of(deployment.spec().selector()), candidates));
        if (deployment.deleting()) {
            return updateStatus(deployment, RolloutStatus.counts(deployment, sets, clock.now()));
        }
        deployment = noticePause(deployment);
        if (deployment.spec().paused().orElse(false) || isScaled(deployment, sets)) {
            return scale(deployment, sets);
        }
        return Numbers.isRecreate(deployment) ? recreate(deployment, sets) : roll(deployment, sets);
    }

    private Outcome selectingAll(Deployment deployment) throws InterruptedException {
        events.warning(
                deployment, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
        long generation = deployment.metadata().generation().orElse(0);
        return updateStatus(deployment, deployment.status().withObservedGeneration(generation));
    }

    /** Time in which a rollout was paused does not count against its deadline. */
    private Deployment noticePause(Deployment deployment) throws InterruptedException {
        boolean paused = deployment.spec().paused().orElse(false);
        DeploymentStatus status = deployment.status();
        boolean noticed = RolloutStatus.hasReason(status, "DeploymentPaused");
        if (Numbers.progressDeadline(deployment).isEmpty()
                || RolloutStatus.hasReason(status, "ProgressDeadlineExceeded")
                || paused == noticed) {
            return deployment;
        }
        DeploymentCondition condition = Conditions.of(
                Conditions.PROGRESSING,
                "Unknown",
                paused ? "DeploymentPaused" : "DeploymentResumed",
                paused ? "Deployment is paused" : "Deployment is resumed",
                clock.now());
        return Cause.deciding(
                paused ? "note that the rollout is paused" : "note that the rollout goes on",
                () -> client.updateStatus(
                        Resources.DEPLOYMENTS,
                        deployment.withStatus(status.withConditions(Conditions.with(status.conditions(), condition)))));
    }

    /** Whether the size was changed since the sets were last sized. */
    private static boolean isScaled(Deployment deployment, OwnedSets sets) {
        int replicas = Numbers.replicas(deployment);
        return sets.active().stream()
                .map(set -> Revisions.number(set, Revisions.DESIRED))
                .anyMatch(noted -> noted.isPresent() && noted.getAsInt() != replicas);
    }

    private Outcome scale(Deployment given, OwnedSets found) throws InterruptedException {
        Synced synced = sync(given, found, false);
        Deployment deployment = synced.deployment();
        for (Scale step : ProportionalScaling.plan(deployment, synced.sets())) {
            writes.scale(deployment, step);
        }
        if (deployment.spec().paused().orElse(false)) {
            cleanUp(deployment, synced.sets());
        }
        return updateStatus(deployment, RolloutStatus.counts(deployment, synced.sets(), clock.now()));
    }

    private Outcome roll(Deployment given, OwnedSets found) throws InterruptedException {
        Synced synced = sync(given, found, true);
        if (synced.sets().current().isEmpty()) {
            return NOT_CREATED;
        }
        Deployment deployment = synced.deployment();
        OwnedSets sets = synced.sets();
        List<Scale> steps = RollingUpdate.plan(deployment, sets.current().orElseThrow(), sets.activeOld());
        for (Scale step : steps) {
            writes.scale(deployment, step);
        }
        return finish(deployment, sets, steps.isEmpty());
    }

    private Outcome recreate(Deployment given, OwnedSets found) throws InterruptedException {
        Synced synced = sync(given, found, false);
        List<ReplicaSet> active = synced.sets().activeOld();
        for (ReplicaSet set : active) {
            writes.scale(synced.deployment(), new Scale(set, 0));
        }
        if (!active.isEmpty() || oldPodsRun(synced)) {
            return finish(synced.deployment(), synced.sets(), false);
        }
        synced = sync(synced.deployment(), synced.sets(), true);
        if (synced.sets().current().isEmpty()) {
            return NOT_CREATED;
        }
        Deployment deployment = synced.deployment();
        ReplicaSet current = synced.sets().current().orElseThrow();
        if (Numbers.replicas(current) != Numbers.replicas(deployment)) {
            writes.scale(deployment, new Scale(current, Numbers.replicas(deployment)));
        }
        return finish(deployment, synced.sets(), true);
    }

    private boolean oldPodsRun(Synced synced) {
        return synced.sets().old().stream()
                .anyMatch(set -> set.status().replicas() > 0
                        || caches.pods().controlledBy(set.uid()).stream().anyMatch(pod -> !PodStates.isTerminal(pod)));
    }

    private Outcome finish(Deployment deployment, OwnedSets sets, boolean atRest) throws InterruptedException {
        if (atRest && RolloutStatus.isComplete(deployment, deployment.status())) {
            cleanUp(deployment, sets);
        }
        return updateStatus(deployment, RolloutStatus.progress(deployment, sets, clock.now()));
    }

    private void cleanUp(Deployment deployment, OwnedSets sets) throws InterruptedException {
        for (ReplicaSet set : HistoryCleanup.deletable(deployment, sets.old())) {
            writes.delete(set);
        }
    }

    private Outcome updateStatus(Deployment deployment, DeploymentStatus status) throws InterruptedException {
        Deployment updated = status.equals(deployment.status())
                ? deployment
                : Cause.deciding(
                        "status: " + status.readyReplicas().orElse(0) + " of " + Numbers.replicas(deployment)
                                + " ready",
                        () -> client.updateStatus(Resources.DEPLOYMENTS, deployment.withStatus(status)));
        return RolloutStatus.checkAfter(updated, status, clock.now())
                .<Outcome>map(Outcome.CheckAgain::new)
                .orElse(Outcome.SETTLED);
    }

    private record Synced(Deployment deployment, OwnedSets sets) {}

    /** Makes the revisions agree and, if asked, creates the current set; without one the user has been told why. */
    private Synced sync(Deployment deployment, OwnedSets sets, boolean create) throws InterruptedException {
        long revision = Revisions.next(sets.old());
        if (sets.current().isPresent()) {
            ReplicaSet current = writes.sync(deployment, sets.current().get(), revision);
            return new Synced(
                    noted(deployment, current, "FoundNewReplicaSet", "Found new replica set"),
                    sets.withCurrent(current));
        }
        return create ? created(deployment, sets, revision) : new Synced(deployment, sets);
    }

    private Synced created(Deployment deployment, OwnedSets sets, long revision) throws InterruptedException {
        int size = Numbers.isRecreate(deployment)
                ? Numbers.replicas(deployment)
                : RollingUpdate.grown(deployment, 0, Numbers.replicas(sets.old()));
        ReplicaSet wanted = ReplicaSetWrites.forTemplate(deployment, size, revision);
        return switch (writes.create(deployment, wanted)) {
            case Creation.Created(ReplicaSet set, boolean fresh) -> {
                String reason = fresh ? "NewReplicaSetCreated" : "FoundNewReplicaSet";
                String verb = fresh ? "Created new replica set" : "Found new replica set";
                yield new Synced(noted(deployment, set, reason, verb), sets.withCurrent(set));
            }
            case Creation.Refused(ApiException e) -> {
                notCreated(deployment, wanted, e);
                yield new Synced(deployment, sets);
            }
            case Creation.Collision() -> {
                int collisions = deployment.status().collisionCount().orElse(0) + 1;
                DeploymentStatus status = deployment.status().withCollisionCount(collisions);
                yield created(
                        client.updateStatus(Resources.DEPLOYMENTS, deployment.withStatus(status)), sets, revision);
            }
        };
    }

    private void notCreated(Deployment deployment, ReplicaSet wanted, ApiException e) throws InterruptedException {
        String message = "Failed to create new replica set \"" + wanted.name() + "\": " + e.getMessage();
        events.warning(deployment, "ReplicaSetCreateError", message);
        OptionalInt deadline = Numbers.progressDeadline(deployment);
        if (deadline.isPresent()) {
            DeploymentCondition condition =
                    Conditions.of(Conditions.PROGRESSING, "False", "ReplicaSetCreateError", message, clock.now());
            DeploymentStatus status = deployment.status();
            updateStatus(deployment, status.withConditions(Conditions.with(status.conditions(), condition)));
        }
    }

    /** The revision of the current set on the Deployment, and a first Progressing condition. */
    private Deployment noted(Deployment deployment, ReplicaSet current, String reason, String verb)
            throws InterruptedException {
        String revision = Revisions.annotations(current).text(Revisions.REVISION, "");
        DeploymentStatus status = deployment.status();
        boolean created = reason.equals("NewReplicaSetCreated");
        boolean first =
                Conditions.find(status.conditions(), Conditions.PROGRESSING).isEmpty();
        if (Numbers.progressDeadline(deployment).isPresent() && (created || first)) {
            DeploymentCondition condition = Conditions.of(
                    Conditions.PROGRESSING, "True", reason, verb + " \"" + current.name() + "\"", clock.now());
            status = status.withConditions(Conditions.with(status.conditions(), condition));
        }
        String known =
                deployment.tree().object("metadata").object("annotations").text(Revisions.REVISION, "");
        if (known.equals(revision) && status.equals(deployment.status())) {
            return deployment;
        }
        Deployment noted =
                new Deployment(deployment.tree().withAt(revision, "metadata", "annotations", Revisions.REVISION));
        DeploymentStatus wanted = status;
        return Cause.deciding(
                "note revision " + revision + " of " + current.name(),
                () -> client.updateStatus(Resources.DEPLOYMENTS, noted.withStatus(wanted)));
    }
}
