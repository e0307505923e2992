package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class YamlTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            yes              | true
            Off              | false
            y                | true
            yEs              | "yEs"
            ~                | null
            Null             | null
            0777             | 511
            0o17             | 15
            08               | 8
            0x1F             | 31
            0b101            | 5
            -0b101           | -5
            1_000            | 1000
            +12              | 12
            12:30            | "12:30"
            1e3              | 1000
            1.50             | 1.5
            .5               | 0.5
            1.0              | 1
            1e21             | 1e+21
            1e400            | "1e400"
            18446744073709551615 | 18446744073709551615
            18446744073709551616 | 18446744073709552000
            2001-12-14       | "2001-12-14"
            2001-02-30       | "2001-02-30"
            "1"              | "1"
            'yes'            | "yes"
            !!str 1          | "1"
            !!int "1"        | 1
            !!float 1        | 1
            !!binary aGk=    | "hi"
            !mine 1          | "1"
            {a: 1, b: [x]}   | {"a":1,"b":["x"]}
            {1: a, true: b, 1.5: c, no: d} | {"1":"a","true":"b","1.5":"c","false":"d"}
            "\\u00e9\\n\\L"  | "é\\n\\u2028"
            """)
    void readsScalarsAsKubernetesDoes(String yaml, String json) {
        assertThat(Yaml.parse(yaml)).isEqualTo(Json.parse(json));
    }

    /** What sigs.k8s.io/yaml 1.6 makes of them. */
    @ParameterizedTest
    @MethodSource("textsWithNextLine")
    void readsNextLineAsALineBreak(String yaml, String json) {
        assertThat(Yaml.parse(yaml)).isEqualTo(Json.parse(json));
    }

    static Stream<Arguments> textsWithNextLine() {
        return Stream.of(
                Arguments.of("\"a \u0085\"", "\"a \""),
                Arguments.of("\"a\u0085b\"", "\"a b\""),
                Arguments.of("\"\u0085\u0085a\"", "\"\\na\""),
                Arguments.of("'a \u0085b'", "\"a b\""),
                Arguments.of("a\u0085b", "\"a b\""),
                Arguments.of("k: v\u0085l: w", "{\"k\":\"v\",\"l\":\"w\"}"),
                Arguments.of("# c\u0085a: 1", "{\"a\":1}"),
                Arguments.of("|\n a\u0085 b\n", "\"a\\nb\\n\""));
    }

    @Test
    void readsBlocksAnchorsAndMerges() {
        assertThat(Yaml.parse("""
                base: &base {image: a, ports: [80]}
                first:
                  <<: *base
                  image: b
                both:
                  <<: [{x: 1}, {x: 2, z: 2}]
                text: |
                  line one
                   line two
                folded: >-
                  one
                  two
                list:
                - 1
                -
                  a: b
                """)).isEqualTo(Json.parse("""
                {"base":{"image":"a","ports":[80]},"first":{"image":"b","ports":[80]},"both":{"x":1,"z":2},
                 "text":"line one\\n line two\\n","folded":"one two","list":[1,{"a":"b"}]}
                """));
    }

    @Test
    void partsDocumentsAndLeavesOutEmptyOnes() {
        assertThat(Yaml.parseAll("""
                # nothing
                ---
                a: 1
                --- # next
                null
                ---
                b: |
                  x
                   --- no separator
                ---
                """))
                .isEqualTo(List.of(ObjectValue.of("a", 1), ObjectValue.of("b", "x\n --- no separator\n")));
    }

    @Test
    void refusesAKeyThatStandsTwiceUnlessSomeoneListens() {
        String yaml = "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n";
        assertThatThrownBy(() -> Yaml.parse(yaml))
                .isInstanceOf(ParseException.class)
                .hasMessage("yaml: unmarshal errors:\n  line 4: key \"c\" already set in map\n"
                        + "  line 5: key \"a\" already set in map");

        List<String> duplicates = new ArrayList<>();
        assertThat(Yaml.parse(yaml, duplicates::add)).isEqualTo(Json.parse("{\"a\":3,\"b\":{\"c\":2}}"));
        assertThat(duplicates)
                .containsExactly("line 4: key \"c\" already set in map", "line 5: key \"a\" already set in map");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a: b: c          | yaml: mapping values are not allowed in this context
            x: 1\\na: b: c   | yaml: line 2: mapping values are not allowed in this context
            a: *b            | yaml: unknown anchor 'b' referenced
            a: &b [*b]       | yaml: anchor 'b' value contains itself
            a: [1            | yaml: line 1: did not find expected ',' or ']'
            a: @x            | yaml: found character that cannot start any token
            {[1]: 2}         | yaml: invalid map key: []interface {}{1}
            {{ .x }}         | yaml: invalid map key: map[interface {}]interface {}{".x":interface {}(nil)}
            {~: x}           | unsupported map key of type: %!s(<nil>), key: <nil>, value: "x"
            a: 1\\nb        | yaml: line 3: could not find expected ':'
            a: 1\\n- b      | yaml: line 1: did not find expected key
            a: "x            | yaml: found unexpected end of stream
            a: "\\x          | yaml: did not find expected hexdecimal number
            *x/              | yaml: did not find expected alphabetic or numeric character
            <<: 1            | yaml: map merge requires map or sequence of maps as the value
            a: .inf          | json: unsupported value: +Inf
            !!int x          | yaml: cannot decode !!str `x` as a !!int
            """)
    void refusesInTheWordsOfKubernetes(String yaml, String message) {
        assertThatThrownBy(() -> Yaml.parse(yaml.replace("\\n", "\n")))
                .isInstanceOf(ParseException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsNoUtf8() {
        assertThatThrownBy(() -> Yaml.parse(new byte[] {'a', (byte) 0xff}))
                .hasMessage("yaml: invalid leading UTF-8 octet");
        assertThatThrownBy(() -> Yaml.parse(new byte[] {(byte) 0xc3, '('}))
                .hasMessage("yaml: invalid trailing UTF-8 octet");
        assertThatThrownBy(() -> Yaml.parse(new byte[] {(byte) 0xe2, (byte) 0x82}))
                .hasMessage("yaml: incomplete UTF-8 octet sequence");
        assertThatThrownBy(() -> Yaml.parse("a: \u007f")).hasMessage("yaml: control characters are not allowed");
        assertThatThrownBy(() -> Yaml.parse("a: \u0001")).hasMessage("yaml: control characters are not allowed");
        assertThat(Yaml.parse("\ufeffa: 1".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(ObjectValue.of("a", 1));
    }

    @Test
    void aBlockThatTheEndCutsOffHasNoLineBreak() {
        assertThat(Yaml.parse("a: |\n  x")).isEqualTo(ObjectValue.of("a", "x"));
        assertThat(Yaml.parse("a: |\n  x\n")).isEqualTo(ObjectValue.of("a", "x\n"));
    }

    @Test
    void nestsUpToTheLimit() {
        assertThat(Yaml.parse("[".repeat(Yaml.MAX_DEPTH) + "]".repeat(Yaml.MAX_DEPTH)))
                .isInstanceOf(ListValue.class);
        assertThatThrownBy(() -> Yaml.parse("[".repeat(Yaml.MAX_DEPTH + 1)))
                .hasMessage("yaml: exceeded max depth of 1000");
    }

    @Test
    void foldsLongLinesAsKubectlDoes() {
        assertThat(Yaml.write(ObjectValue.of(
                        "message", "word ".repeat(30) + "end", "quoted", "a: " + "word ".repeat(20) + "end")))
                .isEqualTo("""
                        message: word word word word word word word word word word word word word word word
                          word word word word word word word word word word word word word word word end
                        quoted: 'a: word word word word word word word word word word word word word word
                          word word word word word word end'
                        """);
    }

    @Test
    void refusesAFewLinesThatStandForGigabytes() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        assertThatThrownBy(() -> Yaml.parse(bomb.toString()))
                .isInstanceOf(ParseException.class)
                .hasMessage("yaml: document contains excessive aliasing");
    }

    @Test
    void writesAsKubectlDoes() {
        assertThat(Yaml.write(Json.parse("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{},"creationTimestamp":null,
                  "annotations":{"note":"yes","n":"12","t":"2020-01-01T00:00:00Z","m":"a\\nb\\n","e":"","c":"a: b"}},
                 "spec":{"containers":[{"name":"c","args":["-c","- x",["y"]],"ports":[{"containerPort":80}]}],"x":[]}}
                """))).isEqualTo("""
                apiVersion: v1
                kind: Pod
                metadata:
                  annotations:
                    c: 'a: b'
                    e: ""
                    m: |
                      a
                      b
                    "n": "12"
                    note: "yes"
                    t: "2020-01-01T00:00:00Z"
                  creationTimestamp: null
                  labels: {}
                  name: a
                spec:
                  containers:
                  - args:
                    - -c
                    - '- x'
                    - - "y"
                    name: c
                    ports:
                    - containerPort: 80
                  x: []
                """);
    }
}
