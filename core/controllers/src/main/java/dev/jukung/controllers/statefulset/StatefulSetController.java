package dev.jukung.controllers.statefulset;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.model.KubeObject;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
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

/** The statefulset-controller: pods with a number, a name and claims that stay theirs. */
public final class StatefulSetController implements Controller {
    private static final String NAME = "statefulset-controller";
    /** Kubernetes' {@code --concurrent-statefulset-syncs}. */
    private static final int WORKERS = 5;

    private final Lister<StatefulSet> sets;
    private final Expectations<ObjectKey> expectations;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;

    public StatefulSetController(ApiClient client, Informers informers, Surroundings surroundings) {
        expectations = new Expectations<>(surroundings.clock());
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<StatefulSet> setInformer = informers.of(Resources.STATEFULSETS);
        Informer<Pod> podInformer = informers.of(Resources.PODS).index(PodIndexes.ORPHANS);
        Informer<PersistentVolumeClaim> claimInformer = informers.of(Resources.PERSISTENTVOLUMECLAIMS);
        Informer<ControllerRevision> revisionInformer = informers.of(Resources.CONTROLLERREVISIONS);
        sets = setInformer.lister();
        StatefulSetReconciler reconciler = new StatefulSetReconciler(
                client,
                surroundings.clock(),
                new StatefulSetReconciler.Caches(sets, podInformer.lister(), revisionInformer.lister(), expectations),
                new StatefulWrites(client, events, claimInformer.lister()));
        loop = new ControllerLoop<>(NAME, reconciler, surroundings);
        setInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        podInformer.handle(this::podChanged);
        claimInformer.handle(this::claimChanged);
    }

    private void podChanged(Change<Pod> change) {
        Pod pod = change.object();
        Optional<StatefulSet> owner = ownerOf(pod);
        owner.ifPresent(set -> {
            if (change instanceof Change.Added<Pod>) {
                expectations.creationObserved(set.key());
            }
            loop.add(set.key(), change.trigger());
        });
        change.previous().flatMap(this::ownerOf).ifPresent(before -> loop.add(before.key(), change.trigger()));
        boolean orphan = OwnerReferences.controllerOf(pod).isEmpty() && !(change instanceof Change.Deleted<Pod>);
        if (orphan && !pod.deleting()) {
            for (StatefulSet set : sets.in(pod.namespace())) {
                if (LabelSelectors.of(set.spec().selector()).matches(pod)) {
                    loop.add(set.key(), change.trigger());
                }
            }
        }
    }

    /** Its owners may be wrong, or a pod may wait for its end. */
    private void claimChanged(Change<PersistentVolumeClaim> change) {
        PersistentVolumeClaim claim = change.object();
        for (StatefulSet set : sets.in(claim.namespace())) {
            boolean named = set.spec().volumeClaimTemplates().stream()
                    .anyMatch(template -> claim.name().startsWith(template.name() + "-" + set.name() + "-"));
            if (named) {
                loop.add(set.key(), change.trigger());
            }
        }
    }

    private Optional<StatefulSet> ownerOf(KubeObject object) {
        return OwnerReferences.controllerOf(object)
                .filter(reference -> reference.kind().equals(Resources.STATEFULSETS.kind()))
                .flatMap(reference -> sets.find(ObjectKey.of(object.namespace(), reference.name()))
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
