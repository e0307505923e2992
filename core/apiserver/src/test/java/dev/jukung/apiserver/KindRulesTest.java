package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules of single kinds, in the words of kube-apiserver v1.36.3 (learnt by {@code conformance/compare}). */
class KindRulesTest {
    private static final String APPS = "/apis/apps/v1/namespaces/default/";
    private static final String STORAGE = "/apis/storage.k8s.io/v1/";
    private static final String POD = "\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]%s}";
    private static final String TEMPLATE =
            "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}}," + POD.formatted("") + "}";
    private static final String SELECTOR = "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},";

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
                        APPS + "deployments",
                        "{" + SELECTOR + TEMPLATE + ",\"strategy\":{\"type\":\"Bogus\"}}",
                        "Deployment.apps \"x\" is invalid: spec.strategy: Unsupported value:"
                                + " {\"Type\":\"Bogus\",\"RollingUpdate\":null}: supported values: \"Recreate\","
                                + " \"RollingUpdate\""),
                Arguments.of(
                        APPS + "daemonsets",
                        "{" + SELECTOR + TEMPLATE
                                + ",\"updateStrategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"maxUnavailable\":0}}}",
                        "DaemonSet.apps \"x\" is invalid: spec.updateStrategy.rollingUpdate.maxUnavailable: Required"
                                + " value: cannot be 0 when maxSurge is 0"),
                Arguments.of(
                        APPS + "statefulsets",
                        "{" + SELECTOR + TEMPLATE + ",\"podManagementPolicy\":\"Bogus\"}",
                        "StatefulSet.apps \"x\" is invalid: spec.podManagementPolicy: Invalid value: \"Bogus\": must"
                                + " be 'OrderedReady' or 'Parallel'"),
                Arguments.of(
                        APPS + "replicasets",
                        "{\"selector\":{}," + TEMPLATE + "}",
                        "ReplicaSet.apps \"x\" is invalid: spec.selector: Invalid value: {}: empty selector is invalid"
                                + " for deployment"),
                Arguments.of(
                        "/api/v1/namespaces/default/limitranges",
                        "{\"limits\":[{\"type\":\"Container\",\"min\":{\"cpu\":\"2\"},\"max\":{\"cpu\":\"1\"},\"default\":{\"cpu\":\"2\"},\"defaultRequest\":{\"cpu\":\"2\"}}]}",
                        "LimitRange \"x\" is invalid: [spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is"
                                + " greater than max value 1, spec.limits[0].defaultRequest[cpu]: Invalid value: \"2\":"
                                + " default request value 2 is greater than max value 1, spec.limits[0].default[cpu]:"
                                + " Invalid value: \"1\": default value 2 is greater than max value 1]"),
                Arguments.of(
                        STORAGE + "volumeattachments",
                        "{\"attacher\":\"a\",\"nodeName\":\"n\",\"source\":{}}",
                        "VolumeAttachment.storage.k8s.io \"x\" is invalid: spec.source: Required value: must specify"
                                + " exactly one of inlineVolumeSpec and persistentVolumeName"),
                Arguments.of(
                        STORAGE + "csidrivers",
                        "{\"tokenRequests\":[{\"audience\":\"a\",\"expirationSeconds\":1}]}",
                        "CSIDriver.storage.k8s.io \"x\" is invalid: spec.tokenRequests[0].expirationSeconds: Invalid"
                                + " value: 1: may not specify a duration less than 10 minutes"),
                Arguments.of(
                        "/api/v1/nodes",
                        "{\"taints\":[{\"key\":\"a\"}]}",
                        "Node \"x\" is invalid: metadata.taints[0].effect: Required value"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("refusals")
    void aSpecThatBreaksARuleIsRefused(String path, String spec, String message) throws Exception {
        assertThat(requests.post(path, "{\"metadata\":{\"name\":\"x\"},\"spec\":" + spec + "}")
                        .refusal())
                .isEqualTo("422 Invalid: " + message);
    }

    static Stream<Arguments> podRefusals() {
        return Stream.of(
                Arguments.of(
                        ",\"tolerations\":[{\"value\":\"v\"}]",
                        "spec.tolerations[0].operator: Invalid value: \"\": operator must be Exists when `key` is"
                                + " empty, which means \"match all values and all keys\""),
                Arguments.of(
                        ",\"hostAliases\":[{\"ip\":\"x\"}]",
                        "spec.hostAliases[0].ip: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or"
                                + " 2001:db8::ffff)"),
                Arguments.of(
                        ",\"topologySpreadConstraints\":[{}]",
                        "[spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero,"
                                + " spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty,"
                                + " spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"\":"
                                + " supported values: \"DoNotSchedule\", \"ScheduleAnyway\"]"),
                Arguments.of(
                        ",\"resourceClaims\":[{\"name\":\"c\"}]",
                        "spec.resourceClaims[0]: Invalid value:"
                                + " {\"Name\":\"c\",\"ResourceClaimName\":null,\"ResourceClaimTemplateName\":null}: must"
                                + " specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("podRefusals")
    void aPodThatBreaksARuleIsRefused(String more, String message) throws Exception {
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        assertThat(requests.post(
                                "/api/v1/namespaces/default/pods",
                                "{\"metadata\":{\"name\":\"x\"}," + POD.formatted(more) + "}")
                        .refusal())
                .isEqualTo("422 Invalid: Pod \"x\" is invalid: " + message);
    }

    @Test
    void whatIsWrongWithMetadataIsListedAsOftenAsItIsFound() throws Exception {
        requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"twice\"}}");

        int causes = requests.put(
                        CONFIGMAPS + "/twice", "{\"metadata\":{\"name\":\"twice\",\"labels\":{\"a\":\"b c\"}}}")
                .json()
                .object("details")
                .list("causes")
                .size();

        assertThat(causes).isEqualTo(4); // common checks, those of updates, and both again by the kind
    }

    @Test
    void limitsOfContainersFollowFromEachOther() throws Exception {
        String answer = requests.post(
                        "/api/v1/namespaces/default/limitranges",
                        "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"limits\":[{\"type\":\"Container\",\"max\":{\"cpu\":\"1\"},\"min\":{\"memory\":\"1Mi\"}}]}}")
                .json()
                .object("spec")
                .toString();

        assertThat(answer)
                .isEqualTo(
                        "{\"limits\":[{\"type\":\"Container\",\"max\":{\"cpu\":\"1\"},\"min\":{\"memory\":\"1Mi\"},\"default\":{\"cpu\":\"1\"},\"defaultRequest\":{\"cpu\":\"1\",\"memory\":\"1Mi\"}}]}");
    }

    @Test
    void aStructInPlaceHasItsDefaultsThoughNothingIsGiven() throws Exception {
        assertThat(requests.post(STORAGE + "csidrivers", "{\"metadata\":{\"name\":\"d\"}}")
                        .json()
                        .object("spec")
                        .toString())
                .isEqualTo(
                        "{\"attachRequired\":true,\"podInfoOnMount\":false,\"volumeLifecycleModes\":[\"Persistent\"],\"storageCapacity\":false,\"fsGroupPolicy\":\"ReadWriteOnceWithFSType\",\"requiresRepublish\":false,\"seLinuxMount\":false}");
    }

    @Test
    void anEmptyListOfManagedFieldsForgetsThemAll() throws Exception {
        requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"free\"},\"data\":{\"a\":\"b\"}}");

        String metadata = requests.put(
                        CONFIGMAPS + "/free",
                        "{\"metadata\":{\"name\":\"free\",\"managedFields\":[]},\"data\":{\"a\":\"b\"}}")
                .json()
                .object("metadata")
                .toString();

        assertThat(metadata).doesNotContain("managedFields");
    }

    @Test
    void addressesOfServicesAreWarnedOf() throws Exception {
        assertThat(requests.post(
                                "/api/v1/namespaces/default/services?dryRun=All",
                                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"externalIPs\":[\"192.0.2.1\"],\"ports\":[{\"port\":1}]}}")
                        .warnings())
                .containsExactly(
                        "299 - \"spec.externalIPs is deprecated and may no longer be implemented in some clusters\"");
    }
}
