package dev.jukung.controllers.statefulset;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.Owners;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.SetCaches;
import dev.jukung.controllers.pods.WorkloadController;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;

/** The statefulset-controller: pods with a number, a name and claims that stay theirs. */
public final class StatefulSetController extends WorkloadController {
    /** Kubernetes' {@code --concurrent-statefulset-syncs}. */
    private static final int WORKERS = 5;

    private final Lister<StatefulSet> sets;
    private final Owners<StatefulSet> owners;
    private final Expectations<ObjectKey> expectations;

    public StatefulSetController(ApiClient client, Informers informers, Surroundings surroundings) {
        this(client, informers, surroundings, new Expectations<>(surroundings.clock()));
    }

    private StatefulSetController(
            ApiClient client, Informers informers, Surroundings surroundings, Expectations<ObjectKey> expectations) {
        super(
                "statefulset-controller",
                WORKERS,
                client,
                surroundings,
                events -> new StatefulSetReconciler(
                        client,
                        surroundings.clock(),
                        SetCaches.of(informers, Resources.STATEFULSETS, expectations),
                        new StatefulWrites(
                                client,
                                events,
                                informers.of(Resources.PERSISTENTVOLUMECLAIMS).lister())));
        this.expectations = expectations;
        sets = informers.of(Resources.STATEFULSETS).lister();
        owners = new Owners<>(
                Resources.STATEFULSETS,
                sets,
                set -> LabelSelectors.of(set.spec().selector()));
        informers
                .of(Resources.STATEFULSETS)
                .handle(change -> look(change.object().key(), change));
        informers.of(Resources.PODS).index(PodIndexes.ORPHANS).handle(this::podChanged);
        informers.of(Resources.PERSISTENTVOLUMECLAIMS).handle(this::claimChanged);
    }

    private void podChanged(Change<Pod> change) {
        owners.observe(change, expectations);
        owners.concerned(change, set -> look(set.key(), change));
    }

    /** Its owners may be wrong, or a pod may wait for its end. */
    private void claimChanged(Change<PersistentVolumeClaim> change) {
        PersistentVolumeClaim claim = change.object();
        for (StatefulSet set : sets.in(claim.namespace())) {
            boolean named = set.spec().volumeClaimTemplates().stream()
                    .anyMatch(template -> claim.name().startsWith(template.name() + "-" + set.name() + "-"));
            if (named) {
                look(set.key(), change);
            }
        }
    }
}
