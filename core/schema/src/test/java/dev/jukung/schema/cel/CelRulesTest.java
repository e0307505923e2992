package dev.jukung.schema.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules of custom resources; the texts are those of kube-apiserver v1.36.3 for the same definitions and objects. */
class CelRulesTest {
    private static final FieldPath PATH = FieldPath.of("spec", "validation", "openAPIV3Schema");
    private static final ObjectValue META = Json.parseObject("""
            {"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {"type": "object",
             "properties": {"name": {"type": "string"}, "namespace": {"type": "string"}}}}""");

    private static Schema schema(String json) {
        return Schemas.of(META).custom(Json.parseObject(json));
    }

    private static List<String> problems(String json) {
        return CelRules.problems(schema(json), PATH).list().stream()
                .map(FieldError::message)
                .toList();
    }

    private static CelRules.Findings findings(String schema, String object, @Nullable String old) {
        return CelRules.of(schema(schema))
                .orElseThrow()
                .validate(Json.parseObject(object), old == null ? null : Json.parseObject(old), CelBudget.perObject());
    }

    private static List<String> errors(String schema, String object, @Nullable String old) {
        return findings(schema, object, old).errors().stream()
                .map(FieldError::message)
                .toList();
    }

    @Test
    void aSchemaWithoutRulesHasNone() {
        assertThat(CelRules.of(schema("{'type':'object'}".replace('\'', '"')))).isEmpty();
    }

    @Test
    void wrongRulesAreNamedWithTheirPlaces() {
        String limit =
                " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps,"
                        + " and strings are declared)";
        String names = "spec.validation.openAPIV3Schema.properties[spec].properties[names]";
        String s = "spec.validation.openAPIV3Schema.properties[spec].properties[s]";
        assertThat(problems("""
                {"type": "object", "x-kubernetes-validations": [{"rule": "self.spec.y == 1"}, {"rule": "self.spec.x"},
                  {"rule": "self.spec.x == 1", "messageExpression": "1"}],
                 "properties": {"spec": {"type": "object", "properties": {"x": {"type": "integer"},
                  "names": {"type": "array",
                    "items": {"type": "string", "x-kubernetes-validations": [{"rule": "self == oldSelf"}]},
                    "x-kubernetes-validations": [{"rule": "self.all(a, self.all(b, a.contains(b)))"}]},
                  "s": {"type": "string", "x-kubernetes-validations": [{"rule": "self.matches('('"},
                    {"rule": "self.contains('a')", "optionalOldSelf": true}]}}}}}"""))
                .containsExactly(
                        names + ".items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget"
                                + " by factor of more than 100x" + limit,
                        names + ".items.x-kubernetes-validations[0].rule: Invalid value: \"self == oldSelf\": oldSelf"
                                + " cannot be used on the uncorrelatable portion of the schema within " + names,
                        names + ".x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by"
                                + " factor of more than 100x" + limit,
                        s
                                + ".x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.matches('('\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:17: Syntax error:"
                                + " missing ')' at '<EOF>'\n | self.matches('('\n | ................^",
                        s + ".x-kubernetes-validations[1].optionalOldSelf: Invalid value: true: may not be set if"
                                + " oldSelf is not used in rule",
                        PATH
                                + ".x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.spec.y == 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:10: undefined"
                                + " field 'y'\n | self.spec.y == 1\n | .........^",
                        PATH
                                + ".x-kubernetes-validations[1].rule: Invalid value: {\"Rule\":\"self.spec.x\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: cel expression must evaluate to a bool",
                        PATH
                                + ".x-kubernetes-validations[2].messageExpression: Invalid value: {\"Rule\":\"self.spec.x == 1\",\"Message\":\"\",\"MessageExpression\":\"1\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: messageExpression must evaluate to a"
                                + " string",
                        names + ".x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total"
                                + " exceeding cost limit for entire OpenAPIv3 schema",
                        names + ".items.x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost"
                                + " total exceeding cost limit for entire OpenAPIv3 schema",
                        PATH + ": Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3"
                                + " schema exceeds budget by factor of more than 100x" + limit);
    }

    private static final String GADGET = """
            {"type": "object", "x-kubernetes-validations": [
               {"rule": "self.metadata.name.startsWith('g')", "message": "name must begin with g",
                "fieldPath": ".metadata.name"}],
             "properties": {"metadata": {"type": "object", "properties": {"name": {"type": "string"}}},
              "spec": {"type": "object", "x-kubernetes-validations": [
                {"rule": "!has(self.x) || self.x < 10", "messageExpression": "'x is ' + string(self.x)",
                 "reason": "FieldValueForbidden", "fieldPath": ".x"},
                {"rule": "!has(self.z) || self.z == oldSelf.z"}],
               "properties": {"x": {"type": "integer"}, "z": {"type": "integer"},
                "foo-bar": {"type": "string", "x-kubernetes-validations": [{"rule": "self != 'no'"}]},
                "port": {"x-kubernetes-int-or-string": true, "x-kubernetes-validations": [{"rule": "self > 5"}]},
                "names": {"type": "array", "maxItems": 10,
                  "items": {"type": "string", "maxLength": 10,
                            "x-kubernetes-validations": [{"rule": "self.size() > 2"}]},
                  "x-kubernetes-validations": [{"rule": "self[3] == 'a'"}]},
                "s": {"type": "string", "maxLength": 20,
                  "x-kubernetes-validations": [{"rule": "int(self) > 2"}, {"rule": "self == oldSelf"}]}}}}}""";

