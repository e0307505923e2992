package dev.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SortedTreeTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithATreeMapAfterEveryChange(long seed) {
        Random random = new Random(seed);
        int keys = 1 + random.nextInt(3_000);
        TreeMap<String, Integer> expected = new TreeMap<>();
        SortedTree<Integer> tree = SortedTree.empty();

        for (int step = 0; step < 4_000; step++) {
            String key = Integer.toString(random.nextInt(keys), 36);
            boolean growing = (step / 1_000) % 2 == 0; // phases of growth and of decay
            if (random.nextInt(10) < (growing ? 8 : 2)) {
                expected.put(key, step);
                tree = tree.with(key, step);
            } else {
                expected.remove(key);
                tree = tree.without(key);
            }
            assertThat(tree.get(key).orElse(null)).isEqualTo(expected.get(key));
            assertThat(tree.size()).isEqualTo(expected.size());
            if (step % 50 == 0) {
                compare(tree, expected, random);
            }
        }
    }

    private static void compare(SortedTree<Integer> tree, TreeMap<String, Integer> expected, Random random) {
        tree.check();
        List<Integer> values = new ArrayList<>(expected.values());
        assertThat(tree.values(0, tree.size())).isEqualTo(values);
        String some = Integer.toString(random.nextInt(4_000), 36);
        int position = expected.headMap(some).size();
        assertThat(tree.position(some)).isEqualTo(position);
        int to = position + random.nextInt(values.size() - position + 1);
        assertThat(tree.values(position, to)).isEqualTo(values.subList(position, to));
    }

    @Test
    void anOldTreeDoesNotChangeWithTheNew() {
        SortedTree<Integer> tree = SortedTree.empty();
        List<SortedTree<Integer>> versions = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            versions.add(tree);
            tree = tree.with(Integer.toString(i), i);
        }
        for (int i = 0; i < 2_000; i++) {
            tree = tree.without(Integer.toString(i));
        }

        assertThat(tree.size()).isZero();
        for (int i = 0; i < 2_000; i++) {
            versions.get(i).check();
            assertThat(versions.get(i).size()).isEqualTo(i);
            assertThat(versions.get(i).get(Integer.toString(i))).isEmpty();
        }
    }

    @Test
    void withoutAnAbsentKeyIsTheSameTree() {
        SortedTree<Integer> tree = SortedTree.<Integer>empty().with("a", 1);

        assertThat(tree.without("b")).isSameAs(tree);
    }
}
