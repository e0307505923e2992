package dev.jukung.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.IntOrString;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.DeploymentSpec;
import dev.jukung.model.apps.v1.DeploymentStrategy;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.apps.v1.ReplicaSetSpec;
import dev.jukung.model.apps.v1.ReplicaSetStatus;
import dev.jukung.model.apps.v1.RollingUpdateDeployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RollingUpdateTest {
    static Deployment deployment(int replicas, int maxSurge, int maxUnavailable) {
        return deployment(replicas, new IntOrString.Int(maxSurge), new IntOrString.Int(maxUnavailable));
    }

    static Deployment deployment(int replicas, IntOrString maxSurge, IntOrString maxUnavailable) {
        RollingUpdateDeployment rolling =
                RollingUpdateDeployment.EMPTY.withMaxSurge(maxSurge).withMaxUnavailable(maxUnavailable);
        return Deployment.named("default", "web")
                .withSpec(DeploymentSpec.EMPTY
                        .withReplicas(replicas)
                        .withStrategy(DeploymentStrategy.EMPTY
                                .withType("RollingUpdate")
                                .withRollingUpdate(rolling)));
    }

    static ReplicaSet set(String name, int replicas, int available) {
        return ReplicaSet.named("default", name)
                .withSpec(ReplicaSetSpec.EMPTY.withReplicas(replicas))
                .withStatus(ReplicaSetStatus.EMPTY.withReplicas(replicas).withAvailableReplicas(available));
    }

    @Test
    void theFirstSizeOfANewSetIsWhatTheSurgeAllows() {
        assertThat(RollingUpdate.grown(deployment(10, 3, 2), 0, 10)).isEqualTo(3);
        assertThat(RollingUpdate.grown(deployment(10, 0, 2), 0, 10)).isZero();
        assertThat(RollingUpdate.grown(deployment(10, 3, 2), 0, 0)).isEqualTo(10);
    }

    @Test
    void percentagesRoundUpForSurgeAndDownForUnavailability() {
        Deployment deployment = deployment(10, new IntOrString.Text("25%"), new IntOrString.Text("25%"));

        assertThat(Numbers.maxSurge(deployment)).isEqualTo(3);
        assertThat(Numbers.maxUnavailable(deployment)).isEqualTo(2);
    }

    @Test
    void oneMayBeUnavailableWhenOtherwiseNothingCouldMove() {
        assertThat(Numbers.maxUnavailable(deployment(3, 0, 0))).isEqualTo(1);
    }

    @Test
    void healthyOldPodsGoAsFarAsTheFloorAllows() {
        ReplicaSet current = set("new", 3, 0);
        ReplicaSet old = set("old", 10, 10);

        assertThat(RollingUpdate.plan(deployment(10, 3, 2), current, List.of(old)))
                .containsExactly(new Scale(old, 8));
    }

    @Test
    void sickOldPodsGoEvenWhenNoHealthyOneMay() {
        ReplicaSet current = set("new", 0, 0);
        ReplicaSet old = set("old", 10, 8);

        assertThat(RollingUpdate.plan(deployment(10, 0, 2), current, List.of(old)))
                .containsExactly(new Scale(old, 8));
    }

    @Test
    void sickPodsOfAllOldSetsShareOneBudget() {
        ReplicaSet current = set("new", 0, 0);
        ReplicaSet older = set("older", 5, 3);
        ReplicaSet old = set("old", 5, 3);

        assertThat(RollingUpdate.plan(deployment(10, 0, 2), current, List.of(older, old)))
                .containsExactly(new Scale(older, 3));
    }

    @Test
    void newPodsThatAreNotAvailableHoldBackTheOldOnes() {
        ReplicaSet current = set("new", 5, 0);
        ReplicaSet old = set("old", 8, 8);

        assertThat(RollingUpdate.plan(deployment(10, 3, 2), current, List.of(old)))
                .isEmpty();
    }

    @Test
    void podsThatAreOnTheirWayOutDoNotCountAsAvailable() {
        ReplicaSet current = set("new", 5, 5);
        ReplicaSet old = set("old", 5, 8); // told to shrink to 5, and has not yet

        assertThat(RollingUpdate.plan(deployment(10, 3, 2), current, List.of(old)))
                .containsExactly(new Scale(current, 8), new Scale(old, 3));
    }

    @Test
    void aCurrentSetThatIsTooLargeShrinksFirst() {
        ReplicaSet current = set("new", 12, 12);
        ReplicaSet old = set("old", 2, 2);

        assertThat(RollingUpdate.plan(deployment(10, 3, 2), current, List.of(old)))
                .containsExactly(new Scale(current, 10));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    /** Random clusters, random pod failures, late reports of shrinking. The budgets must hold after every step, and it must end. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRolloutStaysWithinItsBudgetsAndFinishes(long seed) {
        Random random = new Random(seed);
        int replicas = random.nextInt(12);
        int maxSurge = random.nextInt(4);
        Deployment deployment = deployment(replicas, maxSurge, 1 + random.nextInt(3));
        int floor = replicas - Numbers.maxUnavailable(deployment);
        SimulatedSets cluster = new SimulatedSets(random, replicas, 1 + random.nextInt(3));

        for (int step = 0; step < 400; step++) {
            cluster.podsComeAndGo(step < 200 ? 0.3 : 0.0); // pods stop failing, so that it can finish
            int total = cluster.wanted();
            int available = cluster.available();

            cluster.apply(RollingUpdate.plan(deployment, cluster.current(), cluster.old()));

            assertThat(cluster.wanted()).isLessThanOrEqualTo(Math.max(total, replicas + maxSurge));
            assertThat(cluster.available()).isGreaterThanOrEqualTo(Math.min(available, floor));
        }
        assertThat(cluster.wanted()).isEqualTo(replicas);
        assertThat(Numbers.replicas(cluster.current())).isEqualTo(replicas);
    }

    /** Sets whose controller follows late: one that was told to shrink may report more than it will keep. */
    private static final class SimulatedSets {
        private final Random random;
        private final int[] wanted;
        private final int[] available;
        private final int[] reported;

        SimulatedSets(Random random, int replicas, int oldSets) {
            this.random = random;
            wanted = new int[oldSets + 1];
            available = new int[oldSets + 1];
            reported = new int[oldSets + 1];
            for (int i = 0; i < replicas; i++) {
                wanted[random.nextInt(oldSets)]++;
            }
            for (int i = 0; i < oldSets; i++) {
                available[i] = random.nextInt(wanted[i] + 1);
                reported[i] = available[i];
            }
        }

        void podsComeAndGo(double failures) {
            for (int i = 0; i < wanted.length; i++) {
                boolean lagging = reported[i] > wanted[i] && random.nextBoolean();
                if (random.nextDouble() < failures && available[i] > 0) {
                    available[i]--;
                } else if (available[i] < wanted[i] && random.nextBoolean()) {
                    available[i]++;
                }
                if (!lagging) {
                    reported[i] = available[i];
                }
            }
        }

        void apply(List<Scale> steps) {
            for (Scale step : steps) {
                int i = Integer.parseInt(step.set().name());
                wanted[i] = step.replicas();
                available[i] = Math.min(available[i], wanted[i]); // those that are not available go first
            }
        }

        int wanted() {
            int sum = 0;
            for (int n : wanted) {
                sum += n;
            }
            return sum;
        }

        int available() {
            int sum = 0;
            for (int n : available) {
                sum += n;
            }
            return sum;
        }

        ReplicaSet current() {
            int last = wanted.length - 1;
            return set(Integer.toString(last), wanted[last], reported[last]);
        }

        List<ReplicaSet> old() {
            List<ReplicaSet> sets = new ArrayList<>();
            for (int i = 0; i < wanted.length - 1; i++) {
                if (wanted[i] > 0) {
                    sets.add(set(Integer.toString(i), wanted[i], reported[i]));
                }
            }
            return sets;
        }
    }
}
