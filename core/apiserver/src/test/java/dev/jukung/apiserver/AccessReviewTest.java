package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl auth can-i} and those who ask for others are told, as the reference server tells it. */
class AccessReviewTest {
    private static final String GROUP = "/apis/authorization.k8s.io/v1/";
    private static final String INVALID = "422 Invalid: .authorization.k8s.io \"\" is invalid: ";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Requests.Answer review(String resource, String spec) throws Exception {
        return requests.post(GROUP + resource, "{\"spec\":" + spec.replace('\'', '"') + "}");
    }

    private String status(String spec) throws Exception {
        return review("subjectaccessreviews", spec).json().object("status").toString();
    }

    @Test
    void whoMayDoEverythingIsToldWhatTheRolesSay() throws Exception {
        ObjectValue status = review("selfsubjectrulesreviews", "{'namespace':'default'}")
                .json()
                .object("status");
        assertThat(status.list("resourceRules").objects().getFirst().list("resources"))
                .isEqualTo(ListValue.of("*"));
        assertThat(status.list("resourceRules").objects())
                .anyMatch(rule -> rule.list("resources").contains("selfsubjectaccessreviews"));
        assertThat(status.list("nonResourceRules").objects())
                .anyMatch(rule -> rule.list("nonResourceURLs").contains("/healthz"));
    }

    @Test
    void aNodeIsToldThatItsRulesAreNotAllKnown() throws Exception {
        ObjectValue status = requests.sendAs(
                        "system:node:n1",
                        List.of("system:nodes"),
                        "POST",
                        GROUP + "selfsubjectrulesreviews",
                        "{\"spec\":{\"namespace\":\"default\"}}")
                .json()
                .object("status");
        assertThat(status.flag("incomplete", false)).isTrue();
        assertThat(status.text("evaluationError", ""))
                .isEqualTo("node authorizer does not support user rule resolution");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {} | [spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]
            {'user':'a','resourceAttributes':{},'nonResourceAttributes':{'path':'/x','verb':'get'}} | spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: cannot be specified in combination with resourceAttributes
            {'user':'a','resourceAttributes':{'fieldSelector':{'rawSelector':'a=b','requirements':[{'key':'a','operator':'In','values':['x']}]}}} | spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements
            {'user':'a','resourceAttributes':{'fieldSelector':{}}} | spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required
            {'user':'a','resourceAttributes':{'labelSelector':{'requirements':[{'key':'a','operator':'Foo','values':['x']},{'key':'b','operator':'In'}]}}} | spec.resourceAttributes.labelSelector.requirements[1].values: Required value: must be specified when `operator` is 'In' or 'NotIn'
            """)
    void questionsThatMakeNoSenseAreInvalid(String spec, String problem) throws Exception {
        assertThat(review("subjectaccessreviews", spec).refusal()).isEqualTo(INVALID + problem);
    }

    @Test
    void whatWasAskedForAnotherNamespaceOrPathIsNotLocal() throws Exception {
        String local = "namespaces/default/localsubjectaccessreviews";
        assertThat(review(local, "{'user':'a','resourceAttributes':{'resource':'pods','verb':'get'}}")
                        .refusal())
                .isEqualTo(INVALID
                        + "spec.resourceAttributes.namespace: Invalid value: \"\": must match metadata.namespace");
        assertThat(review(local, "{'user':'a','nonResourceAttributes':{'path':'/x','verb':'get'}}")
                        .refusal())
                .isEqualTo(
                        INVALID
                                + "spec.nonResourceAttributes: Invalid value: {\"Path\":\"/x\",\"Verb\":\"get\"}: disallowed on this kind of request");
        assertThat(review(
                                local,
                                "{'user':'a','resourceAttributes':{'namespace':'default','resource':'pods','verb':'get'}}")
                        .json()
                        .object("status")
                        .toString())
                .isEqualTo("{\"allowed\":false}");
    }

    @Test
    void theAnswerSaysByWhat() throws Exception {
        assertThat(status("{'user':'system:kube-scheduler','resourceAttributes':{'resource':'pods','verb':'list'}}"))
                .isEqualTo(
                        "{\"allowed\":true,\"reason\":\"RBAC: allowed by ClusterRoleBinding \\\"system:kube-scheduler\\\" of ClusterRole \\\"system:kube-scheduler\\\" to User \\\"system:kube-scheduler\\\"\"}");
        assertThat(status("{'user':'alice','resourceAttributes':{'resource':'pods','verb':'list'}}"))
                .isEqualTo("{\"allowed\":false}");
        assertThat(status("{'groups':['system:masters'],'resourceAttributes':{'resource':'pods','verb':'get'}}"))
                .isEqualTo("{\"allowed\":true}");
    }

    @Test
    void selectorsCountAndBrokenOnesAreIgnored() throws Exception {
        String node = "'user':'system:node:n1','groups':['system:nodes']";
        assertThat(
                        status(
                                "{" + node
                                        + ",'resourceAttributes':{'resource':'pods','verb':'list','fieldSelector':{'requirements':[{'key':'spec.nodeName','operator':'In','values':['n1']}]}}}"))
                .isEqualTo("{\"allowed\":true}");
        assertThat(
                        status(
                                "{'user':'alice','resourceAttributes':{'resource':'pods','verb':'list','fieldSelector':{'rawSelector':'a b'},'labelSelector':{'rawSelector':'a b'}}}"))
                .isEqualTo(
                        "{\"allowed\":false,\"evaluationError\":\"spec.resourceAttributes.fieldSelector ignored due to parse error; spec.resourceAttributes.labelSelector ignored due to parse error\"}");
    }

    @Test
    void aQuestionSaysWhoHasAskedIt() throws Exception {
        ObjectValue asked = review(
                        "selfsubjectaccessreviews", "{'resourceAttributes':{'verb':'get','resource':'pods'}}")
                .json();

        ObjectValue manager =
                asked.object("metadata").list("managedFields").objects().getFirst();
        assertThat(manager.text("operation", "")).isEqualTo("Update");
        assertThat(manager.object("fieldsV1"))
                .hasToString("{\"f:spec\":{\"f:resourceAttributes\":{\".\":{},\"f:resource\":{},\"f:verb\":{}}}}");
        assertThat(asked.object("status").flag("allowed", false)).isTrue();
    }
}
