package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuePathTest {
    private static final ValuePath NAME = ValuePath.of("spec", "containers", 0, "name");
    private static final Object POD = Json.parse("{\"spec\":{\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"}]}}");

    @Test
    void showsAsKubernetesDoes() {
        assertThat(NAME).hasToString("spec.containers[0].name");
        assertThat(ValuePath.ROOT.key("spec").key("containers").index(0).key("name"))
                .isEqualTo(NAME);
        assertThat(NAME.parent()).hasToString("spec.containers[0]");
        assertThat(NAME.pointer()).isEqualTo("/spec/containers/0/name");
    }

    @Test
    void findsPutsAndRemoves() {
        assertThat(NAME.in(POD)).contains("a");
        assertThat(ValuePath.of("spec", "containers", 2, "name").in(POD)).isEmpty();
        assertThat(ValuePath.of("spec", 0).in(POD)).isEmpty();
        assertThat(NAME.put(POD, "c")).hasToString("{\"spec\":{\"containers\":[{\"name\":\"c\"},{\"name\":\"b\"}]}}");
        assertThat(ValuePath.of("a", 0, "b").put(ObjectValue.EMPTY, 1)).hasToString("{\"a\":[{\"b\":1}]}");
        assertThat(NAME.parent().removeFrom(POD)).hasToString("{\"spec\":{\"containers\":[{\"name\":\"b\"}]}}");
        assertThat(NAME.removeFrom(POD)).hasToString("{\"spec\":{\"containers\":[{},{\"name\":\"b\"}]}}");
        assertThat(ValuePath.of("spec", "x").removeFrom(POD)).isSameAs(POD);
        assertThat(NAME.put(POD, NAME.in(POD).orElseThrow())).isSameAs(POD);
        assertThatThrownBy(() -> ValuePath.of("spec", 0).put(POD, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spec[0] does not fit the value at step 1");
    }

    @ParameterizedTest(name = "RFC 6901, section 5: {0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /foo     | ["bar","baz"]
            /foo/0   | "bar"
            /        | 0
            /a~1b    | 1
            /c%d     | 2
            /e^f     | 3
            /i\\j     | 5
            /k"l     | 6
            `/ `     | 7
            /m~0n    | 8
            """)
    void readsPointers(String pointer, String found) {
        Object document = Json.parse("""
                {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}
                """);
        ValuePath path = ValuePath.ofPointer(pointer, document).orElseThrow();
        assertThat(path.in(document)).contains(Json.parse(found));
        assertThat(path.pointer()).isEqualTo(pointer);
    }

    @Test
    void aPointerMayLeadNowhere() {
        assertThat(ValuePath.ofPointer("/foo/2", Json.parse("{\"foo\":[1,2]}"))).isEmpty();
        assertThat(ValuePath.ofPointer("/foo/01", Json.parse("{\"foo\":[1,2]}")))
                .isEmpty();
        assertThat(ValuePath.ofPointer("", POD)).contains(ValuePath.ROOT);
        assertThatThrownBy(() -> ValuePath.ofPointer("foo", POD)).isInstanceOf(ParseException.class);
    }
}
