package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of custom resources ({@code x-kubernetes-validations}) over HTTP, in the words of kube-apiserver v1.36.3. */
class CustomRulesTest {
    private static final String KS = "/apis/g.example.com/v1/ks";
    private static final String INVALID = "422 Invalid: K.g.example.com \"o\" is invalid: ";
    private static final String LARGE = """
            {"rule":"!has(self.b) || self.b < 5","message":"b is too large"}""";
    private static final String FIXED = """
            {"rule":"!has(self.a) || !has(oldSelf.a) || self.a == oldSelf.a","message":"a is fixed",
             "reason":"FieldValueForbidden","fieldPath":".a"}""";
    private static final String PHASE = """
            {"rule":"self.phase != 'Bad'","message":"no bad phase"}""";

    private Requests api;

    @BeforeEach
    void start() throws Exception {
        api = new Requests();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String definition(String rules) {
        return """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"ks.g.example.com"},
                 "spec":{"group":"g.example.com","scope":"Cluster","names":{"plural":"ks","kind":"K"},
                  "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
                   "schema":{"openAPIV3Schema":{"type":"object","properties":{
                    "status":{"type":"object","properties":{"phase":{"type":"string"}},
                     "x-kubernetes-validations":[%s]},
                    "spec":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},
                     "x-kubernetes-validations":[%s]}}}}}]}}
                """.formatted(PHASE, rules);
    }

    private void defined(String rules) throws Exception {
        Requests.Answer answer = api.post(CustomResourceTest.DEFINITIONS, definition(rules));
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
        api.settle();
    }

    private Requests.Answer create(String spec) throws Exception {
        return api.post(
                KS,
                "{\"apiVersion\":\"g.example.com/v1\",\"kind\":\"K\",\"metadata\":{\"name\":\"o\"},\"spec\":" + spec
                        + "}");
    }

    private Requests.Answer patch(String patch) throws Exception {
        return api.patch(KS + "/o", MERGE, patch);
    }

    @Test
    void anObjectThatBreaksARuleIsRefused() throws Exception {
        defined(LARGE);
        Requests.Answer answer = create("{\"b\":9}");
        assertThat(answer.refusal()).isEqualTo(INVALID + "spec: Invalid value: b is too large");
        assertThat(answer.json().object("details").list("causes").toString())
                .isEqualTo("[{\"reason\":\"FieldValueInvalid\",\"message\":\"Invalid value: b is too large\","
                        + "\"field\":\"spec\"}]");
        assertThat(create("{\"b\":4}").code()).isEqualTo(201);
    }

    @Test
    void aTransitionIsJudgedByWhatWasThereBefore() throws Exception {
        defined(FIXED);
        assertThat(create("{\"a\":\"1\"}").code()).isEqualTo(201);
        assertThat(patch("{\"spec\":{\"a\":\"2\"}}").refusal()).isEqualTo(INVALID + "spec.a: Forbidden: a is fixed");
        assertThat(patch("{\"spec\":{\"a\":\"1\",\"b\":1}}").code()).isEqualTo(200);
    }

    @Test
    void rulesWaitUntilTheObjectFitsItsSchema() throws Exception {
        defined(LARGE);
        assertThat(create("{\"b\":\"7\"}").refusal())
                .isEqualTo(INVALID
                        + "[spec.b: Invalid value: \"string\": spec.b in body must be of type integer: \"string\","
                        + " <nil>: Invalid value: null: some validation rules were not checked because the object was"
                        + " invalid; correct the existing errors to complete validation]");
    }

    @Test
    void aStatusIsJudgedToo() throws Exception {
        defined(LARGE);
        assertThat(create("{\"b\":4}").code()).isEqualTo(201);
        assertThat(api.patch(KS + "/o/status", MERGE, "{\"status\":{\"phase\":\"Bad\"}}")
                        .refusal())
                .isEqualTo(INVALID + "status: Invalid value: no bad phase");
        assertThat(api.patch(KS + "/o/status", MERGE, "{\"status\":{\"phase\":\"Good\"}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void whatBrokeANewRuleBeforeIsAWarningWhileItStays() throws Exception {
        defined(FIXED);
        assertThat(create("{\"b\":9}").code()).isEqualTo(201);
        String versions = definition(LARGE);
        String name = CustomResourceTest.DEFINITIONS + "/ks.g.example.com";
        String spec = versions.substring(versions.indexOf("\"versions\""), versions.lastIndexOf("}}"));
        Requests.Answer stricter = api.patch(name, MERGE, "{\"spec\":{" + spec + "}}");
        assertThat(stricter.code()).as(stricter.body()).isEqualTo(200);
        api.settle();
        Requests.Answer unchanged = patch("{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
        assertThat(unchanged.code()).as(unchanged.body()).isEqualTo(200);
        assertThat(unchanged.warnings()).containsExactly("299 - \"spec: Invalid value: b is too large\"");
        assertThat(patch("{\"spec\":{\"b\":8}}").refusal()).isEqualTo(INVALID + "spec: Invalid value: b is too large");
    }

    @Test
    void aDefinitionWithARuleThatCannotBeCompiledIsRefused() throws Exception {
        assertThat(api.post(CustomResourceTest.DEFINITIONS, definition("{\"rule\":\"self.nope < 5\"}"))
                        .refusal())
                .isEqualTo("422 Invalid: CustomResourceDefinition.apiextensions.k8s.io \"ks.g.example.com\" is invalid:"
                        + " spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid"
                        + " value: {\"Rule\":\"self.nope \\u003c 5\",\"Message\":\"\",\"MessageExpression\":\"\","
                        + "\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR:"
                        + " <input>:1:5: undefined field 'nope'\n | self.nope < 5\n | ....^");
    }
}
