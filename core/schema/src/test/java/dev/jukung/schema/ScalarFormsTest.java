package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.value.NumberValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarFormsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0, 0",
        "0Gi, 0",
        "1, 1",
        "100m, 100m",
        "0.5, 500m",
        "1000m, 1",
        "1.5, 1500m",
        "1500, 1500",
        "1000, 1k",
        "100000, 100k",
        "1024Mi, 1Gi",
        "1.5Gi, 1536Mi",
        "1Gi, 1Gi",
        "1000Mi, 1000Mi",
        "1Ki, 1Ki",
        "1023, 1023",
        "512Ki, 512Ki",
        "1e3, 1e3",
        "1e4, 10e3",
        "12e6, 12e6",
        "1E, 1E",
        "0.1m, 100u",
        "0.0000000001, 1n",
        "-1, -1",
        "-0.5, -500m",
        "05, 05",
        "+5, +5",
        ".5, 500m",
        "5., 5.",
        "1.50, 1500m",
        "123456789012345678901, 123456789012345678901",
        "0.5Ki, 512",
        "1.1Ki, 1126400m",
        "m, 0",
    })
    void quantitiesTakeCanonicalForm(String given, String expected) {
        assertThat(QuantityForm.canonical(given)).isEqualTo(expected);
    }

    @Test
    void quantitiesMayBeNumbers() {
        assertThat(QuantityForm.canonical(2L)).isEqualTo("2");
        assertThat(QuantityForm.canonical(new NumberValue("0.25"))).isEqualTo("250m");
    }

    @ParameterizedTest
    @CsvSource({"abc", "1x", "1 Gi", "1.2.3", "''", "1Gi5x"})
    void whatIsNoQuantityIsRefused(String given) {
        assertThatThrownBy(() -> QuantityForm.canonical(given))
                .hasMessage(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    @ParameterizedTest
    @CsvSource({"1GG", "1Kii", "1e", "1mm", "1K", "--1"})
    void anUnknownSuffixIsRefused(String given) {
        assertThatThrownBy(() -> QuantityForm.canonical(given)).hasMessage("unable to parse quantity's suffix");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-31T03:04:05Z, 2026-01-31T03:04:05Z",
        "2026-01-02T03:04:05.999999999Z, 2026-01-02T03:04:05Z",
        "2026-01-02T00:04:05+01:30, 2026-01-01T22:34:05Z",
        "2026-01-02T3:04:05Z, 2026-01-02T03:04:05Z",
    })
    void timesAreWrittenInUtcWithSeconds(String given, String expected) {
        assertThat(GoTime.canonical(given)).isEqualTo(expected);
    }

    @Test
    void theZeroTimeIsAbsent() {
        assertThat(GoTime.canonical("0001-01-01T00:00:00Z")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x | : cannot parse \"x\" as \"2006\"",
                "2026-1-02T03:04:05Z | : cannot parse \"1-02T03:04:05Z\" as \"01\"",
                "2026-01-02 03:04:05Z | : cannot parse \" 03:04:05Z\" as \"T\"",
                "2026-01-02T03:04:05 | : cannot parse \"\" as \"Z07:00\"",
            })
    void theMessageNamesThePartThatDoesNotFit(String given, String message) {
        assertThatThrownBy(() -> GoTime.canonical(given))
                .hasMessage("parsing time \"" + given + "\" as \"2006-01-02T15:04:05Z07:00\"" + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2026-13-02T03:04:05Z | : month out of range",
                "2026-02-30T03:04:05Z | : day out of range",
                "2026-01-02T25:04:05Z | : hour out of range",
                "2026-01-02T03:04:05Zx | : extra text: \"x\"",
            })
    void theMessageSaysWhatIsOutOfRange(String given, String message) {
        assertThatThrownBy(() -> GoTime.canonical(given)).hasMessage("parsing time \"" + given + "\"" + message);
    }

    @Test
    void microTimesHaveSixDigits() {
        assertThat(GoTime.canonicalMicro("2026-01-02T03:04:05.000001+00:00")).isEqualTo("2026-01-02T03:04:05.000001Z");
        assertThatThrownBy(() -> GoTime.canonicalMicro("2026-01-02T03:04:05Z"))
                .hasMessageEndingWith("cannot parse \"Z\" as \".000000\"");
    }

    @ParameterizedTest
    @CsvSource({
        "300s, 5m0s",
        "1.5h, 1h30m0s",
        "90m, 1h30m0s",
        "0, 0s",
        "-1.5s, -1.5s",
        "10ms, 10ms",
        "1us, 1µs",
        "1h1ns, 1h0m0.000000001s"
    })
    void durationsTakeGosForm(String given, String expected) {
        assertThat(GoDuration.canonical(given)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10 | time: missing unit in duration \"10\"",
                "10x | time: unknown unit \"x\" in duration \"10x\"",
                "x | time: invalid duration \"x\"",
                "`` | time: invalid duration \"\"",
            })
    void whatIsNoDurationIsRefused(String given, String message) {
        assertThatThrownBy(() -> GoDuration.canonical(given)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "aGVsbG8=, -1",
        "aGVs, -1",
        "'', -1",
        "a, 0",
        "aG, 0",
        "aGV, 0",
        "aG=, 3",
        "aG==x, 4",
        "a=, 1",
        "*, 0",
        "aGVs*, 4"
    })
    void base64ProblemsAreLocatedAsInGo(String given, int at) {
        assertThat(GoBase64.problem(given))
                .isEqualTo(
                        at < 0
                                ? java.util.Optional.empty()
                                : java.util.Optional.of("illegal base64 data at input byte " + at));
    }
}
