package dev.jukung.apiserver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Definitions that are wrong in one place each, and what kube-apiserver v1.36.3 said of them: the first line of the table
 * is the definition that they were made from.
 */
class BadDefinitionTest {
    private static Requests api;

    record Case(String name, ObjectValue definition, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        api = new Requests();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static List<ObjectValue> lines() throws IOException {
        try (InputStream in = requireNonNull(BadDefinitionTest.class.getResourceAsStream("definition-cases.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::parseObject)
                    .toList();
        }
    }

    static Stream<Case> cases() throws IOException {
        List<ObjectValue> lines = lines();
        return lines.stream().skip(1).map(line -> {
            ObjectValue definition = lines.getFirst().object("definition");
            for (ObjectValue change : line.list("changes").objects()) {
                definition =
                        (ObjectValue) changed(definition, change.list("path").texts(), change);
            }
            return new Case(line.text("case", ""), definition, line.text("message", ""));
        });
    }

    private static Object changed(Object value, List<String> path, ObjectValue change) {
        String step = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        if (value instanceof ListValue list) {
            int index = Integer.parseInt(step);
            return list.with(index, changed(list.get(index), rest, change));
        }
        ObjectValue object = (ObjectValue) value;
        if (!rest.isEmpty()) {
            Object inner = object.has(step) ? requireNonNull(object.get(step)) : ObjectValue.EMPTY;
            return object.with(step, changed(inner, rest, change));
        }
        Object given = change.get("value");
        return given == null ? object.without(step) : object.with(step, given);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedInTheWordsOfTheReference(Case bad) throws Exception {
        Requests.Answer answer = api.post(CustomResourceTest.DEFINITIONS, Json.write(bad.definition()));
        assertThat(answer.code()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().text("message", "")).isEqualTo(bad.message());
    }

    @Test
    void theOneTheyWereMadeFromIsRight() throws Exception {
        String definition = Json.write(lines().getFirst().object("definition"));
        assertThat(api.post(CustomResourceTest.DEFINITIONS + "?dryRun=All", definition)
                        .code())
                .isEqualTo(201);
    }

    @Test
    void whatObjectsWereStoredUnderDoesNotChange() throws Exception {
        assertThat(api.post(CustomResourceTest.DEFINITIONS, CustomResourceTest.DEFINITION)
                        .code())
                .isEqualTo(201);
        api.settle();
        String target = CustomResourceTest.DEFINITIONS + "/widgets.example.com";
        assertThat(api.patch(target, Requests.MERGE, "{\"spec\":{\"scope\":\"Cluster\"}}")
                        .refusal())
                .isEqualTo(
                        "422 Invalid: CustomResourceDefinition.apiextensions.k8s.io \"widgets.example.com\" is invalid: spec.scope: Invalid value: \"Cluster\": field is immutable");
        ObjectValue version = Json.parseObject(CustomResourceTest.DEFINITION)
                .object("spec")
                .list("versions")
                .objects()
                .getFirst();
        String versions = Json.write(
                ObjectValue.of("spec", ObjectValue.of("versions", ListValue.of(version.with("name", "v2")))));
        assertThat(api.patch(target, Requests.MERGE, versions).refusal())
                .isEqualTo(
                        "422 Invalid: CustomResourceDefinition.apiextensions.k8s.io \"widgets.example.com\" is invalid: status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions");
    }
}
