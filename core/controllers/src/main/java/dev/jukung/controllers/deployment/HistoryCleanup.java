package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** Decides which old sets are beyond {@code revisionHistoryLimit}: those of the lowest revisions, once they are empty. */
final class HistoryCleanup {
    private HistoryCleanup() {}

    static List<ReplicaSet> deletable(Deployment deployment, List<ReplicaSet> old) {
        OptionalInt limit = Numbers.historyLimit(deployment);
        if (limit.isEmpty()) {
            return List.of();
        }
        List<ReplicaSet> alive = old.stream().filter(set -> !set.deleting()).toList();
        return alive.stream()
                .sorted(Comparator.comparing(Revisions::of).thenComparing(OwnedSets.OLDEST_FIRST))
                .limit(Math.max(0, alive.size() - limit.getAsInt()))
                .filter(HistoryCleanup::isEmpty)
                .toList();
    }

    private static boolean isEmpty(ReplicaSet set) {
        return set.status().replicas() == 0
                && Numbers.replicas(set) == 0
                && set.metadata().generation().orElse(0)
                        <= set.status().observedGeneration().orElse(0);
    }
}
