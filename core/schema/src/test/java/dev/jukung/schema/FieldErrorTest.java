package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.value.Json;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldErrorTest {
    private static final FieldPath REPLICAS = FieldPath.of("spec", "replicas");

    static Stream<Arguments> messages() {
        FieldPath containers = FieldPath.of("spec", "containers");
        return Stream.of(
                arguments(FieldError.required(containers, ""), "spec.containers: Required value"),
                arguments(
                        FieldError.required(containers, "must not be empty"),
                        "spec.containers: Required value: must not be empty"),
                arguments(
                        FieldError.notSupported(containers.index(0).child("protocol"), "x", List.of("A", "B")),
                        "spec.containers[0].protocol: Unsupported value: \"x\": supported values: \"A\", \"B\""),
                arguments(
                        FieldError.invalid(REPLICAS, -1L, "must be greater than or equal to 0"),
                        "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
                arguments(
                        FieldError.invalid(REPLICAS, new NumberValue("1.50"), "x"),
                        "spec.replicas: Invalid value: 1.5: x"),
                arguments(FieldError.invalid(REPLICAS, NullValue.NULL, "x"), "spec.replicas: Invalid value: null: x"),
                arguments(
                        FieldError.invalid(REPLICAS, Json.parse("{\"b\":1,\"a\":\"<\"}"), "x"),
                        "spec.replicas: Invalid value: {\"a\":\"\\u003c\",\"b\":1}: x"),
                arguments(
                        FieldError.duplicate(FieldPath.of("metadata", "labels").key("a/b"), "v"),
                        "metadata.labels[a/b]: Duplicate value: \"v\""),
                arguments(FieldError.notFound(REPLICAS, "v"), "spec.replicas: Not found: \"v\""),
                arguments(FieldError.forbidden(REPLICAS, "no"), "spec.replicas: Forbidden: no"),
                arguments(FieldError.tooLong(REPLICAS, 63), "spec.replicas: Too long: may not be more than 63 bytes"),
                arguments(FieldError.tooLong(REPLICAS, 1), "spec.replicas: Too long: may not be more than 1 byte"),
                arguments(FieldError.tooMany(REPLICAS, 3, 2), "spec.replicas: Too many: 3: must have at most 2 items"),
                arguments(FieldError.tooFew(REPLICAS, 0, 1), "spec.replicas: Too few: 0: must have at least 1 item"),
                arguments(
                        FieldError.typeInvalid(REPLICAS, "string", "x"), "spec.replicas: Invalid value: \"string\": x"),
                arguments(FieldError.internal(REPLICAS, "broken"), "spec.replicas: Internal error: broken"),
                arguments(FieldError.invalid(FieldPath.ROOT, "", "x"), "<nil>: Invalid value: \"\": x"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageIsThatOfKubernetes(FieldError error, String message) {
        assertThat(error.message()).isEqualTo(message);
    }

    @Test
    void severalErrorsAreOneMessageInBracketsWithoutRepetition() {
        FieldErrors errors = new FieldErrors();
        assertThat(errors.message()).isEmpty();

        errors.add(FieldError.required(REPLICAS, "")).add(FieldError.required(REPLICAS, ""));
        assertThat(errors.message()).isEqualTo("spec.replicas: Required value");

        errors.add(FieldError.forbidden(REPLICAS, "no"));
        assertThat(errors.message()).isEqualTo("[spec.replicas: Required value, spec.replicas: Forbidden: no]");
    }

    @Test
    void causesCarryReasonMessageAndField() {
        FieldErrors errors = new FieldErrors().add(FieldError.typeInvalid(REPLICAS, "string", "no number"));

        assertThat(errors.causes())
                .containsExactly(ObjectValue.of(
                        "reason", "FieldValueTypeInvalid",
                        "message", "Invalid value: \"string\": no number",
                        "field", "spec.replicas"));
    }

    @ParameterizedTest
    @MethodSource("quotations")
    void quoteIsThatOfGo(String text, String quoted) {
        assertThat(GoText.quote(text)).isEqualTo(quoted);
    }

    static Stream<Arguments> quotations() {
        return Stream.of(
                arguments("a\"b\\c", "\"a\\\"b\\\\c\""),
                arguments("tab\tline\nbell\u0007", "\"tab\\tline\\nbell\\a\""),
                arguments("\u0001\u007f", "\"\\x01\\x7f\""),
                arguments("é😀", "\"é😀\""),
                arguments("\u200b\u00a0", "\"\\u200b\\u00a0\""));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersArePrintedAsGoDoes(double value, String json, String shown) {
        assertThat(GoText.jsonNumber(value)).isEqualTo(json);
        assertThat(GoText.shown(NumberValue.of(value))).isEqualTo(shown);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments(1.5, "1.5", "1.5"),
                arguments(123456, "123456", "123456"),
                arguments(1234567, "1234567", "1.234567e+06"),
                arguments(100.0, "100", "100"),
                arguments(1e20, "100000000000000000000", "1e+20"),
                arguments(1e21, "1e+21", "1e+21"),
                arguments(0.00001, "0.00001", "1e-05"),
                arguments(1.5e-7, "1.5e-7", "1.5e-07"),
                arguments(-2.25, "-2.25", "-2.25"));
    }
}
