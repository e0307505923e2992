package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jukung.value.PatchException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
    @ParameterizedTest(name = "RFC 6902, {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A.1 adding an object member | {"foo":"bar"} | [{"op":"add","path":"/baz","value":"qux"}] | {"baz":"qux","foo":"bar"}
            A.2 adding an array element | {"foo":["bar","baz"]} | [{"op":"add","path":"/foo/1","value":"qux"}] | {"foo":["bar","qux","baz"]}
            A.3 removing an object member | {"baz":"qux","foo":"bar"} | [{"op":"remove","path":"/baz"}] | {"foo":"bar"}
            A.4 removing an array element | {"foo":["bar","qux","baz"]} | [{"op":"remove","path":"/foo/1"}] | {"foo":["bar","baz"]}
            A.5 replacing a value | {"baz":"qux","foo":"bar"} | [{"op":"replace","path":"/baz","value":"boo"}] | {"baz":"boo","foo":"bar"}
            A.6 moving a value | {"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}} | [{"op":"move","from":"/foo/waldo","path":"/qux/thud"}] | {"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}
            A.7 moving an array element | {"foo":["all","grass","cows","eat"]} | [{"op":"move","from":"/foo/1","path":"/foo/3"}] | {"foo":["all","cows","eat","grass"]}
            A.8 testing a value: success | {"baz":"qux","foo":["a",2,"c"]} | [{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}] | {"baz":"qux","foo":["a",2,"c"]}
            A.10 adding a nested member object | {"foo":"bar"} | [{"op":"add","path":"/child","value":{"grandchild":{}}}] | {"foo":"bar","child":{"grandchild":{}}}
            A.11 ignoring unrecognized elements | {"foo":"bar"} | [{"op":"add","path":"/baz","value":"qux","xyz":123}] | {"foo":"bar","baz":"qux"}
            A.14 ~ escape ordering | {"/":9,"~1":10} | [{"op":"test","path":"/~01","value":10}] | {"/":9,"~1":10}
            A.16 adding an array value | {"foo":["bar"]} | [{"op":"add","path":"/foo/-","value":["abc","def"]}] | {"foo":["bar",["abc","def"]]}
            copying a value | {"a":{"b":[1]}} | [{"op":"copy","from":"/a/b","path":"/c"}] | {"a":{"b":[1]},"c":[1]}
            numbers by value | {"a":1} | [{"op":"test","path":"/a","value":1.0}] | {"a":1}
            the whole document | {"a":1} | [{"op":"test","path":"","value":{"a":1}},{"op":"replace","path":"","value":[1]}] | [1]
            """)
    void appliesAsTheRfcSays(String name, String document, String patch, String result) {
        assertThat(apply(document, patch)).as(name).isEqualTo(Json.parse(result));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a negative index counts from the end | {"a":[1,2,3]} | [{"op":"remove","path":"/a/-1"}] | {"a":[1,2]}
            replacing an absent member adds it | {"a":{}} | [{"op":"replace","path":"/a/b","value":1}] | {"a":{"b":1}}
            copying an absent member adds null | {"a":1} | [{"op":"copy","from":"/b","path":"/c"}] | {"a":1,"c":null}
            an absent value is null | {"a":1} | [{"op":"add","path":"/b"}] | {"a":1,"b":null}
            an absent member passes a test for null | {"a":1} | [{"op":"test","path":"/b","value":null}] | {"a":1}
            a pointer need not begin with a slash | {"a":{"b":1}} | [{"op":"remove","path":"x/a"}] | {}
            no patch | {"a":1} | null | {"a":1}
            """)
    void appliesAsKubernetesDoes(String name, String document, String patch, String result) {
        assertThat(apply(document, patch)).as(name).isEqualTo(Json.parse(result));
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"foo":"bar"} | [{"op":"add","path":"/baz/bat","value":"qux"}] | add operation does not apply: doc is missing path: "/baz/bat": missing value
            {"a":1} | [{"op":"add","path":"","value":1}] | add operation does not apply: doc is missing path: "": missing value
            {"a":1} | [{"op":"add","value":1}] | add operation failed to decode path: missing value
            {"a":[]} | [{"op":"add","path":"/a/1","value":1}] | error in add for path: '/a/1': Unable to access invalid index: 1: invalid index referenced
            {"a":[]} | [{"op":"add","path":"/a/x","value":1}] | error in add for path: '/a/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax
            {"a":1} | [{"op":"remove","path":"/b"}] | error in remove for path: '/b': Unable to remove nonexistent key: b: missing value
            {"a":1} | [{"op":"remove","path":"/b/c"}] | remove operation does not apply: doc is missing path: "/b/c": missing value
            {"a":[]} | [{"op":"remove","path":"/a/0"}] | error in remove for path: '/a/0': Unable to access invalid index: 0: invalid index referenced
            {"a":[1]} | [{"op":"remove","path":"/a/-2"}] | error in remove for path: '/a/-2': Unable to access invalid index: -2: invalid index referenced
            {"a":[]} | [{"op":"replace","path":"/a/0","value":1}] | replace operation does not apply: doc is missing key: /a/0: missing value
            {"a":1} | [{"op":"replace","path":"/b/c","value":1}] | replace operation does not apply: doc is missing path: /b/c: missing value
            {"a":1} | [{"op":"replace","value":1}] | replace operation failed to decode path: operation missing path field: missing value
            {"a":1} | [{"op":"move","path":"/b"}] | move operation failed to decode from: operation, missing from field: missing value
            {"a":1} | [{"op":"move","from":"/x/y","path":"/b"}] | move operation does not apply: doc is missing from path: /x/y: missing value
            {"a":1} | [{"op":"move","from":"/x","path":"/b"}] | error in move for path: 'x': Unable to remove nonexistent key: x: missing value
            {"a":1} | [{"op":"move","from":"/a","path":"/b/c"}] | move operation does not apply: doc is missing destination path: /b/c: missing value
            {"a":1} | [{"op":"copy","from":"/x/y","path":"/b"}] | copy operation does not apply: doc is missing from path: /x/y: missing value
            {"a":1} | [{"op":"test","path":"/x/y"}] | test operation does not apply: is missing path: /x/y: missing value
            {"a":[]} | [{"op":"test","path":"/a/5"}] | error in test for path: '/a/5': Unable to access invalid index: 5: invalid index referenced
            {"a":1} | [{"op":"spin","path":"/a"}] | Unexpected kind: spin
            {"a":1} | [{"path":"/a"}] | Unexpected kind: unknown
            """)
    void refusesInTheWordsOfKubernetes(String document, String patch, String message) {
        PatchException refused = refused(() -> apply(document, patch));
        assertThat(refused).hasMessage(message);
        assertThat(refused.problem()).isEqualTo(Problem.NOT_APPLICABLE);
    }

    @Test
    void aTestThatFailsIsToldFromWhatCannotBeApplied() {
        PatchException refused =
                refused(() -> apply("{\"baz\":\"qux\"}", "[{\"op\":\"test\",\"path\":\"/baz\",\"value\":\"bar\"}]"));
        assertThat(refused).hasMessage("testing value /baz failed: test failed");
        assertThat(refused.problem()).isEqualTo(Problem.TEST_FAILED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"op":"add"} | json: cannot unmarshal object into Go value of type jsonpatch.Patch
            "add" | json: cannot unmarshal string into Go value of type jsonpatch.Patch
            [1] | json: cannot unmarshal number into Go value of type jsonpatch.Operation
            [true] | json: cannot unmarshal bool into Go value of type jsonpatch.Operation
            [[]] | json: cannot unmarshal array into Go value of type jsonpatch.Operation
            """)
    void refusesWhatIsNoPatch(String patch, String message) {
        PatchException refused = refused(() -> JsonPatch.parse(patch.getBytes(StandardCharsets.UTF_8)));
        assertThat(refused).hasMessage(message);
        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
    }

    @Test
    void refusesMoreOperationsThanTheLimit() {
        ObjectValue operation = ObjectValue.of("op", "test", "path", "/a");
        JsonPatch.of(ListValue.copyOf(Collections.nCopies(JsonPatch.MAX_OPERATIONS, operation)));

        PatchException refused = refused(
                () -> JsonPatch.of(ListValue.copyOf(Collections.nCopies(JsonPatch.MAX_OPERATIONS + 1, operation))));

        assertThat(refused).hasMessage("The allowed maximum operations in a JSON patch is 10000, got 10001");
        assertThat(refused.problem()).isEqualTo(Problem.TOO_LARGE);
    }

    @Test
    void copiesUpToTheLimit() {
        JsonPatch patch = JsonPatch.of(Json.parse("""
                [{"op":"copy","from":"/a","path":"/b"},{"op":"copy","from":"/a","path":"/c"}]
                """)).withMaxCopyBytes(13);
        assertThat(patch.apply(Json.parse("{\"a\":\"1234\"}")))
                .isEqualTo(Json.parse("{\"a\":\"1234\",\"b\":\"1234\",\"c\":\"1234\"}"));

        PatchException refused = refused(() -> patch.apply(Json.parse("{\"a\":\"12345\"}")));

        assertThat(refused)
                .hasMessage("Unable to complete the copy, the accumulated size increase of copy is 14,"
                        + " exceeding the limit 13");
    }

    @Test
    void sharesWhatItDoesNotTouch() {
        ObjectValue document = Json.parseObject("{\"metadata\":{\"name\":\"x\"},\"spec\":{\"replicas\":1}}");

        ObjectValue changed =
                (ObjectValue) JsonPatch.of(Json.parse("[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":2}]"))
                        .apply(document);

        assertThat(changed.get("metadata")).isSameAs(document.get("metadata"));
        assertThat(document.object("spec").integer("replicas", 0)).isEqualTo(1);
    }

    @Test
    void tenThousandOperationsOnALargeObjectCopyItOnce() {
        ObjectValue.Builder data = ObjectValue.builder();
        for (int i = 0; i < 50_000; i++) {
            data.set("file " + i, "text");
        }
        ObjectValue document = ObjectValue.of("data", data.build(), "kind", "ConfigMap");
        Object[] operations = new Object[JsonPatch.MAX_OPERATIONS];
        for (int i = 0; i < operations.length; i++) {
            operations[i] =
                    ObjectValue.of("op", i % 2 == 0 ? "add" : "remove", "path", "/data/new " + i / 2, "value", i);
        }

        Object changed = JsonPatch.of(ListValue.of(operations)).apply(document);

        assertThat(changed).isEqualTo(document);
    }

    @Test
    void whatIsCopiedDoesNotChangeWithItsSource() {
        assertThat(apply("{\"a\":{\"b\":1}}", """
                        [{"op":"add","path":"/a/c","value":2},{"op":"copy","from":"/a","path":"/d"},
                         {"op":"remove","path":"/a/b"},{"op":"add","path":"/d/e","value":[]},{"op":"copy","from":"/d/e","path":"/f"},
                         {"op":"add","path":"/d/e/-","value":1},{"op":"move","from":"/d","path":"/g"}]
                        """))
                .isEqualTo(Json.parse("{\"a\":{\"c\":2},\"g\":{\"b\":1,\"c\":2,\"e\":[1]},\"f\":[]}"));
    }

    private static Object apply(String document, String patch) {
        return JsonPatch.parse(patch.getBytes(StandardCharsets.UTF_8)).apply(Json.parse(document));
    }

    private static PatchException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        PatchException refused = catchThrowableOfType(PatchException.class, call);
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }
}
