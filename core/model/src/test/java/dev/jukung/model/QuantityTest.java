package dev.jukung.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RES-02: what amounts of resources mean, and which is more. */
class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "250m, 0.25",
        "500m, 0.5",
        "1000m, 1",
        "256Mi, 268435456",
        "512Mi, 536870912",
        "1Gi, 1073741824",
        "32Gi, 34359738368",
        "8, 8",
        "1.93, 1.93",
        "3.5Gi, 3758096384",
        "1e3, 1000",
        "1E3, 1000",
        "1E, 1000000000000000000",
        "100k, 100000",
        "100n, 0.0000001",
        "100u, 0.0001",
        "-1, -1",
        "+.5, 0.5",
        "1., 1",
        "0, 0"
    })
    void amountsAreWhatKubernetesMeansByThem(String text, BigDecimal amount) {
        assertThat(Quantity.parse(text).amount()).isEqualByComparingTo(amount);
        assertThat(Quantity.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "250m, <, 500m",
        "1000m, =, 1",
        "256Mi, <, 512Mi",
        "1024Mi, =, 1Gi",
        "1Gi, <, 32Gi",
        "1000Mi, <, 1Gi",
        "1G, <, 1Gi",
        "1.93, >, 1930u",
        "1.93, =, 1930m",
        "8, >, 1.93",
        "3.5Gi, =, 3584Mi",
        "3.5Gi, <, 32Gi",
        "1e3, =, 1k"
    })
    void amountsAreComparedWhateverTheyAreWrittenIn(String one, String relation, String other) {
        Quantity left = Quantity.parse(one);
        Quantity right = Quantity.parse(other);
        int expected = "<=>".indexOf(relation) - 1;

        assertThat(Integer.signum(left.compareTo(right))).isEqualTo(expected);
        assertThat(Integer.signum(right.compareTo(left))).isEqualTo(-expected);
        assertThat(left.equals(right)).isEqualTo(expected == 0);
        if (expected == 0) {
            assertThat(left).hasSameHashCodeAs(right);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "1Kib", "1 Gi", "1.2.3", "ten", "0x10", "1mi", "Gi1", "1e", "--1"})
    void whatIsNoQuantityIsRefusedInKubernetesWords(String text) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quantities must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    @Test
    void sumsAreWrittenAsTheFirstIs() {
        assertThat(Quantity.parse("256Mi").plus(Quantity.parse("768Mi"))).hasToString("1Gi");
        assertThat(Quantity.parse("250m").plus(Quantity.parse("1"))).hasToString("1250m");
        assertThat(Quantity.parse("500m").plus(Quantity.parse("500m"))).hasToString("1");
        assertThat(Quantity.parse("1Gi").minus(Quantity.parse("512Mi"))).hasToString("512Mi");
        assertThat(Quantity.ZERO.plus(Quantity.parse("1Gi"))).hasToString("1Gi");
        assertThat(Quantity.parse("1.93").value()).isEqualTo(2);
        assertThat(Quantity.parse("1.93").millis()).isEqualTo(1930);
        assertThat(Quantity.parse("16E").value()).isEqualTo(Long.MAX_VALUE);
    }
}
