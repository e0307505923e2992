package dev.jukung.controllers.deployment;

import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.apps.v1.ReplicaSetSpec;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates, scales and annotates the sets of a Deployment, and tells so with events on it. */
final class ReplicaSetWrites {
    private final ApiClient client;
    private final EventRecorder events;

    ReplicaSetWrites(ApiClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** What came of a creation. */
    sealed interface Creation {
        /** @param fresh false when it was there already: our view of it was stale */
        record Created(ReplicaSet set, boolean fresh) implements Creation {}

        /** Another set has the name; a higher collision count gives another one. */
        record Collision() implements Creation {}

        record Refused(ApiException why) implements Creation {}
    }

    /** The set that runs the template of the Deployment. */
    static ReplicaSet forTemplate(Deployment deployment, int replicas, long revision) {
        PodTemplateSpec template = deployment.spec().template();
        String hash = Templates.hash(template, deployment.status().collisionCount());
        Map<String, String> labels = new LinkedHashMap<>(template.metadata().labels());
        labels.put(Templates.HASH_LABEL, hash);
        LabelSelector selector = deployment.spec().selector();
        Map<String, String> matched = new LinkedHashMap<>(selector.matchLabels());
        matched.put(Templates.HASH_LABEL, hash);
        ObjectMeta metadata = ObjectMeta.EMPTY
                .withName(deployment.name() + "-" + hash)
                .withNamespace(deployment.namespace())
                .withLabels(labels)
                .withOwnerReferences(List.of(OwnerReferences.newControllerRef(deployment, Resources.DEPLOYMENTS)));
        metadata = new ObjectMeta(metadata.tree().with("annotations", Revisions.forNew(deployment, revision)));
        ReplicaSetSpec spec = ReplicaSetSpec.EMPTY
                .withReplicas(replicas)
                .withSelector(selector.withMatchLabels(matched))
                .withTemplate(template.withMetadata(template.metadata().withLabels(labels)));
        int minReadySeconds = deployment.spec().minReadySeconds().orElse(0);
        return ReplicaSet.EMPTY
                .withMetadata(metadata)
                .withSpec(minReadySeconds == 0 ? spec : spec.withMinReadySeconds(minReadySeconds));
    }

    /** @throws ApiException when the namespace is being deleted */
    Creation create(Deployment deployment, ReplicaSet wanted) throws InterruptedException {
        try {
            int replicas = Numbers.replicas(wanted);
            ReplicaSet created = Cause.deciding(
                    "create a replica set of " + replicas + " for the pod template of " + deployment.name(),
                    () -> client.create(Resources.REPLICASETS, wanted));
            if (replicas > 0) {
                events.normal(
                        deployment,
                        "ScalingReplicaSet",
                        "Scaled up replica set " + created.name() + " from 0 to " + replicas);
            }
            return new Creation.Created(created, true);
        } catch (ApiException e) {
            if (e.hasCause("NamespaceTerminating")) {
                throw e;
            }
            if (!e.is(Reason.ALREADY_EXISTS)) {
                return new Creation.Refused(e);
            }
            ReplicaSet twin = client.get(Resources.REPLICASETS, wanted.key());
            boolean ours = OwnerReferences.isControlledBy(twin, deployment)
                    && Templates.same(
                            deployment.spec().template(), twin.spec().template().orElse(PodTemplateSpec.EMPTY));
            return ours ? new Creation.Created(twin, false) : new Creation.Collision();
        }
    }

    /** Carries the version that was planned from, so a plan made from stale data is refused. */
    ReplicaSet scale(Deployment deployment, Scale step) throws InterruptedException {
        ReplicaSet set = step.set();
        int before = Numbers.replicas(set);
        ObjectValue annotations = Revisions.withSizes(deployment, Revisions.annotations(set));
        if (before == step.replicas() && annotations.equals(Revisions.annotations(set))) {
            return set;
        }
        ReplicaSet resized = annotated(set.withSpec(set.spec().withReplicas(step.replicas())), annotations);
        ReplicaSet updated = Cause.deciding(
                before == step.replicas()
                        ? "note the sizes of " + deployment.name()
                        : "scale from " + before + " to " + step.replicas(),
                () -> client.update(Resources.REPLICASETS, resized));
        if (before != step.replicas()) {
            String direction = step.replicas() > before ? "up" : "down";
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled " + direction + " replica set " + set.name() + " from " + before + " to "
                            + step.replicas());
        }
        return updated;
    }

    /** Brings the annotations and minReadySeconds of the current set up to date. */
    ReplicaSet sync(Deployment deployment, ReplicaSet set, long revision) throws InterruptedException {
        ObjectValue annotations = Revisions.forCurrent(deployment, set, revision);
        int minReadySeconds = deployment.spec().minReadySeconds().orElse(0);
        boolean sameSeconds = set.spec().minReadySeconds().orElse(0) == minReadySeconds;
        if (sameSeconds && annotations.equals(Revisions.annotations(set))) {
            return set;
        }
        ReplicaSet wanted = annotated(set, annotations);
        return Cause.deciding(
                "bring revision and annotations up to date with " + deployment.name(),
                () -> client.update(
                        Resources.REPLICASETS,
                        sameSeconds ? wanted : wanted.withSpec(wanted.spec().withMinReadySeconds(minReadySeconds))));
    }

    void delete(ReplicaSet set) throws InterruptedException {
        try {
            ObjectKey key = set.key();
            Cause.doing(
                    "delete an old replica set beyond the history limit",
                    () -> client.delete(Resources.REPLICASETS, key, ApiClient.DeleteOptions.NONE.onlyUid(set.uid())));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it is gone already
            }
        }
    }

    private static ReplicaSet annotated(ReplicaSet set, ObjectValue annotations) {
        return new ReplicaSet(set.tree().withAt(annotations, "metadata", "annotations"));
    }
}
