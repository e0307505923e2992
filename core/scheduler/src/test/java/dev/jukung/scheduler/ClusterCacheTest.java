package dev.jukung.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCacheTest {
    private static final List<String> IMAGES = List.of("a:1", "b:1", "c:1");

    private final ClusterCache cache = new ClusterCache();

    @Test
    void anAssumedPodTakesRoomUntilItsBindingFails() {
        cache.put(Samples.node("one", "4", List.of()));
        cache.place(Samples.pod("web", "1"), "one", true);
        assertThat(milliCpu("one")).isEqualTo(1000);

        assertThat(cache.forget("web")).isPresent();

        assertThat(milliCpu("one")).isZero();
        assertThat(cache.isPlaced("web")).isFalse();
    }

    @Test
    void aFailedBindingDoesNotForgetAPodThatTheServerHasPlaced() {
        cache.put(Samples.node("one", "4", List.of()));
        PodFacts pod = Samples.pod("web", "1");
        cache.place(pod, "one", true);
        cache.place(pod, "one", false);

        assertThat(cache.forget("web")).isEmpty();

        assertThat(milliCpu("one")).isEqualTo(1000);
    }

    @Test
    void aSnapshotStaysAsItWasWhenAPodIsPlaced() {
        cache.put(Samples.node("one", "4", List.of()));
        ClusterSnapshot before = cache.snapshot();

        cache.place(Samples.pod("web", "1"), "one", true);

        assertThat(before.nodes().getFirst().requested().milliCpu()).isZero();
        assertThat(milliCpu("one")).isEqualTo(1000);
    }

    private long milliCpu(String node) {
        return cache.snapshot().nodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .mapToLong(candidate -> candidate.requested().milliCpu())
                .sum();
    }

    /** Random events; the snapshot has to say what a model says that counts everything anew each time. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void snapshotsAgreeWithAModelOverRandomEvents(long seed) {
        Random random = new Random(seed);
        Map<String, List<String>> nodes = new TreeMap<>();
        Map<String, String> placed = new HashMap<>();
        for (int step = 0; step < 600; step++) {
            String node = "node-" + random.nextInt(150);
            String pod = "pod-" + random.nextInt(80);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    List<String> images = IMAGES.subList(random.nextInt(3), 3);
                    cache.put(Samples.node(node, "4", images));
                    nodes.put(node, images);
                }
                case 2 -> {
                    cache.remove(Samples.node(node, "4", List.of()));
                    nodes.remove(node);
                }
                case 3 -> {
                    cache.remove(pod);
                    placed.remove(pod);
                }
                default -> {
                    cache.place(Samples.pod(pod, "1"), node, random.nextBoolean());
                    placed.put(pod, node);
                }
            }
            agree(cache.snapshot(), nodes, placed);
        }
    }

    private static void agree(ClusterSnapshot snapshot, Map<String, List<String>> nodes, Map<String, String> placed) {
        List<String> seen = new ArrayList<>();
        for (NodeSnapshot node : snapshot.nodes()) {
            long pods = placed.values().stream().filter(node.name()::equals).count();
            seen.add(node.name());
            assertThat(node.pods()).hasSize((int) pods);
            assertThat(node.requested().milliCpu()).isEqualTo(1000 * pods);
        }
        assertThat(seen).containsExactlyElementsOf(nodes.keySet());
        for (String image : IMAGES) {
            long having =
                    nodes.values().stream().filter(all -> all.contains(image)).count();
            assertThat(snapshot.nodesWith(image)).isEqualTo(having);
        }
    }
}
