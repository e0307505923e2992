package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest(name = "{0} is written as {1} in JSON and as {2} in YAML")
    @CsvSource({
        "0, 0, 0",
        "1, 1, 1",
        "-1.5, -1.5, -1.5",
        "1e6, 1000000, 1e+06",
        "123456.75, 123456.75, 123456.75",
        "1234567.5, 1234567.5, 1.2345675e+06",
        "1e20, 100000000000000000000, 1e+20",
        "1e21, 1e+21, 1e+21",
        "1e-6, 0.000001, 1e-06",
        "1.5e-7, 1.5e-7, 1.5e-07",
        "0.0001, 0.0001, 0.0001",
        "0.00001, 0.00001, 1e-05",
        "1e100, 1e+100, 1e+100",
        "1e-100, 1e-100, 1e-100",
        "4.9e-324, 5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308, 1.7976931348623157e+308"
    })
    void areWrittenAsGoWritesThem(double value, String json, String yaml) {
        assertThat(GoText.json(value)).isEqualTo(json);
        assertThat(GoText.general(value)).isEqualTo(yaml);
    }

    @Test
    void areEqualByTheirWorth() {
        assertThat(new NumberValue("1.0")).isEqualTo(new NumberValue("1.00")).hasSameHashCodeAs(new NumberValue("1e0"));
        assertThat(new NumberValue("0.1")).isNotEqualTo(new NumberValue("0.10000000000000000001"));
        assertThat(new NumberValue("0.0"))
                .isEqualTo(new NumberValue("-0.0"))
                .hasSameHashCodeAs(new NumberValue("-0.0"));
        assertThat(new NumberValue("1e-9999999999")).isEqualTo(new NumberValue("0.0"));
        assertThat(Values.equivalent(Json.parse("[1,{\"a\":2.0}]"), Json.parse("[1.0,{\"a\":2}]")))
                .isTrue();
        assertThat(Values.equivalent(1L, new NumberValue("1.5"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0",
                "9223372036854775807",
                "",
                "x",
                "01.5",
                "1.",
                ".5",
                "1e",
                "+1.5",
                "NaN",
                "1e400",
                "0x1",
                "1.5 "
            })
    void aNumberValueIsNeitherALongNorNonsense(String text) {
        assertThatThrownBy(() -> new NumberValue(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRightTypeIsChosen() {
        assertThat(Values.number("12")).isEqualTo(12L);
        assertThat(Values.number("9223372036854775808")).isEqualTo(new NumberValue("9223372036854775808"));
        assertThat(Values.number(2.0)).isEqualTo(2L);
        assertThat(NumberValue.of(2.0)).hasToString("2.0");
        assertThat(Values.from(2.5f)).hasToString("2.5");
        assertThatThrownBy(() -> Values.number("007")).isInstanceOf(IllegalArgumentException.class);
    }
}
