package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides the next moves of a rolling update.
 *
 * <p>Two budgets hold whatever the pods do meanwhile: at most {@code replicas + maxSurge} pods exist, and the rollout
 * itself never takes available pods below {@code replicas - maxUnavailable}.
 */
final class RollingUpdate {
    private RollingUpdate() {}

    /** How large the current set may be now, if {@code total} pods are wanted by all sets together. */
    static int grown(Deployment deployment, int currentReplicas, int total) {
        int replicas = Numbers.replicas(deployment);
        int room = Math.max(0, replicas + Numbers.maxSurge(deployment) - total);
        return currentReplicas + Math.min(room, replicas - currentReplicas);
    }

    static List<Scale> plan(Deployment deployment, ReplicaSet current, List<ReplicaSet> old) {
        List<ReplicaSet> all = new ArrayList<>(old);
        all.add(current);
        int replicas = Numbers.replicas(deployment);
        int size = Numbers.replicas(current);
        if (size > replicas) {
            return List.of(new Scale(current, replicas)); // the old sets follow when this has been seen
        }
        List<Scale> steps = new ArrayList<>();
        int grown = grown(deployment, size, Numbers.replicas(all));
        if (grown != size) {
            steps.add(new Scale(current, grown));
        }
        steps.addAll(shrinkOld(deployment, current, old));
        return List.copyOf(steps);
    }

    private static List<Scale> shrinkOld(Deployment deployment, ReplicaSet current, List<ReplicaSet> old) {
        int floor = Numbers.replicas(deployment) - Numbers.maxUnavailable(deployment);
        int total = Numbers.replicas(old) + Numbers.replicas(current);
        // Pods of the current set that are not available do not hold up the floor: they may never be.
        int budget = total - floor - (Numbers.replicas(current) - standing(current));
        if (budget <= 0) {
            return List.of();
        }
        // Pods that are not available go first, and whatever the floor: they hold up nothing.
        int sickBudget = budget;
        int healthyBudget = old.stream().mapToInt(RollingUpdate::standing).sum() + standing(current) - floor;
        List<Scale> steps = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (ReplicaSet set : old) {
            int sick = Math.min(Numbers.replicas(set) - standing(set), sickBudget);
            sickBudget -= sick;
            left.add(Numbers.replicas(set) - sick);
        }
        for (int i = 0; i < old.size(); i++) {
            int healthy = Math.min(left.get(i), Math.max(0, healthyBudget));
            healthyBudget -= healthy;
            int size = left.get(i) - healthy;
            if (size != Numbers.replicas(old.get(i))) {
                steps.add(new Scale(old.get(i), size));
            }
        }
        return steps;
    }

    /** The available pods that will stay: a set that was told to shrink may still count more. */
    private static int standing(ReplicaSet set) {
        return Math.min(Numbers.available(set), Numbers.replicas(set));
    }
}
