package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
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

/** The daemonset-controller: a pod on each node. */
public final class DaemonSetController implements Controller {
    private static final String NAME = "daemonset-controller";
    /** Kubernetes' {@code --concurrent-daemonset-syncs}. */
    private static final int WORKERS = 2;

    private final Lister<DaemonSet> sets;
    private final Expectations<ObjectKey> expectations;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;

    public DaemonSetController(ApiClient client, Informers informers, Surroundings surroundings) {
        expectations = new Expectations<>(surroundings.clock());
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<DaemonSet> setInformer = informers.of(Resources.DAEMONSETS);
        Informer<Pod> podInformer = informers.of(Resources.PODS).index(PodIndexes.ORPHANS);
        Informer<Node> nodeInformer = informers.of(Resources.NODES);
        Informer<ControllerRevision> revisionInformer = informers.of(Resources.CONTROLLERREVISIONS);
        sets = setInformer.lister();
        DaemonSetReconciler reconciler = new DaemonSetReconciler(
                client,
                surroundings.clock(),
                new DaemonSetReconciler.Caches(
                        sets, podInformer.lister(), nodeInformer.lister(), revisionInformer.lister(), expectations),
                events);
        loop = new ControllerLoop<>(NAME, reconciler, surroundings);
        setInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        podInformer.handle(this::podChanged);
        nodeInformer.handle(this::nodeChanged);
    }

    private void podChanged(Change<Pod> change) {
        Pod pod = change.object();
        ownerOf(pod).ifPresent(set -> {
            if (change instanceof Change.Added<Pod>) {
                expectations.creationObserved(set.key());
            }
            if (change instanceof Change.Deleted<Pod> || pod.deleting()) {
                expectations.deletionObserved(set.key(), pod.uid());
            }
            loop.add(set.key(), change.trigger());
        });
        change.previous().flatMap(this::ownerOf).ifPresent(before -> loop.add(before.key(), change.trigger()));
        boolean orphan = OwnerReferences.controllerOf(pod).isEmpty() && !(change instanceof Change.Deleted<Pod>);
        if (orphan && !pod.deleting()) {
            for (DaemonSet set : sets.in(pod.namespace())) {
                if (LabelSelectors.of(set.spec().selector()).matches(pod)) {
                    loop.add(set.key(), change.trigger());
                }
            }
        }
    }

    /** Of nodes only what decides about their pods counts: their status changes all the time. */
    private void nodeChanged(Change<Node> change) {
        for (DaemonSet set : sets.all()) {
            boolean concerned = !(change instanceof Change.Modified<Node>(Node before, Node after))
                    || !NodeFit.of(set, before).equals(NodeFit.of(set, after));
            if (concerned) {
                loop.add(set.key(), change.trigger());
            }
        }
    }

    private Optional<DaemonSet> ownerOf(Pod pod) {
        return OwnerReferences.controllerOf(pod)
                .filter(reference -> reference.kind().equals(Resources.DAEMONSETS.kind()))
                .flatMap(reference -> sets.find(ObjectKey.of(pod.namespace(), reference.name()))
                        .filter(set -> set.uid().equals(reference.uid()))); // not another one that has the name now
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
}
