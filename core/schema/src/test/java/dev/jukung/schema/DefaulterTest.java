package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.value.ObjectValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DefaulterTest {
    static Stream<Arguments> cases() {
        String withDefault = "{'type':'object','properties':{'a':{'type':'string','default':'x'}}}";
        return Stream.of(
                arguments("absent", withDefault, "{}", "{'a':'x'}"),
                arguments("present", withDefault, "{'a':'y'}", "{'a':'y'}"),
                arguments("null that may not be", withDefault, "{'a':null}", "{'a':'x'}"),
                arguments(
                        "null that may be",
                        "{'type':'object','properties':{'a':{'type':'string','nullable':true,'default':'x'}}}",
                        "{'a':null}",
                        "{'a':null}"),
                arguments("parent absent", "{'type':'object','properties':{'p':" + withDefault + "}}", "{}", "{}"),
                arguments(
                        "default completed",
                        "{'type':'object','properties':{'p':{'type':'object','default':{},'properties':{'a':{'type':'string','default':'x'}}}}}",
                        "{}",
                        "{'p':{'a':'x'}}"),
                arguments(
                        "in a list",
                        "{'type':'array','items':" + withDefault + "}",
                        "[{},{'a':'y'}]",
                        "[{'a':'x'},{'a':'y'}]"),
                arguments(
                        "in a map",
                        "{'type':'object','additionalProperties':" + withDefault + "}",
                        "{'k':{}}",
                        "{'k':{'a':'x'}}"),
                arguments(
                        "fields in schema order",
                        "{'type':'object','properties':{'a':{'type':'string','default':'x'},'b':{'type':'string'}}}",
                        "{'b':'1'}",
                        "{'a':'x','b':'1'}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void defaultsAreSet(String name, String schema, String given, String expected) {
        Schema custom = Definitions.customWithSpec(schema.replace('\'', '"'));

        ObjectValue result = Defaulter.apply(custom, DecoderTest.json("{'spec':" + given + "}"));

        assertThat(result)
                .hasToString(DecoderTest.json("{'spec':" + expected + "}").toString());
        assertThat(Defaulter.apply(custom, result)).isSameAs(result);
    }

    @Test
    void builtInKindsAreDefaultedToo() {
        ObjectValue result = Defaulter.apply(
                Definitions.deployment(),
                DecoderTest.json(
                        "{'spec':{'template':{'spec':{'containers':[{'name':'a','ports':[{'containerPort':1}]}]}}}}"));

        assertThat(result.object("spec").integer("replicas", 0)).isEqualTo(1);
        assertThat(result.object("spec")
                        .object("template")
                        .object("spec")
                        .list("containers")
                        .objects()
                        .getFirst())
                .hasToString(
                        "{\"name\":\"a\",\"ports\":[{\"containerPort\":1,\"protocol\":\"TCP\"}],\"resources\":{}}");
    }
}
