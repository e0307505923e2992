package dev.jukung.controllers.replicaset;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.Owners;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.controllers.pods.WorkloadController;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;

/** The replicaset-controller, or, with the other flavor, the replication-controller. */
public final class ReplicaSetController extends WorkloadController {
    /** Kubernetes' {@code --concurrent-replicaset-syncs}. */
    private static final int WORKERS = 5;

    private final Owners<ReplicaSet> owners;
    private final Expectations<ObjectKey> expectations;

    public static ReplicaSetController replicaSets(ApiClient client, Informers informers, Surroundings surroundings) {
        return of(ReplicaSetFlavor.REPLICA_SET, client, informers, surroundings);
    }

    public static ReplicaSetController replicationControllers(
            ApiClient client, Informers informers, Surroundings surroundings) {
        return of(ReplicaSetFlavor.REPLICATION_CONTROLLER, client, informers, surroundings);
    }

    private static ReplicaSetController of(
            ReplicaSetFlavor flavor, ApiClient client, Informers informers, Surroundings surroundings) {
        return new ReplicaSetController(
                flavor, client, informers, surroundings, new Expectations<>(surroundings.clock()));
    }

    private ReplicaSetController(
            ReplicaSetFlavor flavor,
            ApiClient client,
            Informers informers,
            Surroundings surroundings,
            Expectations<ObjectKey> expectations) {
        super(
                flavor.controllerName(),
                WORKERS,
                client,
                surroundings,
                events -> new ReplicaSetReconciler(
                        flavor,
                        client,
                        new ReplicaSetReconciler.Caches(
                                informers.of(flavor.type()).lister(),
                                informers.of(Resources.PODS).lister(),
                                expectations),
                        new PodWrites(client, events),
                        surroundings.clock()));
        this.expectations = expectations;
        owners = new Owners<>(flavor.type(), informers.of(flavor.type()).lister(), flavor.selector());
        informers.of(flavor.type()).handle(this::setChanged);
        informers.of(Resources.PODS).index(PodIndexes.ORPHANS).handle(this::podChanged);
    }

    private void setChanged(Change<ReplicaSet> change) {
        if (change instanceof Change.Deleted<ReplicaSet>(ReplicaSet before)) {
            expectations.forget(before.key());
        }
        look(change.object().key(), change);
    }

    private void podChanged(Change<Pod> change) {
        owners.observe(change, expectations);
        owners.concerned(change, set -> look(set.key(), change));
    }
}
