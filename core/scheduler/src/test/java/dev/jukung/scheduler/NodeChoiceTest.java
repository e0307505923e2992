package dev.jukung.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Randomness;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeChoiceTest {
    private final NodeChoice choice = new NodeChoice(new Randomness(new Random(7)));

    private static ClusterSnapshot cluster(int nodes) {
        List<NodeSnapshot> all = IntStream.range(0, nodes)
                .mapToObj(i -> new NodeSnapshot(Samples.node("node-%04d".formatted(i), "4", List.of())))
                .toList();
        return new ClusterSnapshot(all);
    }

    private Decision.Chosen chosen(ClusterSnapshot cluster) {
        return (Decision.Chosen) choice.choose(Samples.pod("web", "1"), cluster, Profile.standard());
    }

    @Test
    void theNumberOfNodesToFindFollowsKubeSchedulersFormula() {
        assertThat(IntStream.of(0, 50, 99, 100, 125, 500, 1000, 5000, 6000, 20000)
                        .map(NodeChoice::enough)
                        .toArray())
                .containsExactly(0, 50, 99, 100, 100, 230, 420, 500, 300, 1000);
    }

    @Test
    void theSearchEndsWithEnoughNodesAndSaysHowManyItLookedAt() {
        Decision.Chosen chosen = chosen(cluster(1000));

        assertThat(chosen.total().size()).isEqualTo(420);
        assertThat(chosen.nodes()).isEqualTo(1000);
        assertThat(chosen.refusals()).isEmpty();
    }

    @Test
    void eachSearchStartsWhereTheLastEnded() {
        ClusterSnapshot cluster = cluster(1000);
        Set<String> first = chosen(cluster).total().byNode().keySet();
        Set<String> second = chosen(cluster).total().byNode().keySet();
        Set<String> third = chosen(cluster).total().byNode().keySet();

        assertThat(first).contains("node-0000", "node-0419").doesNotContain("node-0420");
        assertThat(second).contains("node-0420", "node-0839").doesNotContain("node-0840");
        assertThat(third).contains("node-0840", "node-0999", "node-0259").doesNotContain("node-0260");
    }

    @Test
    void aPodThatFitsNowhereHasBeenTriedOnAllNodes() {
        Decision decision = choice.choose(Samples.pod("web", "100"), cluster(1000), Profile.standard());

        assertThat(decision).isInstanceOfSatisfying(Decision.Unschedulable.class, refused -> {
            assertThat(refused.nodes()).isEqualTo(1000);
            assertThat(refused.refusals()).hasSize(1000);
        });
    }

    @Test
    void everyOneOfSeveralEqualNodesIsChosenSometimes() {
        ClusterSnapshot cluster = cluster(3);
        Set<String> nodes = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            nodes.add(chosen(cluster).node());
        }

        assertThat(nodes).containsExactlyInAnyOrder("node-0000", "node-0001", "node-0002");
    }
}
