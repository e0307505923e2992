package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.Owners;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.SetCaches;
import dev.jukung.controllers.pods.WorkloadController;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;

/** The daemonset-controller: a pod on each node. */
public final class DaemonSetController extends WorkloadController {
    /** Kubernetes' {@code --concurrent-daemonset-syncs}. */
    private static final int WORKERS = 2;

    private final Lister<DaemonSet> sets;
    private final Owners<DaemonSet> owners;
    private final Expectations<ObjectKey> expectations;

    public DaemonSetController(ApiClient client, Informers informers, Surroundings surroundings) {
        this(client, informers, surroundings, new Expectations<>(surroundings.clock()));
    }

    private DaemonSetController(
            ApiClient client, Informers informers, Surroundings surroundings, Expectations<ObjectKey> expectations) {
        super(
                "daemonset-controller",
                WORKERS,
                client,
                surroundings,
                events -> new DaemonSetReconciler(
                        client,
                        surroundings.clock(),
                        SetCaches.of(informers, Resources.DAEMONSETS, expectations),
                        informers.of(Resources.NODES).lister(),
                        events));
        this.expectations = expectations;
        sets = informers.of(Resources.DAEMONSETS).lister();
        owners = new Owners<>(
                Resources.DAEMONSETS, sets, set -> LabelSelectors.of(set.spec().selector()));
        informers.of(Resources.DAEMONSETS).handle(change -> look(change.object().key(), change));
        informers.of(Resources.PODS).index(PodIndexes.ORPHANS).handle(this::podChanged);
        informers.of(Resources.NODES).handle(this::nodeChanged);
    }

    private void podChanged(Change<Pod> change) {
        owners.observe(change, expectations);
        owners.concerned(change, set -> look(set.key(), change));
    }

    /** Of nodes only what decides about their pods counts: their status changes all the time. */
    private void nodeChanged(Change<Node> change) {
        for (DaemonSet set : sets.all()) {
            boolean concerned = !(change instanceof Change.Modified<Node>(Node before, Node after))
                    || !NodeFit.of(set, before).equals(NodeFit.of(set, after));
            if (concerned) {
                look(set.key(), change);
            }
        }
    }
}
