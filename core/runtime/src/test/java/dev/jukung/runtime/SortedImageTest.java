package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SortedImageTest {
    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    /** The model is a {@link TreeMap}; snapshots taken on the way must not change. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersAsASortedMapDoes(long seed) {
        Random random = new Random(seed);
        TreeMap<Integer, Integer> model = new TreeMap<>();
        for (int i = 0; i < random.nextInt(50); i++) {
            model.put(random.nextInt(100), i);
        }
        SortedImage<Integer, Integer> image = SortedImage.copyOf(model, Comparator.<Integer>naturalOrder());
        List<SortedImage<Integer, Integer>> snapshots = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            int key = random.nextInt(100);
            if (random.nextInt(3) > 0) {
                image = image.with(key, step);
                model.put(key, step);
            } else {
                image = image.without(key);
                model.remove(key);
            }
            assertThat(image.get(key).orElse(null)).isEqualTo(model.get(key));
            assertThat(image.size()).isEqualTo(model.size());
            snapshots.add(image);
            expected.add(List.copyOf(model.values()));
        }
        for (int i = 0; i < snapshots.size(); i++) {
            assertThat(snapshots.get(i).range(_ -> 0)).isEqualTo(expected.get(i));
        }
        assertThat(image.range(key -> key < 20 ? -1 : key < 60 ? 0 : 1))
                .isEqualTo(List.copyOf(model.subMap(20, 60).values()));
    }

    @Test
    void staysBalancedWhenKeysArriveInOrder() {
        SortedImage<Integer, Integer> image = SortedImage.empty(Comparator.<Integer>naturalOrder());
        for (int i = 0; i < 10_000; i++) {
            image = image.with(i, i);
        }

        assertThat(image.height()).isLessThan(20); // 1.44 * log2(10,000)
    }
}
