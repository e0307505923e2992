package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.PodTemplateSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The ReplicaSets of a Deployment: the one that runs its template, and the others, oldest first.
 *
 * @param current empty until it has been created
 */
record OwnedSets(Optional<ReplicaSet> current, List<ReplicaSet> old) {
    static final Comparator<ReplicaSet> OLDEST_FIRST = Comparator.comparing(
                    (ReplicaSet set) -> set.metadata().creationTimestamp().orElse(Instant.MAX))
            .thenComparing(ReplicaSet::name);

    /** Of several sets with the same template the oldest is the current one, so that all of us choose the same. */
    static OwnedSets of(Deployment deployment, List<ReplicaSet> sets) {
        PodTemplateSpec template = deployment.spec().template();
        List<ReplicaSet> sorted = sets.stream().sorted(OLDEST_FIRST).toList();
        Optional<ReplicaSet> current = sorted.stream()
                .filter(set -> Templates.same(template, set.spec().template().orElse(PodTemplateSpec.EMPTY)))
                .findFirst();
        List<ReplicaSet> old = sorted.stream()
                .filter(set -> current.isEmpty() || !current.get().uid().equals(set.uid()))
                .toList();
        return new OwnedSets(current, old);
    }

    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        current.ifPresent(all::add);
        return all;
    }

    /** Those that want pods. */
    List<ReplicaSet> active() {
        return all().stream().filter(OwnedSets::isActive).toList();
    }

    List<ReplicaSet> activeOld() {
        return old.stream().filter(OwnedSets::isActive).toList();
    }

    OwnedSets withCurrent(ReplicaSet set) {
        return new OwnedSets(Optional.of(set), old);
    }

    private static boolean isActive(ReplicaSet set) {
        return Numbers.replicas(set) > 0;
    }
}
