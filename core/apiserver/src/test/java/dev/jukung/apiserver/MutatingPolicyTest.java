package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MutatingAdmissionPolicies over HTTP; the texts are those of kube-apiserver v1.36.3. */
class MutatingPolicyTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = GROUP + "mutatingadmissionpolicies";
    private static final String BINDINGS = GROUP + "mutatingadmissionpolicybindings";
    private static final ObjectValue CONSTRAINTS = ObjectValue.of(
            "resourceRules",
            ListValue.of(ObjectValue.of(
                    "apiGroups", ListValue.of(""),
                    "apiVersions", ListValue.of("v1"),
                    "operations", ListValue.of("CREATE", "UPDATE"),
                    "resources", ListValue.of("configmaps"))));

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private static ObjectValue applies(String expression) {
        return ObjectValue.of(
                "patchType", "ApplyConfiguration", "applyConfiguration", ObjectValue.of("expression", expression));
    }

    private static ObjectValue patches(String expression) {
        return ObjectValue.of("patchType", "JSONPatch", "jsonPatch", ObjectValue.of("expression", expression));
    }

    private static ObjectValue spec(ObjectValue... mutations) {
        return ObjectValue.of("reinvocationPolicy", "Never", "matchConstraints", CONSTRAINTS)
                .with("mutations", ListValue.copyOf(List.of(mutations)));
    }

    private Requests.Answer policy(String name, ObjectValue spec) throws Exception {
        return requests.post(
                POLICIES,
                ObjectValue.of("metadata", ObjectValue.of("name", name), "spec", spec)
                        .toString());
    }

    private void bound(String name, ObjectValue spec) throws Exception {
        Requests.Answer policy = policy(name, spec);
        assertThat(policy.code()).as(policy.body()).isEqualTo(201);
        Requests.Answer binding = requests.post(
                BINDINGS,
                ObjectValue.of("metadata", ObjectValue.of("name", name), "spec", ObjectValue.of("policyName", name))
                        .toString());
        assertThat(binding.code()).as(binding.body()).isEqualTo(201);
    }

    private Requests.Answer configMap(String name) throws Exception {
        return requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"1\"}}");
    }

    private ObjectValue labels(Requests.Answer answer) {
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
        return answer.json().object("metadata").object("labels");
    }

    @Test
    void aPolicyThatIsNotBoundHasNoEffect() throws Exception {
        assertThat(policy("p", spec(applies("Object{data: {\"a\": \"1\"}}"))).code())
                .isEqualTo(201);
        assertThat(configMap("a").json().object("data")).isEqualTo(ObjectValue.of("k", "1"));
    }

    @Test
    void configurationsAreMergedAndPatchesAppliedInOrder() throws Exception {
        bound(
                "p",
                spec(
                                applies("Object{metadata: Object.metadata{labels: {\"a\": variables.v}}}"),
                                patches("[JSONPatch{op: \"add\", path: \"/metadata/labels/\" +"
                                        + " jsonpatch.escapeKey(\"x/y\"), value: object.metadata.labels.a}]"))
                        .with(
                                "variables",
                                ListValue.of(ObjectValue.of("name", "v", "expression", "\"v-\" + request.name"))));
        assertThat(labels(configMap("c"))).isEqualTo(ObjectValue.of("a", "v-c", "x/y", "v-c"));
        assertThat(requests.get(CONFIGMAPS + "/c").json().object("data")).isEqualTo(ObjectValue.of("k", "1"));
    }

    @Test
    void conditionsDecideWhetherItIsAskedAtAll() throws Exception {
        bound(
                "p",
                spec(applies("Object{data: {\"a\": \"1\"}}"))
                        .with(
                                "matchConditions",
                                ListValue.of(ObjectValue.of(
                                        "name", "not-free", "expression", "object.metadata.name != \"free\""))));
        assertThat(configMap("free").json().object("data")).isEqualTo(ObjectValue.of("k", "1"));
        assertThat(configMap("bound").json().object("data")).isEqualTo(ObjectValue.of("k", "1", "a", "1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Object{data: {"a": object.nope}} | expression 'Object{data: {"a": object.nope}}' resulted in error: no such key: nope
            Object{metadata: Object.spec{labels: {}}} | type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from root Object type
            Object{foo: 1} | error applying patch: failed to convert patch object to typed object: .foo: field not declared in schema
            Object{data: {"a": 1}} | error applying patch: failed to convert patch object to typed object: .data.a: expected string, got &value.valueUnstructured{Value:1}
            Object{data: {"a": variables.v}} | expression 'Object{data: {"a": variables.v}}' resulted in error: composited variable "v" fails to evaluate: no such key: nope
            """)
    void aConfigurationThatCannotBeAppliedRefusesTheRequest(String expression, String why) throws Exception {
        ObjectValue fails = ObjectValue.of("name", "v", "expression", "object.nope");
        bound("p", spec(applies(expression)).with("variables", ListValue.of(fails)));
        Requests.Answer answer = configMap("a");
        String message = "policy 'p' with binding 'p' denied request: " + why;
        assertThat(answer.refusal()).isEqualTo("403 Invalid: " + message);
        assertThat(answer.json().object("details"))
                .isEqualTo(ObjectValue.of("name", "a", "kind", "configmaps")
                        .with("causes", ListValue.of(ObjectValue.of("message", message))));
    }

    @Test
    void aFailureIsIgnoredWhenThePolicySaysSo() throws Exception {
        bound("p", spec(applies("Object{data: {\"a\": object.nope}}")).with("failurePolicy", "Ignore"));
        assertThat(configMap("a").json().object("data")).isEqualTo(ObjectValue.of("k", "1"));
    }

    @Test
    void partsOfWhatCountsAsAWholeAreNotMerged() throws Exception {
        bound(
                "p",
                spec(
                        applies(
                                "Object{metadata: Object.metadata{ownerReferences:"
                                        + " [Object.metadata.ownerReferences{uid: \"1\", name: \"n\", kind: \"K\", apiVersion: \"v1\"}]}}")));
        assertThat(configMap("a").refusal()).contains("denied request: error applying patch: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            JSONPatch{op: "remove", path: "/data/zz"} | JSON Patch: error in remove for path: '/data/zz': Unable to remove nonexistent key: zz: missing value
            JSONPatch{op: "spin", path: "/data"} | JSON Patch: Unexpected kind: spin
            JSONPatch{op: "add", path: "/metadata", value: Object.metadata{annotations: Object.foo{a: "b"}}} | type mismatch: unexpected type name "Object.foo", expected "Object.metadata.annotations", which matches field name path from root Object type
            """)
    void aPatchThatDoesNotFitRefusesTheRequest(String operation, String why) throws Exception {
        bound("p", spec(patches("[" + operation + "]")));
        assertThat(configMap("a").refusal())
                .isEqualTo("403 Invalid: policy 'p' with binding 'p' denied request: " + why);
    }

    @Test
    void valuesOfPatchesMayBeObjects() throws Exception {
        bound(
                "p",
                spec(
                        patches("[JSONPatch{op: \"add\", path: \"/metadata/labels\", value: {\"a\": \"b\"}}]"),
                        patches("[JSONPatch{op: \"add\", path: \"/metadata/labels\","
                                + " value: Object.metadata.labels{c: object.metadata.labels.a}}]")));
        assertThat(labels(configMap("a"))).isEqualTo(ObjectValue.of("c", "b"));
    }

    @Test
    void whatItMakesIsValidatedAsWhatAUserSends() throws Exception {
        bound("p", spec(applies("Object{metadata: Object.metadata{labels: {\"a\": \"c!\"}}}")));
        assertThat(configMap("a").refusal())
                .startsWith("422 Invalid: ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"c!\": ");
    }

    @Test
    void aPatchWhoseTestFailsChangesNothing() throws Exception {
        bound(
                "p",
                spec(patches("[JSONPatch{op: \"test\", path: \"/data/k\", value: \"2\"},"
                        + " JSONPatch{op: \"remove\", path: \"/data/k\"}]")));
        assertThat(configMap("a").json().object("data")).isEqualTo(ObjectValue.of("k", "1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /foo | strict decoding error: unknown field "foo"
            /data | json: cannot unmarshal number into Go struct field ConfigMap.data of type map[string]string
            """)
    void aPatchThatMakesNoSuchObjectIsAnErrorOfTheServer(String path, String why) throws Exception {
        bound("p", spec(patches("[JSONPatch{op: \"add\", path: \"" + path + "\", value: 1}]")));
        assertThat(configMap("a").refusal()).isEqualTo("500 InternalError: Internal error occurred: " + why);
    }

    @Test
    void thoseThatWantItLookAgainWhenALaterOneHasChangedTheObject() throws Exception {
        String copies = "has(object.data.late) ? Object{data: {\"%s\": \"seen\"}} : Object{data: {\"first\": \"1\"}}";
        bound("a", spec(applies(copies.formatted("again"))).with("reinvocationPolicy", "IfNeeded"));
        bound("b", spec(applies(copies.formatted("never"))));
        bound("c", spec(applies("Object{data: {\"late\": \"1\"}}")));
        assertThat(configMap("a").json().object("data"))
                .isEqualTo(ObjectValue.of("again", "seen", "first", "1", "k", "1", "late", "1"));
    }

    @Test
    void badPoliciesAreRefusedInTheWordsOfTheReference() throws Exception {
        String refused = "422 Invalid: MutatingAdmissionPolicy.admissionregistration.k8s.io \"bad\" is invalid: ";
        assertThat(policy("bad", ObjectValue.EMPTY).refusal())
                .isEqualTo(refused + "[spec.matchConstraints: Required value, spec.mutations: Required value: mutations"
                        + " must contain at least one item, spec.reinvocationPolicy: Required value]");
        ObjectValue bad = spec(
                        ObjectValue.of("patchType", "Z"),
                        ObjectValue.of("patchType", "JSONPatch"),
                        patches("[]")
                                .with("patchType", "ApplyConfiguration")
                                .with("applyConfiguration", ObjectValue.of("expression", "")),
                        applies("1"))
                .with("failurePolicy", "X")
                .with("reinvocationPolicy", "Y");
        assertThat(policy("bad", bad).refusal())
                .isEqualTo(refused + "[spec.failurePolicy: Unsupported value: \"X\": supported values: \"Fail\","
                        + " \"Ignore\", spec.mutations[0].patchType: Unsupported value: \"Z\": supported values:"
                        + " \"ApplyConfiguration\", \"JSONPatch\", spec.mutations[1].jsonPatch: Required value: must be"
                        + " specified when patchType is JSONPatch, spec.mutations[2].applyConfiguration.expression:"
                        + " Required value, spec.mutations[2].jsonPatch: Invalid value: \"{jsonPatch}\": must not be"
                        + " specified when patchType is ApplyConfiguration,"
                        + " spec.mutations[3].applyConfiguration.expression: Invalid value: \"1\": must evaluate to"
                        + " Object but got int, spec.reinvocationPolicy: Unsupported value: \"Y\": supported values:"
                        + " \"IfNeeded\", \"Never\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1] | must evaluate to Object but got list(int)
            object | must evaluate to Object but got dyn
            """)
    void aConfigurationIsAnObject(String expression, String why) throws Exception {
        assertThat(policy("bad", spec(applies(expression))).refusal())
                .endsWith("spec.mutations[0].applyConfiguration.expression: Invalid value: \"" + expression + "\": "
                        + why);
    }

    @Test
    void aPatchIsAListOfOperations() throws Exception {
        assertThat(policy("bad", spec(patches("[]"))).refusal())
                .endsWith(
                        "spec.mutations[0].jsonPatch.expression: Invalid value: \"[]\": must evaluate to list(JSONPatch)"
                                + " but got list(dyn)");
    }

    @Test
    void tablesShowWhatAPolicyIsAboutAndWhichParametersABindingGives() throws Exception {
        bound(
                "p",
                spec(applies("Object{data: {}}"))
                        .with("paramKind", ObjectValue.of("apiVersion", "v1", "kind", "ConfigMap")));
        assertThat(cells(POLICIES + "/p")).startsWith("p", 1L, "v1/ConfigMap");
        assertThat(cells(BINDINGS + "/p")).startsWith("p", "p", "<unset>");
        for (String parameter : List.of(
                "\"name\":\"n\"",
                "\"selector\":{\"matchLabels\":{\"a\":\"b\"},\"matchExpressions\":"
                        + "[{\"key\":\"k\",\"operator\":\"In\",\"values\":[\"x\",\"y\"]}]}")) {
            requests.send("DELETE", BINDINGS + "/q", Headers.NONE, "");
            requests.post(
                    BINDINGS,
                    "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"policyName\":\"p\",\"paramRef\":{"
                            + "\"parameterNotFoundAction\":\"Allow\"," + parameter + "}}}");
            String shown = parameter.startsWith("\"name")
                    ? "*/n"
                    : "&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{"
                            + "LabelSelectorRequirement{Key:k,Operator:In,Values:[x y],},},}";
            assertThat(cells(BINDINGS + "/q")).startsWith("q", "p", shown);
        }
    }

    private List<Object> cells(String object) throws Exception {
        Headers table = Headers.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        return requests.send("GET", object, table, "").json().list("rows").objects().getFirst().list("cells").stream()
                .toList();
    }

    @Test
    void aBindingNamesItsPolicy() throws Exception {
        assertThat(requests.post(BINDINGS, "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"paramRef\":{}}}")
                        .refusal())
                .isEqualTo("422 Invalid: MutatingAdmissionPolicyBinding.admissionregistration.k8s.io \"b\" is invalid:"
                        + " [spec.policyName: Required value, spec.paramRef: Required value: one of name or selector"
                        + " must be specified, spec.paramRef.parameterNotFoundAction: Required value]");
    }

    private static ObjectValue matching(String group, String resources, ObjectValue mutation) {
        return spec(mutation)
                .with(
                        "matchConstraints",
                        ObjectValue.of(
                                "resourceRules",
                                ListValue.of(ObjectValue.of(
                                        "apiGroups", ListValue.of(group),
                                        "apiVersions", ListValue.of("v1"),
                                        "operations", ListValue.of("CREATE", "UPDATE"),
                                        "resources", ListValue.of(resources)))));
    }

    @Test
    void whatASubresourceTakesIsPatched() throws Exception {
        String deployments = "/apis/apps/v1/namespaces/default/deployments";
        requests.post(
                deployments,
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}}}");
        bound(
                "p",
                matching(
                        "apps",
                        "deployments/scale",
                        patches("[JSONPatch{op: \"replace\", path: \"/spec/replicas\", value: 4}]")));

        Requests.Answer scaled =
                requests.patch(deployments + "/d/scale", Requests.MERGE, "{\"spec\":{\"replicas\":2}}");

        assertThat(scaled.json().object("spec")).as(scaled.body()).isEqualTo(ObjectValue.of("replicas", 4L));
        assertThat(requests.get("/metrics").body())
                .contains(
                        "apiserver_mutating_admission_policy_check_total{error_type=\"no_error\",policy=\"p\",policy_binding=\"p\"} 1");
    }

    @Test
    void whatASubresourceTakesIsMergedOnlyWhereItsTypeIsKnown() throws Exception {
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        requests.post(
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}");
        bound("e", matching("", "pods/eviction", applies("Object{metadata: Object.metadata{labels: {\"a\": \"b\"}}}")));
        bound(
                "b",
                matching(
                        "",
                        "pods/binding",
                        patches("[JSONPatch{op: \"replace\", path: \"/target/name\", value: \"n2\"}]")));

        assertThat(requests.post(
                                "/api/v1/namespaces/default/pods/p/eviction",
                                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"p\"}}")
                        .refusal())
                .isEqualTo(
                        "403 Invalid: policy 'e' with binding 'e' denied request: error applying patch: failed to convert patch object to typed object: no corresponding type for policy/v1, Kind=Eviction");
        assertThat(requests.post(
                                "/api/v1/namespaces/default/pods/p/binding",
                                "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}")
                        .code())
                .isEqualTo(201);
        assertThat(requests.get("/api/v1/namespaces/default/pods/p")
                        .json()
                        .object("spec")
                        .text("nodeName", ""))
                .isEqualTo("n2");
    }
}
