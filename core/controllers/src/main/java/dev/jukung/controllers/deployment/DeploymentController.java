package dev.jukung.controllers.deployment;

import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;
import java.util.Optional;

/** The deployment-controller. */
public final class DeploymentController implements Controller {
    private static final String NAME = "deployment-controller";
    /** Kubernetes' {@code --concurrent-deployment-syncs}. */
    private static final int WORKERS = 5;

    private final Lister<Deployment> deployments;
    private final Lister<ReplicaSet> sets;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;

    public DeploymentController(ApiClient client, Informers informers, Surroundings surroundings) {
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<Deployment> deploymentInformer = informers.of(Resources.DEPLOYMENTS);
        Informer<ReplicaSet> setInformer = informers.of(Resources.REPLICASETS).index(DeploymentReconciler.ORPHANS);
        Informer<Pod> podInformer = informers.of(Resources.PODS);
        deployments = deploymentInformer.lister();
        sets = setInformer.lister();
        DeploymentReconciler.Caches caches = new DeploymentReconciler.Caches(deployments, sets, podInformer.lister());
        loop = new ControllerLoop<>(
                NAME, new DeploymentReconciler(client, caches, events, surroundings.clock()), surroundings);
        deploymentInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        setInformer.handle(this::setChanged);
        podInformer.handle(this::podChanged);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }

    private void setChanged(Change<ReplicaSet> change) {
        ReplicaSet set = change.object();
        ownerOf(set).ifPresent(owner -> loop.add(owner.key(), change.trigger()));
        change.previous().flatMap(this::ownerOf).ifPresent(owner -> loop.add(owner.key(), change.trigger()));
        if (OwnerReferences.controllerOf(set).isEmpty() && !(change instanceof Change.Deleted<ReplicaSet>)) {
            for (Deployment deployment : deployments.in(set.namespace())) {
                if (LabelSelectors.of(deployment.spec().selector()).matches(set)) {
                    loop.add(deployment.key(), change.trigger());
                }
            }
        }
    }

    /** A Recreate rollout goes on when the last old pod is gone. */
    private void podChanged(Change<Pod> change) {
        if (change instanceof Change.Deleted<Pod>(Pod pod)) {
            OwnerReferences.controllerOf(pod)
                    .filter(reference -> reference.kind().equals(Resources.REPLICASETS.kind()))
                    .flatMap(reference -> sets.find(ObjectKey.of(pod.namespace(), reference.name())))
                    .flatMap(this::ownerOf)
                    .filter(Numbers::isRecreate)
                    .ifPresent(deployment -> loop.add(deployment.key(), change.trigger()));
        }
    }

    private Optional<Deployment> ownerOf(ReplicaSet set) {
        return OwnerReferences.controllerOf(set)
                .filter(reference -> reference.kind().equals(Resources.DEPLOYMENTS.kind()))
                .flatMap(reference -> resolve(set.namespace(), reference));
    }

    /** Not another Deployment that has the name now. */
    private Optional<Deployment> resolve(String namespace, OwnerReference reference) {
        return deployments
                .find(ObjectKey.of(namespace, reference.name()))
                .filter(deployment -> deployment.uid().equals(reference.uid()));
    }
}