    @Test
    void brokenRulesAreToldWithTheReferencesTexts() {
        assertThat(errors(GADGET, """
                {"apiVersion": "example.com/v1", "kind": "Gadget", "metadata": {"name": "xg"},
                 "spec": {"x": 12, "port": "abc", "names": ["abc", "x"], "s": "ab"}}""", null))
                .containsExactlyInAnyOrder(
                        "metadata.name: Invalid value: name must begin with g",
                        "spec.x: Forbidden: x is 12",
                        "spec.port: Invalid value: \"integer,string\": 'no such overload': call arguments did not match a"
                                + " supported operator, function or macro signature for rule: self > 5",
                        "spec.names: Invalid value: \"array\": index out of bounds: 3 evaluating rule: self[3] == 'a'",
                        "spec.names[1]: Invalid value: \"x\": failed rule: self.size() > 2",
                        "spec.s: Invalid value: \"string\": type conversion error from 'string' to 'int' evaluating"
                                + " rule: int(self) > 2");
    }

    @Test
    void whatIsUnchangedIsOnlyWarnedOf() {
        String before = """
                {"metadata": {"name": "g"}, "spec": {"foo-bar": "no", "names": ["a", "b", "c", "a"], "z": 1}}""";
        CelRules.Findings findings = findings(GADGET, before.replace("\"z\": 1", "\"z\": 1, \"x\": 3"), before);
        assertThat(findings.errors()).isEmpty();
        assertThat(findings.ratcheted()).contains("spec.foo-bar: Invalid value: \"no\": failed rule: self != 'no'");
        assertThat(errors(GADGET, before.replace("\"z\": 1", "\"z\": 2"), before))
                .contains("spec: Invalid value: failed rule: !has(self.z) || self.z == oldSelf.z");
    }

    @Test
    void rulesThatCostTooMuchTogetherEnd() {
        String schema = """
                {"type": "object", "x-kubernetes-validations": [{"rule": "self.a.all(x, self.a.all(y, y == y))"}],
                 "properties": {"a": {"type": "array", "items": {"type": "integer"}}}}""";
        String many = "{\"a\": [" + "1,".repeat(999) + "1]}";
        assertThat(errors(schema, many, null))
                .containsExactly(
                        "<nil>: Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded': no"
                                + " further validation rules will be run due to call cost exceeds limit for rule:"
                                + " self.a.all(x, self.a.all(y, y == y))");
        CelRules rules = CelRules.of(schema(schema)).orElseThrow();
        List<FieldError> out = rules.validate(
                        Json.parseObject("{\"a\": [1, 2, 3]}"), null, new CelBudget(CelBudget.PER_CALL, 10))
                .errors();
        assertThat(out.getFirst().message())
                .isEqualTo("<nil>: Invalid value: \"object\": validation failed due to running out of cost budget, no"
                        + " further validation rules will be run");
    }

    @Test
    void anOldValueMayBeOptional() {
        String schema = """
                {"type": "object", "properties": {"spec": {"type": "object", "x-kubernetes-validations": [
                   {"rule": "!oldSelf.hasValue() || self.x >= oldSelf.value().x", "optionalOldSelf": true,
                    "message": "x may not go down"}],
                 "properties": {"x": {"type": "integer"}}}}}""";
        assertThat(errors(schema, "{\"spec\": {\"x\": 1}}", null)).isEmpty();
        assertThat(errors(schema, "{\"spec\": {\"x\": 1}}", "{\"spec\": {\"x\": 2}}"))
                .containsExactly("spec: Invalid value: x may not go down");
    }

    @Test
    void setsAndListMapsDoNotMindTheOrder() {
        String schema = """
                {"type": "object", "x-kubernetes-validations": [
                   {"rule": "self.set == oldSelf.set"}, {"rule": "self.map == oldSelf.map"}],
                 "properties": {
                  "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
                  "map": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
                    "items": {"type": "object", "properties": {"k": {"type": "string"}, "v": {"type": "string"}}}}}}""";
        String before = """
                {"set": ["a", "b"], "map": [{"k": "1", "v": "x"}, {"k": "2", "v": "y"}]}""";
        assertThat(errors(schema, """
                {"set": ["b", "a"], "map": [{"k": "2", "v": "y"}, {"k": "1", "v": "x"}]}""", before)).isEmpty();
        assertThat(errors(schema, """
                {"set": ["b", "c"], "map": [{"k": "2", "v": "z"}, {"k": "1", "v": "x"}]}""", before)).hasSize(2);
    }
}
