package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of RFC 7396, appendix A, and what kube-apiserver does beyond it. */
class JsonMergePatchTest {
    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":"b"}                | {"a":"c"}                     | {"a":"c"}
            {"a":"b"}                | {"b":"c"}                     | {"a":"b","b":"c"}
            {"a":"b"}                | {"a":null}                    | {}
            {"a":"b","b":"c"}        | {"a":null}                    | {"b":"c"}
            {"a":["b"]}              | {"a":"c"}                     | {"a":"c"}
            {"a":"c"}                | {"a":["b"]}                   | {"a":["b"]}
            {"a":{"b":"c"}}          | {"a":{"b":"d","c":null}}      | {"a":{"b":"d"}}
            {"a":[{"b":"c"}]}        | {"a":[1]}                     | {"a":[1]}
            ["a","b"]                | ["c","d"]                     | ["c","d"]
            {"a":"b"}                | ["c"]                         | ["c"]
            {"a":"foo"}              | null                          | null
            {"a":"foo"}              | "bar"                         | "bar"
            {"e":null}               | {"a":1}                       | {"e":null,"a":1}
            [1,2]                    | {"a":"b","c":null}            | {"a":"b"}
            {}                       | {"a":{"bb":{"ccc":null}}}     | {"a":{"bb":{}}}
            """)
    void appliesAsTheRfcSays(String document, String patch, String result) {
        assertThat(JsonMergePatch.apply(Json.parse(document), Json.parse(patch)))
                .isEqualTo(Json.parse(result));
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":[1]}                | {"a":[{"b":null,"c":1},null]} | {"a":[{"c":1},null]}
            {}                       | {"a":[{"b":null}]}            | {"a":[{}]}
            {"a":{"x":1}}            | {"a":[{"b":null}]}            | {"a":[{"b":null}]}
            {"a":null}               | {"a":{"b":null,"c":1}}        | {"a":{"c":1}}
            """)
    void dropsNullsInListsAsKubernetesDoes(String document, String patch, String result) {
        assertThat(JsonMergePatch.apply(Json.parse(document), Json.parse(patch)))
                .isEqualTo(Json.parse(result));
    }

    @ParameterizedTest(name = "from {0} to {1} by {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1}                  | {"a":1}                       | {}
            {"a":1}                  | {"a":2}                       | {"a":2}
            {"a":1}                  | {"b":2}                       | {"b":2,"a":null}
            {"a":{"b":1,"c":2}}      | {"a":{"b":1,"c":3}}           | {"a":{"c":3}}
            {"a":[1,2]}              | {"a":[1]}                     | {"a":[1]}
            {"a":{"b":1}}            | {"a":[]}                      | {"a":[]}
            [1]                      | {"a":1}                       | {"a":1}
            """)
    void findsTheSmallestPatch(String before, String after, String patch) {
        assertThat(JsonMergePatch.diff(Json.parse(before), Json.parse(after))).isEqualTo(Json.parse(patch));
    }
}
