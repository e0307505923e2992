package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules of kinds that few people write by hand, in the words of kube-apiserver v1.36.3 (learnt by {@code conformance/compare}). */
class RareKindRulesTest {
    private static final String RESOURCE = "/apis/resource.k8s.io/v1/";
    private static final String CLAIMS = RESOURCE + "namespaces/default/resourceclaims";
    private static final String STORAGE = "/apis/storage.k8s.io/v1/";
    private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
    private static final String EXACTLY =
            "{\"name\":\"r\",\"exactly\":{\"deviceClassName\":\"c\",\"allocationMode\":\"ExactCount\",\"count\":%s}}";
    private static final String EVENT =
            "\"eventTime\":\"2026-01-01T00:00:00.000001Z\",\"reportingController\":\"e.com/c\","
                    + "\"reportingInstance\":\"i\",\"action\":\"Bind\",\"reason\":\"r\",\"type\":\"Normal\","
                    + "\"regarding\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"}";

    private static Requests requests;

    @BeforeAll
    static void start() throws Exception {
        requests = new Requests();
    }

    @AfterAll
    static void stop() throws Exception {
        requests.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "a count of devices",
                        CLAIMS,
                        "\"spec\":{\"devices\":{\"requests\":[" + EXACTLY.formatted("-1") + "]}}",
                        "ResourceClaim.resource.k8s.io \"x\" is invalid: spec.devices.requests[0].exactly.count: Invalid"
                                + " value: -1: must be greater than zero"),
                Arguments.of(
                        "a request for nothing",
                        CLAIMS,
                        "\"spec\":{\"devices\":{\"requests\":[{\"name\":\"r\"}]}}",
                        "ResourceClaim.resource.k8s.io \"x\" is invalid: spec.devices.requests[0]: Required value:"
                                + " exactly one of `exactly` or `firstAvailable` is required"),
                Arguments.of(
                        "a constraint on a request that is not there",
                        CLAIMS,
                        "\"spec\":{\"devices\":{\"requests\":[" + EXACTLY.formatted("1")
                                + "],\"constraints\":[{\"requests\":[\"q\"],\"matchAttribute\":\"e.com/a\"}]}}",
                        "ResourceClaim.resource.k8s.io \"x\" is invalid: spec.devices.constraints[0].requests[0]: Invalid"
                                + " value: \"q\": must be the name of a request in the claim or the name of a request and"
                                + " a subrequest separated by '/'"),
                Arguments.of(
                        "a class whose selector has no expression",
                        RESOURCE + "deviceclasses",
                        "\"spec\":{\"selectors\":[{}]}",
                        "DeviceClass.resource.k8s.io \"x\" is invalid: spec.selectors[0].cel: Required value"),
                Arguments.of(
                        "the same topology twice",
                        STORAGE + "storageclasses",
                        "\"provisioner\":\"e.com/p\",\"allowedTopologies\":[{\"matchLabelExpressions\":[{\"key\":\"z\",\"values\":[\"a\",\"a\"]}]}]",
                        "StorageClass.storage.k8s.io \"x\" is invalid:"
                                + " allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: \"a\""),
                Arguments.of(
                        "a volume for no node",
                        "/api/v1/persistentvolumes",
                        "\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],\"hostPath\":{\"path\":\"/x\"},\"nodeAffinity\":{}}",
                        "PersistentVolume \"x\" is invalid: spec.nodeAffinity.required: Required value: must specify"
                                + " required node constraints"),
                Arguments.of(
                        "an ingress controller without a domain",
                        "/apis/networking.k8s.io/v1/ingressclasses",
                        "\"spec\":{\"controller\":\"c\"}",
                        "IngressClass.networking.k8s.io \"x\" is invalid: spec.controller: Invalid value: \"c\": must be a"
                                + " domain-prefixed path (such as \"acme.io/foo\")"),
                Arguments.of(
                        "a revision of nothing",
                        "/apis/apps/v1/namespaces/default/controllerrevisions",
                        "\"revision\":1",
                        "ControllerRevision.apps \"x\" is invalid: data: Required value: data is mandatory"),
                Arguments.of(
                        "a quota of a scope that there is not",
                        "/api/v1/namespaces/default/resourcequotas",
                        "\"spec\":{\"scopes\":[\"Bogus\"]}",
                        "ResourceQuota \"x\" is invalid: spec.scopes: Invalid value: [\"Bogus\"]: unsupported scope"),
                Arguments.of(
                        "a budget in no number",
                        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
                        "\"spec\":{\"minAvailable\":\"x\"}",
                        "PodDisruptionBudget.policy \"x\" is invalid: spec.minAvailable: Invalid value: \"x\": a valid"
                                + " percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
                                + " '93%', regex used for validation is '[0-9]+%')"),
                Arguments.of(
                        "an aggregation of nothing",
                        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                        "\"aggregationRule\":{}",
                        "ClusterRole.rbac.authorization.k8s.io \"x\" is invalid: aggregationRule.clusterRoleSelectors:"
                                + " Required value: at least one clusterRoleSelector required if aggregationRule is"
                                + " non-nil"),
                Arguments.of(
                        "an event without a reason",
                        EVENTS,
                        EVENT.replace("\"reason\":\"r\",", ""),
                        "Event \"x\" is invalid: reason: Required value"),
                Arguments.of(
                        "a driver twice on a node",
                        STORAGE + "csinodes",
                        "\"spec\":{\"drivers\":[{\"name\":\"d\",\"nodeID\":\"n\",\"topologyKeys\":[\"a\",\"a\"]}]}",
                        "CSINode.storage.k8s.io \"x\" is invalid: spec.drivers[0]: Duplicate value: \"a\""),
                Arguments.of(
                        "a zone that there is not",
                        "/apis/batch/v1/namespaces/default/cronjobs",
                        "\"spec\":{\"schedule\":\"* * * * *\",\"timeZone\":\"Europe/Nowhere\",\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}}}}",
                        "CronJob.batch \"x\" is invalid: spec.timeZone: Invalid value: \"Europe/Nowhere\": unknown time"
                                + " zone Europe/Nowhere"),
                Arguments.of(
                        "a finalizer of a namespace",
                        "/api/v1/namespaces",
                        "\"spec\":{\"finalizers\":[\"x\"]}",
                        "Namespace \"x\" is invalid: spec.finalizers: Invalid value: \"x\": name is neither a standard"
                                + " finalizer name nor is it fully qualified"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatBreaksARuleIsRefused(String name, String path, String fields, String message) throws Exception {
        assertThat(requests.post(path, "{\"metadata\":{\"name\":\"x\"}," + fields + "}")
                        .refusal())
                .isEqualTo("422 Invalid: " + message);
    }

    static Stream<Arguments> fixed() {
        return Stream.of(
                Arguments.of(
                        STORAGE + "storageclasses",
                        "\"provisioner\":\"e.com/p\"",
                        "{\"provisioner\":\"e.com/q\"}",
                        "StorageClass.storage.k8s.io \"fixed\" is invalid: provisioner: Invalid value: \"e.com/q\": field"
                                + " is immutable"),
                Arguments.of(
                        "/apis/node.k8s.io/v1/runtimeclasses",
                        "\"handler\":\"h\"",
                        "{\"handler\":\"i\"}",
                        "RuntimeClass.node.k8s.io \"fixed\" is invalid: handler: Invalid value: \"i\": field is"
                                + " immutable"),
                Arguments.of(
                        EVENTS,
                        EVENT,
                        "{\"reason\":\"other\"}",
                        "Event \"fixed\" is invalid: reason: Invalid value: \"other\": field is immutable"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixed")
    void whatNeverChangesIsNotChanged(String path, String fields, String patch, String message) throws Exception {
        assertThat(requests.post(path, "{\"metadata\":{\"name\":\"fixed\"}," + fields + "}")
                        .code())
                .isEqualTo(201);
        assertThat(requests.patch(path + "/fixed", Requests.MERGE, patch).refusal())
                .isEqualTo("422 Invalid: " + message);
    }
}
