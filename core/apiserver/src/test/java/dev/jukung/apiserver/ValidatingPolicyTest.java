package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static dev.jukung.apiserver.Requests.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ValidatingAdmissionPolicies over HTTP; the texts are those of kube-apiserver v1.36.3. */
class ValidatingPolicyTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = GROUP + "validatingadmissionpolicies";
    private static final String BINDINGS = GROUP + "validatingadmissionpolicybindings";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private static String object(String kind, String name, String rest) {
        return "{\"apiVersion\":\"admissionregistration.k8s.io/v1\",\"kind\":\"" + kind + "\",\"metadata\":{\"name\":\""
                + name + "\"},\"spec\":{" + rest.replace('\'', '"') + "}}";
    }

    private Requests.Answer policy(String name, String spec) throws Exception {
        return requests.post(
                POLICIES,
                object(
                        "ValidatingAdmissionPolicy",
                        name,
                        "'matchConstraints':{'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],"
                                + "'operations':['CREATE','UPDATE','DELETE'],'resources':['configmaps']}]}," + spec));
    }

    private Requests.Answer binding(String name, String policy, String rest) throws Exception {
        return requests.post(
                BINDINGS, object("ValidatingAdmissionPolicyBinding", name, "'policyName':'" + policy + "'," + rest));
    }

    private void bound(String spec, String binding) throws Exception {
        assertThat(policy("good", spec).code()).isEqualTo(201);
        assertThat(binding("bind", "good", binding).code()).isEqualTo(201);
    }

    private Requests.Answer configMap(String name, String data) throws Exception {
        return requests.post(
                CONFIGMAPS,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}"
                        + (data.isEmpty() ? "" : ",\"data\":{\"x\":\"" + data + "\"}") + "}");
    }

    @Test
    void aPolicyThatIsNotBoundHasNoEffect() throws Exception {
        assertThat(policy("good", "'validations':[{'expression':'false'}]").code())
                .isEqualTo(201);
        assertThat(configMap("a", "").code()).isEqualTo(201);
    }

    @Test
    void aBrokenRuleIsToldWithItsExpression() throws Exception {
        bound(
                "'validations':[{'expression':'object.metadata.name != \\'no\\''},"
                        + "{'expression':'object.data.x == \\'1\\'','message':'x must be 1','reason':'Forbidden'}]"
                                .replace("\\'", "\\\""),
                "'validationActions':['Deny']");
        Requests.Answer no = configMap("no", "2");
        assertThat(no.refusal())
                .isEqualTo("422 Invalid: configmaps \"no\" is forbidden: ValidatingAdmissionPolicy 'good' with binding"
                        + " 'bind' denied request: failed expression: object.metadata.name != \"no\"");
        assertThat(no.json().object("details"))
                .isEqualTo(ObjectValue.of("name", "no", "kind", "configmaps").with("causes", Json.parse("""
                                [{"message": "ValidatingAdmissionPolicy 'good' with binding 'bind' denied request: failed expression: object.metadata.name != \\"no\\""}]""")));
        assertThat(configMap("yes", "2").refusal())
                .isEqualTo(
                        "403 Forbidden: configmaps \"yes\" is forbidden: ValidatingAdmissionPolicy 'good' with binding"
                                + " 'bind' denied request: x must be 1");
        assertThat(configMap("none", "").refusal())
                .isEqualTo(
                        "422 Invalid: configmaps \"none\" is forbidden: ValidatingAdmissionPolicy 'good' with binding"
                                + " 'bind' denied request: expression 'object.data.x == \"1\"' resulted in error: no such key:"
                                + " data");
        assertThat(configMap("yes", "1").code()).isEqualTo(201);
        assertThat(requests.patch(CONFIGMAPS + "/yes", MERGE, "{\"data\":{\"x\":\"3\"}}")
                        .code())
                .isEqualTo(403);
        assertThat(requests.get(CONFIGMAPS + "/yes").body()).contains("\"x\":\"1\"");
    }

    @Test
    void whatCannotBeEvaluatedIsIgnoredWhenThePolicySaysSo() throws Exception {
        bound(
                "'failurePolicy':'Ignore','validations':[{'expression':'object.data.x == \\\"1\\\"'}]",
                "'validationActions':['Deny']");
        assertThat(configMap("none", "").code()).isEqualTo(201);
        assertThat(configMap("two", "2").code()).isEqualTo(422);
        assertThat(requests.get("/metrics").body())
                .contains(
                        "apiserver_validating_admission_policy_check_total{enforcement_action=\"allow\",error_type=\"invalid_error\",policy=\"good\",policy_binding=\"bind\"} 1");
    }

    @Test
    void aWarningLetsTheRequestPass() throws Exception {
        bound("'validations':[{'expression':'false','message':'careful'}]", "'validationActions':['Warn']");
        Requests.Answer answer = configMap("a", "");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.warnings())
                .containsExactly("299 - \"Validation failed for ValidatingAdmissionPolicy 'good' with binding 'bind':"
                        + " careful\"");
        assertThat(requests.get("/metrics").body())
                .contains(
                        "apiserver_validating_admission_policy_check_total{enforcement_action=\"warn\",error_type=\"invalid_error\",policy=\"good\",policy_binding=\"bind\"} 1")
                .contains(
                        "apiserver_validating_admission_policy_check_duration_seconds_count{enforcement_action=\"warn\",error_type=\"invalid_error\",policy=\"good\",policy_binding=\"bind\"} 1");
    }

    @Test
    void variablesConditionsAndMessagesAreExpressions() throws Exception {
        bound(
                "'matchConditions':[{'name':'not-me','expression':'request.name != \\\"free\\\"'}],"
                        + "'variables':[{'name':'x','expression':'object.?data[?\\\"x\\\"].orValue(\\\"\\\")'},"
                        + "{'name':'long','expression':'variables.x.size() > 3'}],"
                        + "'validations':[{'expression':'!variables.long && request.operation == \\\"CREATE\\\"',"
                        + "'messageExpression':'\\\"too long: \\\" + variables.x'}]",
                "'validationActions':['Deny']");
        assertThat(configMap("a", "abc").code()).isEqualTo(201);
        assertThat(configMap("free", "abcd").code()).isEqualTo(201);
        assertThat(configMap("b", "abcd").refusal()).endsWith("denied request: too long: abcd");
    }

    @Test
    void parametersComeFromOtherObjects() throws Exception {
        assertThat(policy(
                                "good",
                                "'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},"
                                        + "'validations':[{'expression':'object.data.x == params.data.x'}]")
                        .code())
                .isEqualTo(201);
        assertThat(configMap("limits", "5").code()).isEqualTo(201);
        assertThat(binding(
                                "bind",
                                "good",
                                "'validationActions':['Deny'],"
                                        + "'paramRef':{'name':'limits','parameterNotFoundAction':'Deny'}")
                        .code())
                .isEqualTo(201);
        assertThat(configMap("a", "5").code()).isEqualTo(201);
        assertThat(configMap("b", "6").refusal()).endsWith("failed expression: object.data.x == params.data.x");
        assertThat(requests.patch(BINDINGS + "/bind", MERGE, "{\"spec\":{\"paramRef\":{\"name\":\"gone\"}}}")
                        .code())
                .isEqualTo(200);
        assertThat(configMap("c", "5").refusal())
                .endsWith("denied request: failed to configure binding: no params found for policy binding with `Deny`"
                        + " parameterNotFoundAction");
    }

    @Test
    void theAuthorizerAndTheNamespaceCanBeAsked() throws Exception {
        bound(
                "'validations':[{'expression':'authorizer.group(\\\"\\\").resource(\\\"pods\\\").namespace(\\\"x\\\")"
                        + ".check(\\\"get\\\").allowed() && namespaceObject.metadata.name == \\\"default\\\""
                        + " && \\\"system:masters\\\" in request.userInfo.groups'}]",
                "'validationActions':['Deny']");
        assertThat(configMap("a", "").code()).isEqualTo(201);
    }

    @Test
    void aDeletionHasNoObject() throws Exception {
        bound(
                "'validations':[{'expression':'object != null || oldObject.metadata.name != \\\"keep\\\"'}]",
                "'validationActions':['Deny']");
        assertThat(configMap("keep", "").code()).isEqualTo(201);
        assertThat(requests.delete(CONFIGMAPS + "/keep", "").code()).isEqualTo(422);
        assertThat(configMap("other", "").code()).isEqualTo(201);
        assertThat(requests.delete(CONFIGMAPS + "/other", "").code()).isEqualTo(200);
    }

    @Test
    void aBindingMayNarrowByLabels() throws Exception {
        bound(
                "'validations':[{'expression':'false'}]",
                "'validationActions':['Deny'],'matchResources':{'objectSelector':{'matchLabels':{'a':'b'}}}");
        assertThat(configMap("a", "").code()).isEqualTo(201);
        assertThat(requests.post(
                                CONFIGMAPS,
                                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"b\","
                                        + "\"labels\":{\"a\":\"b\"}}}")
                        .code())
                .isEqualTo(422);
    }

    @Test
    void aBindingMayLeaveOutNamesAndNamespaces() throws Exception {
        bound(
                "'validations':[{'expression':'false'}]",
                "'validationActions':['Deny'],'matchResources':{'excludeResourceRules':[{'apiGroups':[''],"
                        + "'apiVersions':['*'],'operations':['*'],'resources':['configmaps'],'resourceNames':['free']}],"
                        + "'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'default'}}}");
        assertThat(configMap("free", "").code()).isEqualTo(201);
        assertThat(configMap("a", "").code()).isEqualTo(422);
        assertThat(requests.post(
                                "/api/v1/namespaces/kube-system/configmaps",
                                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aChangedPolicyCountsFromTheNextRequestOn() throws Exception {
        bound("'validations':[{'expression':'false'}]", "'validationActions':['Deny']");
        assertThat(configMap("a", "").code()).isEqualTo(422);
        Requests.Answer changed = requests.patch(
                POLICIES + "/good",
                "application/merge-patch+json",
                "{\"spec\":{\"validations\":[{\"expression\":\"object.metadata.name == 'a'\"}]}}");
        assertThat(changed.code()).as(changed.body()).isEqualTo(200);
        assertThat(configMap("a", "").code()).isEqualTo(201);
        assertThat(configMap("b", "").code()).isEqualTo(422);
        assertThat(requests.delete(BINDINGS + "/bind", "").code()).isEqualTo(200);
        assertThat(configMap("b", "").code()).isEqualTo(201);
    }

    @Test
    void wrongPoliciesAreRefused() throws Exception {
        Requests.Answer answer = policy(
                "bad",
                "'matchConditions':[{'name':'c','expression':'request.nope'}],"
                        + "'variables':[{'name':'v','expression':'object.'},{'name':'a-b','expression':'1'}],"
                        + "'validations':[{'expression':'object.x +'},{'expression':'1','reason':'Foo'},"
                        + "{'expression':'variables.zz == 1'},"
                        + "{'expression':'request.foo == 1','messageExpression':'1'}],"
                        + "'auditAnnotations':[{'key':'k','valueExpression':'1'}]");
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.json().text("message", ""))
                .isEqualTo("ValidatingAdmissionPolicy.admissionregistration.k8s.io \"bad\" is invalid:"
                        + " [spec.matchConditions[0].expression: Invalid value: \"request.nope\": compilation failed:"
                        + " ERROR: <input>:1:8: undefined field 'nope'\n | request.nope\n | .......^,"
                        + " spec.variables[0].expression: Invalid value: \"object.\": compilation failed: ERROR:"
                        + " <input>:1:8: Syntax error: no viable alternative at input '.'\n | object.\n | .......^,"
                        + " spec.variables[1].name: Invalid value: \"a-b\": must be a valid CEL identifier,"
                        + " spec.validations[0].expression: Invalid value: \"object.x +\": compilation failed: ERROR:"
                        + " <input>:1:11: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!',"
                        + " 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n |"
                        + " object.x +\n | ..........^, spec.validations[1].expression: Invalid value: \"1\": must"
                        + " evaluate to bool but got int, spec.validations[1].reason: Unsupported value: \"Foo\":"
                        + " supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\","
                        + " spec.validations[2].expression: Invalid value: \"variables.zz == 1\": compilation failed:"
                        + " ERROR: <input>:1:10: undefined field 'zz'\n | variables.zz == 1\n | .........^,"
                        + " spec.validations[3].expression: Invalid value: \"request.foo == 1\": compilation failed:"
                        + " ERROR: <input>:1:8: undefined field 'foo'\n | request.foo == 1\n | .......^,"
                        + " spec.validations[3].messageExpression: Invalid value: \"1\": must evaluate to string but got"
                        + " int, spec.auditAnnotations[0].valueExpression: Invalid value: \"1\": must evaluate to one of"
                        + " [string null_type] but got int]");
    }

    @Test
    void wrongBindingsAreRefused() throws Exception {
        Requests.Answer answer = requests.post(
                BINDINGS,
                object(
                        "ValidatingAdmissionPolicyBinding",
                        "bind2",
                        "'validationActions':['Deny','Warn','Deny','X'],'paramRef':{}"));
        assertThat(answer.json().text("message", ""))
                .isEqualTo("ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io \"bind2\" is invalid:"
                        + " [spec.policyName: Required value, spec.paramRef: Required value: one of name or selector"
                        + " must be specified, spec.paramRef.parameterNotFoundAction: Required value,"
                        + " spec.validationActions[2]: Duplicate value: \"Deny\", spec.validationActions[3]: Unsupported"
                        + " value: \"X\": supported values: \"Audit\", \"Deny\", \"Warn\", spec.validationActions:"
                        + " Invalid value: [\"Deny\",\"Warn\",\"Deny\",\"X\"]: must not contain both Deny and Warn"
                        + " (repeating the same validation failure information in the API response and headers serves no"
                        + " purpose)]");
    }

    @Test
    void parametersAreNamedOrSelected() throws Exception {
        Requests.Answer answer = binding(
                "bind2",
                "p",
                "'validationActions':['Deny'],'paramRef':{'name':'a/b','parameterNotFoundAction':'Nope',"
                        + "'selector':{'matchExpressions':[{'key':'a','operator':'In'}]}}");
        assertThat(answer.refusal())
                .isEqualTo(
                        "422 Invalid: ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io \"bind2\" is invalid:"
                                + " [spec.paramRef.name: Invalid value: \"a/b\": may not contain '/', spec.paramRef.name:"
                                + " Forbidden: name and selector are mutually exclusive,"
                                + " spec.paramRef.selector.matchExpressions[0].values: Required value: must be specified when"
                                + " `operator` is 'In' or 'NotIn', spec.paramRef.selector: Forbidden: name and selector are mutually"
                                + " exclusive, spec.paramRef.parameterNotFoundAction: Unsupported value: \"Nope\": supported"
                                + " values: \"Deny\", \"Allow\"]");
    }

    @Test
    void theDefaultsAreFilledIn() throws Exception {
        ObjectValue spec =
                policy("good", "'validations':[{'expression':'true'}]").json().object("spec");
        assertThat(spec.text("failurePolicy", "")).isEqualTo("Fail");
        assertThat(spec.object("matchConstraints").text("matchPolicy", "")).isEqualTo("Equivalent");
        assertThat(spec.object("matchConstraints").has("objectSelector")).isTrue();
        assertThat(spec.object("matchConstraints")
                        .list("resourceRules")
                        .objects()
                        .getFirst()
                        .text("scope", ""))
                .isEqualTo("*");
    }
}
