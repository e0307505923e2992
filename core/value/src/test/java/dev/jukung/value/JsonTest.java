package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-1",
                "9223372036854775807",
                "-9223372036854775808",
                "\"\"",
                "[]",
                "{}",
                "9223372036854775808",
                "1.50",
                "1e3",
                "1E+3",
                "-0.0",
                "0.1e-7",
                "\"a\\\"b\\\\c\\n\\t\\b\\f\\r\"",
                "[1,[2,[3,{\"a\":[]}]],null]",
                "{\"a\":{\"b\":{\"c\":1}},\"d\":\"é日本😀\"}",
                "\"\\u0000\\u001f\"",
                "\"\\u003ca\\u003e\\u0026\\u2028\\u2029\"",
                "\"\u007f\u0080\"",
                "{\"\":1}",
                "{\"a b\":{\"\\u003c\":1}}"
            })
    void writesWhatItReads(String json) {
        assertThat(Json.write(Json.parse(json))).isEqualTo(json);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` \\t\\r\\n1 `        | 1
            -0                    | 0
            `{ "a" : [ 1 , 2 ] }` | {"a":[1,2]}
            {"a":1,"b":2,"a":3}   | {"a":3,"b":2}
            {"a":{"x":1},"a":{}}  | {"a":{}}
            "\\/\\u0041\\u00e9"   | "/Aé"
            "\\ud83d\\ude00"      | "😀"
            "\\ud83d"             | "�"
            "\\ude00\\ud83d"      | "��"
            "\\ud83dx\\ude00"     | "�x�"
            "\\ud83d\\u0041"      | "�A"
            """)
    void readsAsGoDoes(String json, String same) {
        assertThat(Json.write(Json.parse(
                        json.replace("\\t", "\t").replace("\\r", "\r").replace("\\n", "\n"))))
                .isEqualTo(same);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``        | unexpected end of JSON input
            ` `       | unexpected end of JSON input
            {         | unexpected end of JSON input
            [         | unexpected end of JSON input
            [1        | unexpected end of JSON input
            [1,       | unexpected end of JSON input
            {"a"      | unexpected end of JSON input
            {"a":     | unexpected end of JSON input
            {"a":1    | unexpected end of JSON input
            {"a":1,   | unexpected end of JSON input
            "abc      | unexpected end of JSON input
            x         | invalid character 'x' looking for beginning of value
            '         | invalid character '\\'' looking for beginning of value
            [1,]      | invalid character ']' looking for beginning of value
            {"a":}    | invalid character '}' looking for beginning of value
            {"a":1,}  | invalid character '}' looking for beginning of object key string
            {1        | invalid character '1' looking for beginning of object key string
            {"a" 1    | invalid character '1' after object key
            {"a":1 2  | invalid character '2' after object key:value pair
            {"a":1"b" | invalid character '"' after object key:value pair
            [1 2      | invalid character '2' after array element
            1 2       | invalid character '2' after top-level value
            {}}       | invalid character '}' after top-level value
            01        | invalid character '1' after top-level value
            +1        | invalid character '+' looking for beginning of value
            .5        | invalid character '.' looking for beginning of value
            -         | invalid character ' ' in numeric literal
            -x        | invalid character 'x' in numeric literal
            1.        | invalid character ' ' after decimal point in numeric literal
            1.e       | invalid character 'e' after decimal point in numeric literal
            1e        | invalid character ' ' in exponent of numeric literal
            1e+x      | invalid character 'x' in exponent of numeric literal
            tru       | invalid character ' ' in literal true (expecting 'e')
            nulx      | invalid character 'x' in literal null (expecting 'l')
            fAlse     | invalid character 'A' in literal false (expecting 'a')
            "\\x"     | invalid character 'x' in string escape code
            "\\       | invalid character ' ' in string escape code
            "\\u12"   | invalid character '"' in \\u hexadecimal character escape
            "\\u1     | invalid character ' ' in \\u hexadecimal character escape
            1e400     | json: cannot unmarshal number 1e400 into Go value of type float64
            [1e400,x  | invalid character 'x' looking for beginning of value
            é         | invalid character 'Ã' looking for beginning of value
            """)
    void refusesInGosWords(String json, String message) {
        assertThatThrownBy(() -> Json.parse(json))
                .isInstanceOf(ParseException.class)
                .hasMessage(message);
    }

    @Test
    void refusesControlCharactersInStrings() {
        assertThatThrownBy(() -> Json.parse("\"a\nb\"")).hasMessage("invalid character '\\n' in string literal");
        assertThatThrownBy(() -> Json.parse("\"a very long string \0\""))
                .hasMessage("invalid character '\\x00' in string literal");
        assertThatThrownBy(() -> Json.parse("\0"))
                .hasMessage("invalid character '\\x00' looking for beginning of value");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "61c3a962, aéb",
        "61ff62, a\ufffdb",
        "c3, \ufffd",
        "c328, \ufffd(",
        "e282, \ufffd\ufffd",
        "e28228, \ufffd\ufffd(",
        "eda080, \ufffd\ufffd\ufffd",
        "c080, \ufffd\ufffd",
        "f4908080, \ufffd\ufffd\ufffd\ufffd",
        "f09f9880, \ud83d\ude00"
    })
    void makesReplacementCharactersOfBytesThatAreNoUtf8(String hex, String text) {
        byte[] json = HexFormat.of().parseHex("22" + hex + "22");
        assertThat(Json.parse(json)).isEqualTo(text);
    }

    @Test
    void writesHalfASurrogatePairAsReplacementCharacter() {
        assertThat(Json.write("a\ud83db\ude00")).isEqualTo("\"a\\ufffdb\\ufffd\"");
    }

    @Test
    void reportsDuplicatesWithTheirPath() {
        List<String> found = new ArrayList<>();
        Object value = Json.parse("""
                {"spec":{"replicas":1,"replicas":2,"containers":[{"name":"a"},{"name":"b","ports":[[{"x":1,"x":2}]],
                 "name":"c"}]},"a b":{"<":1,"<":2},"spec":3,"spec":4}
                """.getBytes(StandardCharsets.UTF_8), found::add);
        assertThat(found)
                .containsExactly(
                        "duplicate field \"spec.replicas\"",
                        "duplicate field \"spec.containers[1].ports[0][0].x\"",
                        "duplicate field \"spec.containers[1].name\"",
                        "duplicate field \"a b.<\"",
                        "duplicate field \"spec\"");
        assertThat(value).isEqualTo(Json.parse("{\"spec\":4,\"a b\":{\"<\":2}}"));
    }

    @Test
    void reportsAHundredDuplicatesAtMost() {
        StringBuilder json = new StringBuilder("{\"a\":0");
        for (int i = 0; i < 300; i++) {
            json.append(",\"k%d\":1,\"k%d\":2".formatted(i, i));
        }
        List<String> found = new ArrayList<>();
        Json.parse(json.append('}').toString().getBytes(StandardCharsets.UTF_8), found::add);
        assertThat(found).hasSize(JsonOptions.MAX_REPORTED);
    }

    @Test
    void nestsUpToTheLimit() {
        Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));
        Json.parse("{\"a\":".repeat(Json.MAX_DEPTH) + "1" + "}".repeat(Json.MAX_DEPTH));

        assertThatThrownBy(() -> Json.parse("[".repeat(Json.MAX_DEPTH + 1))).hasMessage("exceeded max depth");
        assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(Json.MAX_DEPTH + 1)))
                .hasMessage("exceeded max depth");
        JsonOptions shallow = JsonOptions.LENIENT.withMaxDepth(2);
        assertThatThrownBy(() -> Json.parse("[[[]]]".getBytes(StandardCharsets.UTF_8), shallow))
                .hasMessage("exceeded max depth");
    }

    @Test
    void theDeepestValueFitsTheStackOfAVirtualThread() throws InterruptedException {
        String json = "{\"a\":[".repeat(Json.MAX_DEPTH / 2) + "]}".repeat(Json.MAX_DEPTH / 2);
        AtomicReference<Object> result = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            Object value = Json.parse(json);
            boolean same = value.equals(Yaml.parse(Yaml.write(value)))
                    && value.hashCode() == Json.parse(json).hashCode();
            result.set(same ? Json.write(value) : "different");
        });
        thread.join();
        assertThat(result.get()).isEqualTo(json);
    }

    @Test
    void readsUpToTheSizeLimit() {
        byte[] json = "[1234]".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.parse(json, JsonOptions.LENIENT.withMaxBytes(6))).isEqualTo(ListValue.of(1234));
        assertThatThrownBy(() -> Json.parse(json, JsonOptions.LENIENT.withMaxBytes(5)))
                .isInstanceOf(ParseException.class)
                .hasMessage("JSON text of 6 bytes exceeds the limit of 5");
    }

    @Test
    void readsAPartOfAnArray() {
        byte[] json = "[{\"a\":\"x\"},2]".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.parse(json, 1, 9)).isEqualTo(ObjectValue.of("a", "x"));
        assertThatThrownBy(() -> Json.parse(json, 1, 8)).hasMessage("unexpected end of JSON input");
        for (int length = 0; length < 9; length++) {
            int part = length;
            assertThatThrownBy(() -> Json.parse(json, 1, part)).isInstanceOf(ParseException.class);
        }
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> Json.parseObject("[]"))
                .isInstanceOf(ParseException.class)
                .hasMessage("a JSON object is expected, not array");
    }

    @Test
    void writesOverSeveralLines() {
        assertThat(Json.pretty(Json.parse("{\"a\":[1,{\"b\":\"<\"}],\"c\":{},\"d\":[]}"), 4))
                .isEqualTo("""
                        {
                            "a": [
                                1,
                                {
                                    "b": "\\u003c"
                                }
                            ],
                            "c": {},
                            "d": []
                        }""");
    }

    @Test
    void writesToAStream() throws IOException {
        Object value = Json.parse("{\"items\":[" + "{\"name\":\"x\"},".repeat(10_000) + "1]}");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();

        Json.writeTo(stream, value);

        assertThat(stream.toByteArray()).isEqualTo(Json.bytes(value));
    }
}
