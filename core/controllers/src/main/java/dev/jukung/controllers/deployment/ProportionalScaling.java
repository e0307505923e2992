package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides sizes when a Deployment is scaled while it is paused or in the middle of a rollout: the sets share the change
 * in proportion to their sizes, so that the rollout stays where it was.
 */
final class ProportionalScaling {
    private ProportionalScaling() {}

    /** Steps may leave a size as it is: their other purpose is to note the new total on every set. */
    static List<Scale> plan(Deployment deployment, OwnedSets sets) {
        int replicas = Numbers.replicas(deployment);
        Optional<ReplicaSet> only = onlyActiveOrLatest(sets);
        if (only.isPresent()) {
            return Numbers.replicas(only.get()) == replicas ? List.of() : List.of(new Scale(only.get(), replicas));
        }
        if (sets.current().filter(set -> isSaturated(deployment, set)).isPresent()) {
            return sets.activeOld().stream().map(set -> new Scale(set, 0)).toList();
        }
        return Numbers.isRecreate(deployment) ? List.of() : share(deployment, sets.active());
    }

    private static Optional<ReplicaSet> onlyActiveOrLatest(OwnedSets sets) {
        List<ReplicaSet> active = sets.active();
        return switch (active.size()) {
            case 0 ->
                sets.current()
                        .or(() -> sets.old().isEmpty()
                                ? Optional.empty()
                                : Optional.of(sets.old().getLast()));
            case 1 -> Optional.of(active.getFirst());
            default -> Optional.empty();
        };
    }

    /** It has all the replicas, and all of them are available. */
    private static boolean isSaturated(Deployment deployment, ReplicaSet set) {
        int replicas = Numbers.replicas(deployment);
        OptionalInt noted = Revisions.number(set, Revisions.DESIRED);
        return Numbers.replicas(set) == replicas
                && noted.isPresent()
                && noted.getAsInt() == replicas
                && Numbers.available(set) == replicas;
    }

    private static List<Scale> share(Deployment deployment, List<ReplicaSet> active) {
        int replicas = Numbers.replicas(deployment);
        int allowed = replicas > 0 ? replicas + Numbers.maxSurge(deployment) : 0;
        int toAdd = allowed - Numbers.replicas(active);
        List<ReplicaSet> sets = active.stream().sorted(order(toAdd)).toList();
        List<Integer> sizes = new ArrayList<>();
        int added = 0;
        for (ReplicaSet set : sets) {
            int part = toAdd == 0 ? 0 : part(deployment, set, toAdd - added);
            sizes.add(Numbers.replicas(set) + part);
            added += part;
        }
        List<Scale> steps = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            int leftover = i == 0 ? toAdd - added : 0; // rounding: the largest takes what remains
            steps.add(new Scale(sets.get(i), Math.max(0, sizes.get(i) + leftover)));
        }
        return steps;
    }

    /** The largest first; of equals the newer when growing, the older when shrinking. */
    private static Comparator<ReplicaSet> order(int toAdd) {
        Comparator<ReplicaSet> size = Comparator.comparing(set -> -Numbers.replicas(set));
        return size.thenComparing(toAdd > 0 ? OwnedSets.OLDEST_FIRST.reversed() : OwnedSets.OLDEST_FIRST);
    }

    private static int part(Deployment deployment, ReplicaSet set, int left) {
        if (left == 0) {
            return 0;
        }
        int fraction = fraction(deployment, set);
        return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    private static int fraction(Deployment deployment, ReplicaSet set) {
        int size = Numbers.replicas(set);
        int replicas = Numbers.replicas(deployment);
        if (replicas == 0) {
            return -size;
        }
        int before = Revisions.number(set, Revisions.MAX).orElse(0);
        if (before == 0) {
            before = deployment.status().replicas().orElse(0); // somebody removed the note
        }
        if (before == 0) {
            return 0;
        }
        double scaled = (double) size * (replicas + Numbers.maxSurge(deployment)) / before;
        return (int) (scaled + 0.5) - size;
    }
}
