package dev.jukung.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IndexesTest {
    @Test
    void runsAreWrittenAsIntervals() {
        assertThat(Indexes.of(List.of(7, 1, 3, 4, 5, 9, 10))).hasToString("1,3-5,7,9,10");
        assertThat(Indexes.NONE).hasToString("");
    }

    @Test
    void whatIsBeyondTheCompletionsIsLeftOut() {
        assertThat(Indexes.parse("1,3-5,7", 5)).hasToString("1,3,4");
        assertThat(Indexes.parse("x,2", 5)).hasToString("2");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** The model is a bit set. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersAsABitSetDoes(long seed) {
        Random random = new Random(seed);
        BitSet model = new BitSet();
        BitSet otherModel = new BitSet();
        Indexes indexes = Indexes.NONE;
        Indexes others = Indexes.NONE;
        for (int i = 0; i < random.nextInt(40); i++) {
            int index = random.nextInt(60);
            model.set(index);
            indexes = indexes.and(List.of(index));
            int other = random.nextInt(60);
            otherModel.set(other);
            others = others.and(Indexes.of(List.of(other)));
        }
        assertThat(indexes.count()).isEqualTo(model.cardinality());
        for (int i = 0; i < 60; i++) {
            assertThat(indexes.has(i)).isEqualTo(model.get(i));
        }
        assertThat(Indexes.parse(indexes.toString(), 60).toString()).isEqualTo(indexes.toString());
        List<Integer> missing = IntStream.range(0, 60)
                .filter(i -> !model.get(i))
                .limit(7)
                .boxed()
                .toList();
        assertThat(indexes.missing(7, 60)).isEqualTo(missing);
        BitSet common = (BitSet) model.clone();
        common.and(otherModel);
        assertThat(indexes.common(others)).isEqualTo(common.cardinality());
    }
}
