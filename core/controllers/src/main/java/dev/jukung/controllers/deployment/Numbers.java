package dev.jukung.controllers.deployment;

import dev.jukung.model.IntOrString;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.DeploymentStrategy;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.apps.v1.RollingUpdateDeployment;
import java.util.Collection;
import java.util.OptionalInt;

/** The numbers that a Deployment gives or implies, with the defaults of the API. */
final class Numbers {
    private static final IntOrString QUARTER = new IntOrString.Text("25%");

    private Numbers() {}

    static int replicas(Deployment deployment) {
        return deployment.spec().replicas().orElse(1);
    }

    static int replicas(ReplicaSet set) {
        return set.spec().replicas().orElse(1);
    }

    static int replicas(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(Numbers::replicas).sum();
    }

    static int available(ReplicaSet set) {
        return set.status().availableReplicas().orElse(0);
    }

    static boolean isRecreate(Deployment deployment) {
        return deployment
                .spec()
                .strategy()
                .flatMap(DeploymentStrategy::type)
                .filter("Recreate"::equals)
                .isPresent();
    }

    /** How many pods may exist beyond the wanted number; 0 unless rolling. */
    static int maxSurge(Deployment deployment) {
        return isRecreate(deployment)
                ? 0
                : rolling(deployment).maxSurge().orElse(QUARTER).scaled(replicas(deployment), true);
    }

    /** How many of the wanted pods may be unavailable; 0 unless rolling. One may when otherwise nothing could move. */
    static int maxUnavailable(Deployment deployment) {
        int replicas = replicas(deployment);
        if (isRecreate(deployment) || replicas == 0) {
            return 0;
        }
        int given = rolling(deployment).maxUnavailable().orElse(QUARTER).scaled(replicas, false);
        return Math.min(replicas, given == 0 && maxSurge(deployment) == 0 ? 1 : given);
    }

    private static RollingUpdateDeployment rolling(Deployment deployment) {
        return deployment
                .spec()
                .strategy()
                .flatMap(DeploymentStrategy::rollingUpdate)
                .orElse(RollingUpdateDeployment.EMPTY);
    }

    /** In seconds; empty when progress is not watched. */
    static OptionalInt progressDeadline(Deployment deployment) {
        return unlessUnlimited(deployment.spec().progressDeadlineSeconds());
    }

    /** How many old sets to keep; empty for all. */
    static OptionalInt historyLimit(Deployment deployment) {
        return unlessUnlimited(deployment.spec().revisionHistoryLimit());
    }

    private static OptionalInt unlessUnlimited(OptionalInt value) {
        return value.orElse(Integer.MAX_VALUE) == Integer.MAX_VALUE ? OptionalInt.empty() : value;
    }
}
