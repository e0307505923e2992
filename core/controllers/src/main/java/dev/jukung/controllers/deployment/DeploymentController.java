package dev.jukung.controllers.deployment;

import dev.jukung.controllers.pods.Owners;
import dev.jukung.controllers.pods.WorkloadController;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;

/** The deployment-controller. */
public final class DeploymentController extends WorkloadController {
    /** Kubernetes' {@code --concurrent-deployment-syncs}. */
    private static final int WORKERS = 5;

    private final Lister<ReplicaSet> sets;
    private final Owners<Deployment> owners;

    public DeploymentController(ApiClient client, Informers informers, Surroundings surroundings) {
        super(
                "deployment-controller",
                WORKERS,
                client,
                surroundings,
                events -> new DeploymentReconciler(
                        client,
                        new DeploymentReconciler.Caches(
                                informers.of(Resources.DEPLOYMENTS).lister(),
                                informers.of(Resources.REPLICASETS).lister(),
                                informers.of(Resources.PODS).lister()),
                        events,
                        surroundings.clock()));
        sets = informers.of(Resources.REPLICASETS).lister();
        owners = new Owners<>(
                Resources.DEPLOYMENTS,
                informers.of(Resources.DEPLOYMENTS).lister(),
                deployment -> LabelSelectors.of(deployment.spec().selector()));
        informers
                .of(Resources.DEPLOYMENTS)
                .handle(change -> look(change.object().key(), change));
        informers
                .of(Resources.REPLICASETS)
                .index(DeploymentReconciler.ORPHANS)
                .handle(change -> owners.concerned(change, deployment -> look(deployment.key(), change)));
        informers.of(Resources.PODS).handle(this::podChanged);
    }

    /** A Recreate rollout goes on when the last old pod is gone. */
    private void podChanged(Change<Pod> change) {
        if (change instanceof Change.Deleted<Pod>(Pod pod)) {
            OwnerReferences.controllerOf(pod)
                    .filter(reference -> reference.kind().equals(Resources.REPLICASETS.kind()))
                    .flatMap(reference -> sets.find(ObjectKey.of(pod.namespace(), reference.name())))
                    .flatMap(owners::of)
                    .filter(Numbers::isRecreate)
                    .ifPresent(deployment -> look(deployment.key(), change));
        }
    }
}
