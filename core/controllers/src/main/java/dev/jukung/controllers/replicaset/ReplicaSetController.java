package dev.jukung.controllers.replicaset;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
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

/** The replicaset-controller, or, with the other flavor, the replication-controller. */
public final class ReplicaSetController implements Controller {
    /** Kubernetes' {@code --concurrent-replicaset-syncs}. */
    private static final int WORKERS = 5;

    private final ReplicaSetFlavor flavor;
    private final Lister<ReplicaSet> sets;
    private final Expectations<ObjectKey> expectations;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;

    public static ReplicaSetController replicaSets(ApiClient client, Informers informers, Surroundings surroundings) {
        return new ReplicaSetController(ReplicaSetFlavor.REPLICA_SET, client, informers, surroundings);
    }

    public static ReplicaSetController replicationControllers(
            ApiClient client, Informers informers, Surroundings surroundings) {
        return new ReplicaSetController(ReplicaSetFlavor.REPLICATION_CONTROLLER, client, informers, surroundings);
    }

    private ReplicaSetController(
            ReplicaSetFlavor flavor, ApiClient client, Informers informers, Surroundings surroundings) {
        this.flavor = flavor;
        this.expectations = new Expectations<>(surroundings.clock());
        this.events = new EventRecorder(client, flavor.controllerName(), "", surroundings);
        Informer<ReplicaSet> setInformer = informers.of(flavor.type());
        Informer<Pod> podInformer = informers.of(Resources.PODS).index(PodIndexes.ORPHANS);
        this.sets = setInformer.lister();
        ReplicaSetReconciler reconciler = new ReplicaSetReconciler(
                flavor,
                client,
                new ReplicaSetReconciler.Caches(sets, podInformer.lister(), expectations),
                new PodWrites(client, events),
                surroundings.clock());
        this.loop = new ControllerLoop<>(flavor.controllerName(), reconciler, surroundings);
        setInformer.handle(this::setChanged);
        podInformer.handle(this::podChanged);
    }

    @Override
    public String name() {
        return flavor.controllerName();
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
        if (change instanceof Change.Deleted<ReplicaSet>(ReplicaSet before)) {
            expectations.forget(before.key());
        }
        loop.add(change.object().key(), change.trigger());
    }

    private void podChanged(Change<Pod> change) {
        Pod pod = change.object();
        Optional<ReplicaSet> owner = ownerOf(pod);
        owner.ifPresent(set -> {
            switch (change) {
                case Change.Added<Pod> _ -> expectations.creationObserved(set.key());
                case Change.Modified<Pod> _ -> {}
                case Change.Deleted<Pod> _ -> expectations.deletionObserved(set.key(), pod.uid());
            }
            if (pod.deleting()) {
                expectations.deletionObserved(set.key(), pod.uid()); // it will go, and counts no longer
            }
            loop.add(set.key(), change.trigger());
        });
        change.previous().flatMap(this::ownerOf).ifPresent(before -> loop.add(before.key(), change.trigger()));
        boolean orphan = OwnerReferences.controllerOf(pod).isEmpty() && !(change instanceof Change.Deleted<Pod>);
        if (orphan && !pod.deleting()) {
            for (ReplicaSet set : sets.in(pod.namespace())) {
                if (flavor.selector().apply(set).matches(pod)) {
                    loop.add(set.key(), change.trigger());
                }
            }
        }
    }

    private Optional<ReplicaSet> ownerOf(Pod pod) {
        return OwnerReferences.controllerOf(pod)
                .filter(reference -> reference.kind().equals(flavor.type().kind()))
                .flatMap(reference -> resolve(pod.namespace(), reference));
    }

    /** Not another set that has the name now. */
    private Optional<ReplicaSet> resolve(String namespace, OwnerReference reference) {
        return sets.find(ObjectKey.of(namespace, reference.name()))
                .filter(set -> set.uid().equals(reference.uid()));
    }
}
