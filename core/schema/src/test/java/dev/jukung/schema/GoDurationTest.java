package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        "0, PT0S",
        "-2m, PT-2M",
        "100ms, PT0.1S",
        "48h, PT48H",
    })
    void isReadAsGoReadsIt(String text, Duration expected) {
        assertThat(Duration.ofNanos(GoDuration.parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|time: invalid duration \"\"",
                "h|time: invalid duration \"h\"",
                "1h-|time: unknown unit \"h-\" in duration \"1h-\"",
                "s1|time: invalid duration \"s1\"",
                "1x|time: unknown unit \"x\" in duration \"1x\"",
                "10|time: missing unit in duration \"10\"",
            })
    void isRefusedInGosWords(String text, String message) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(DecodingException.class)
                .hasMessage(message);
    }
}
