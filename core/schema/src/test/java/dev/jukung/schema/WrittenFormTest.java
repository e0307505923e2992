package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrittenFormTest {
    private static final Schema THING = Schemas.of(Json.parseObject("""
            {"a.v1.Thing": {"type": "object", "required": ["rules"], "properties": {
                 "kind": {"type": "string"},
                 "spec": {"$ref": "#/definitions/a.v1.Spec", "x-jukung-in-place": true},
                 "rules": {"type": "array", "items": {"$ref": "#/definitions/a.v1.Rule"}},
                 "status": {"$ref": "#/definitions/a.v1.Status", "x-jukung-in-place": true}}},
             "a.v1.Spec": {"type": "object", "properties": {
                 "pointer": {"$ref": "#/definitions/a.v1.Status"}}},
             "a.v1.Rule": {"type": "object", "properties": {
                 "name": {"type": "string", "x-jukung-shown": true},
                 "count": {"type": "integer", "x-jukung-omit-zero": true}}},
             "a.v1.Status": {"type": "object", "properties": {
                 "replicas": {"type": "integer", "x-jukung-shown": true}}}}
            """)).definition("a.v1.Thing");

    static Stream<Arguments> cases() {
        String status = "\"status\":{\"replicas\":0}";
        return Stream.of(
                arguments("nothing set", "{}", "{\"spec\":{},\"rules\":null," + status + "}"),
                arguments(
                        "a pointer that is set is completed",
                        "{\"spec\":{\"pointer\":{}}}",
                        "{\"spec\":{\"pointer\":{\"replicas\":0}},\"rules\":null," + status + "}"),
                arguments(
                        "items too",
                        "{\"rules\":[{\"count\":1}]}",
                        "{\"spec\":{},\"rules\":[{\"name\":\"\",\"count\":1}]," + status + "}"),
                arguments(
                        "in the order of the type",
                        "{\"status\":{\"replicas\":2},\"rules\":[],\"spec\":{},\"kind\":\"Thing\"}",
                        "{\"kind\":\"Thing\",\"spec\":{},\"rules\":null,\"status\":{\"replicas\":2}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void anObjectIsWrittenAsGoWouldWriteIt(String name, String given, String written) {
        assertThat(Json.write(WrittenForm.of(THING, Json.parseObject(given)))).isEqualTo(written);
    }

    @Test
    void anObjectThatHasTheFormIsReturnedItself() {
        ObjectValue whole = WrittenForm.of(THING, ObjectValue.EMPTY);

        assertThat(WrittenForm.of(THING, whole)).isSameAs(whole);
    }

    @Test
    void zerosThatGoLeavesOutGoUnlessTheyAreKept() {
        ObjectValue given = Json.parseObject("{\"rules\":[{\"name\":\"\",\"count\":0}]}");
        Decoder decoder = new Decoder(THING);

        assertThat(Json.write(decoder.decode(given).tree())).isEqualTo("{\"rules\":[{\"name\":\"\"}]}");
        assertThat(Json.write(decoder.decodeKeepingZeros(given).tree())).isEqualTo(Json.write(given));
    }
}
