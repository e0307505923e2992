package dev.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {
    @Test
    void agreesWithAList() {
        Random random = new Random(7);
        Ring<Revision> ring = new Ring<>(revision -> revision);
        List<Revision> expected = new ArrayList<>();
        Revision next = Revision.ZERO;

        for (int step = 0; step < 20_000; step++) {
            boolean growing = (step / 2_000) % 2 == 0;
            if (expected.isEmpty() || random.nextInt(10) < (growing ? 8 : 2)) {
                next = new Revision(next.value() + 1 + random.nextInt(3)); // with gaps
                ring.add(next);
                expected.add(next);
            } else {
                assertThat(ring.removeFirst()).isEqualTo(expected.removeFirst());
            }
            assertThat(ring.size()).isEqualTo(expected.size());
            Revision sought = new Revision(random.nextLong(next.value() + 2));
            int index = (int) expected.stream()
                    .filter(revision -> revision.compareTo(sought) <= 0)
                    .count();
            assertThat(ring.indexAfter(sought)).isEqualTo(index);
            if (index < expected.size()) {
                assertThat(ring.get(index)).isEqualTo(expected.get(index));
            }
        }
    }

    @Test
    void hasNothingOutsideItsEnds() {
        Ring<Revision> ring = new Ring<>(revision -> revision);
        ring.add(Revision.ZERO);

        assertThatThrownBy(() -> ring.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
