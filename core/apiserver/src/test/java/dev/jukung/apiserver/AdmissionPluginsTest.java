package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.admission.AdmissionConfig;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single plugins do with requests over HTTP. */
class AdmissionPluginsTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private static Requests with(String... plugins) throws Exception {
        Requests requests =
                new Requests(config -> config.withAdmission(new AdmissionConfig(Set.of(plugins), Set.of())));
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        return requests;
    }

    private static String pod(String spec) {
        return "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]" + spec
                + "}}";
    }

    private static void annotate(Requests requests, String key, String value) throws Exception {
        ObjectValue annotations = ObjectValue.of(key, value);
        requests.patch(
                "/api/v1/namespaces/default",
                Requests.MERGE,
                ObjectValue.of("metadata", ObjectValue.of("annotations", annotations))
                        .toString());
    }

    @Test
    void unknownAndContradictoryNamesAreRefused() {
        assertThatThrownBy(() -> new AdmissionConfig(Set.of("Foo"), Set.of()))
                .hasMessage("enable-admission-plugins plugin \"Foo\" is unknown");
        assertThatThrownBy(() -> new AdmissionConfig(Set.of("AlwaysDeny"), Set.of("AlwaysDeny", "Foo")))
                .hasMessage(
                        "[disable-admission-plugins plugin \"Foo\" is unknown, [AlwaysDeny] in enable-admission-plugins and disable-admission-plugins overlapped]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"key\":\"team\",\"operator\":\"Exists\"}]|`,\"tolerations\":[{\"key\":\"team\",\"operator\":\"Equal\",\"value\":\"a\"}]`|201",
                "[{\"key\":\"team\",\"operator\":\"Exists\"}]|`,\"tolerations\":[{\"key\":\"other\",\"operator\":\"Exists\"}]`|500",
                "[{\"operator\":\"Exists\"}]|`,\"tolerations\":[{\"key\":\"other\",\"operator\":\"Exists\"}]`|201",
            })
    void aNamespaceSaysWhichTolerationsItsPodsMayHave(String whitelist, String spec, int code) throws Exception {
        // DefaultTolerationSeconds comes first and adds its own, which the list has to cover, too.
        String all = whitelist.replace(
                "[",
                "[{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\"},{\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\"},");
        try (Requests requests = with("PodTolerationRestriction")) {
            annotate(requests, "scheduler.alpha.kubernetes.io/tolerationsWhitelist", all);
            Requests.Answer answer = requests.post(PODS, pod(spec));
            assertThat(answer.code()).as(answer.body()).isEqualTo(code);
            if (code == 500) {
                assertThat(answer.json().text("message", ""))
                        .isEqualTo(
                                "pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist");
            }
        }
    }

    @Test
    void aNamespaceGivesItsPodsTolerations() throws Exception {
        try (Requests requests = with("PodTolerationRestriction")) {
            annotate(
                    requests,
                    "scheduler.alpha.kubernetes.io/defaultTolerations",
                    "[{\"key\":\"team\",\"operator\":\"Exists\",\"effect\":\"NoSchedule\"}]");
            assertThat(requests.post(PODS, pod(""))
                            .json()
                            .object("spec")
                            .list("tolerations")
                            .objects())
                    .contains(ObjectValue.of("key", "team", "operator", "Exists", "effect", "NoSchedule"));
        }
    }

    @Test
    void pluginsThatAreOffDoNothing() throws Exception {
        try (Requests requests = with()) {
            annotate(requests, "scheduler.alpha.kubernetes.io/node-selector", "disk=ssd");
            ObjectValue spec = requests.post(PODS, pod("")).json().object("spec");
            assertThat(spec.has("nodeSelector")).isFalse();
            assertThat(((ObjectValue) spec.list("containers").get(0)).text("imagePullPolicy", ""))
                    .isEqualTo("Always"); // the default for an image without a tag
        }
    }

    @Test
    void alwaysDenyEvenKeepsTheServerFromStarting() {
        assertThatThrownBy(() -> with("AlwaysDeny"))
                .isInstanceOf(ApiException.class)
                .hasMessageEndingWith("is forbidden: admission control is denying all modifications");
    }

    @Test
    void nothingIsWrittenInANamespaceThatIsNotThere() throws Exception {
        try (Requests requests = new Requests(config ->
                config.withAdmission(new AdmissionConfig(Set.of("NamespaceExists"), Set.of("NamespaceLifecycle"))))) {
            assertThat(requests.post("/api/v1/namespaces/nowhere/configmaps", "{\"metadata\":{\"name\":\"c\"}}")
                            .refusal())
                    .isEqualTo("404 NotFound: namespaces \"nowhere\" not found");
        }
    }

    @Test
    void everyImageIsPulled() throws Exception {
        try (Requests requests = with("AlwaysPullImages")) {
            ObjectValue spec = requests.post(
                            PODS,
                            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"initContainers\":[{\"name\":\"i\",\"image\":\"i:1\",\"imagePullPolicy\":\"Never\"}],\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}")
                    .json()
                    .object("spec");

            for (String list : List.of("containers", "initContainers")) {
                assertThat(spec.list(list).objects())
                        .as(list)
                        .extracting(container -> container.text("imagePullPolicy", ""))
                        .containsExactly("Always");
            }
        }
    }

    @Test
    void aPodKeepsOthersOffItsNodeAtMost() throws Exception {
        String affinity =
                ",\"affinity\":{\"podAntiAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"topologyKey\":\"%s\",\"labelSelector\":{\"matchLabels\":{\"a\":\"b\"}}}]}}";
        try (Requests requests = with("LimitPodHardAntiAffinityTopology")) {
            assertThat(requests.post(PODS, pod(affinity.formatted("topology.kubernetes.io/zone")))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"p\" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey topology.kubernetes.io/zone but only key kubernetes.io/hostname is allowed");
            assertThat(requests.post(PODS, pod(affinity.formatted("kubernetes.io/hostname")))
                            .code())
                    .isEqualTo(201);
        }
    }

    @Test
    void whoAsksForADeviceToleratesItsTaint() throws Exception {
        try (Requests requests = with("ExtendedResourceToleration")) {
            ObjectValue spec = requests.post(
                            PODS,
                            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\",\"resources\":{\"limits\":{\"example.com/gpu\":\"1\",\"cpu\":\"1\"}}}]}}")
                    .json()
                    .object("spec");

            assertThat(spec.list("tolerations").objects())
                    .contains(ObjectValue.of("key", "example.com/gpu", "operator", "Exists", "effect", "NoSchedule"))
                    .noneMatch(toleration -> toleration.text("key", "").equals("cpu"));
        }
    }

    @Test
    void aPodShowsTheZoneOfItsNode() throws Exception {
        String zone = "topology.kubernetes.io/zone";
        try (Requests requests = with()) {
            requests.post(
                    "/api/v1/nodes",
                    "{\"metadata\":{\"name\":\"n\",\"labels\":{\"" + zone + "\":\"a\",\"other\":\"b\"}}}");
            requests.post(PODS, pod(""));

            requests.post(PODS + "/p/binding", "{\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}");

            assertThat(requests.get(PODS + "/p").json().object("metadata").object("labels"))
                    .isEqualTo(ObjectValue.of(zone, "a"));
        }
    }

    @Test
    void aNamespaceSelectsNodes() throws Exception {
        try (Requests requests = with("PodNodeSelector")) {
            annotate(requests, "scheduler.alpha.kubernetes.io/node-selector", "disk=ssd, zone=a");
            assertThat(requests.post(PODS, pod(",\"nodeSelector\":{\"disk\":\"hdd\"}"))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"p\" is forbidden: pod node label selector conflicts with its namespace node label selector");
            assertThat(requests.post(PODS, pod("")).json().object("spec").object("nodeSelector"))
                    .isEqualTo(ObjectValue.of("disk", "ssd", "zone", "a"));
        }
    }

    @Test
    void aRuntimeClassHasToBeThereAndGivesItsOverhead() throws Exception {
        try (Requests requests = with()) {
            assertThat(requests.post(PODS, pod(",\"runtimeClassName\":\"vm\"")).refusal())
                    .isEqualTo("403 Forbidden: pods \"p\" is forbidden: pod rejected: RuntimeClass \"vm\" not found");
            requests.post(
                    "/apis/node.k8s.io/v1/runtimeclasses",
                    "{\"metadata\":{\"name\":\"vm\"},\"handler\":\"kata\",\"overhead\":{\"podFixed\":{\"cpu\":\"250m\"}}}");
            assertThat(requests.post(PODS, pod(",\"runtimeClassName\":\"vm\""))
                            .json()
                            .object("spec")
                            .object("overhead"))
                    .isEqualTo(ObjectValue.of("cpu", "250m"));
            assertThat(requests.post(PODS, pod(",\"overhead\":{\"cpu\":\"1\"}").replace("\"p\"", "\"q\""))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"q\" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    @Test
    void theNewestDefaultIngressClassIsTaken() throws Exception {
        try (Requests requests = with()) {
            String mark = ",\"annotations\":{\"ingressclass.kubernetes.io/is-default-class\":\"true\"}";
            for (String name : new String[] {"b", "a"}) {
                requests.post(
                        "/apis/networking.k8s.io/v1/ingressclasses",
                        "{\"metadata\":{\"name\":\"" + name + "\"" + mark + "},\"spec\":{\"controller\":\"x.io/y\"}}");
            }
            assertThat(requests.post(
                                    "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                                    "{\"metadata\":{\"name\":\"i\"},\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"s\",\"port\":{\"number\":80}}}}}")
                            .json()
                            .object("spec")
                            .text("ingressClassName", ""))
                    .isEqualTo("a");
        }
    }

    @Test
    void externalAddressesAreRefusedWhereTheyAreDenied() throws Exception {
        try (Requests requests = with("DenyServiceExternalIPs")) {
            assertThat(requests.post(
                                    "/api/v1/namespaces/default/services",
                                    "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"externalIPs\":[\"192.0.2.1\"],\"ports\":[{\"port\":80}]}}")
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: services \"s\" is forbidden: Use of external IPs is denied by admission control");
        }
    }

    @Test
    void aClaimThatIsNotBoundDoesNotGrow() throws Exception {
        String claims = "/api/v1/namespaces/default/persistentvolumeclaims";
        try (Requests requests = with()) {
            requests.post(
                    claims,
                    "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}");
            String refusal = requests.patch(
                            claims + "/c",
                            Requests.MERGE,
                            "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}")
                    .refusal();
            // Validation of the claim itself may come first and say the same with another reason.
            assertThat(refusal).matches("(403 Forbidden|422 Invalid): .*");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/namespaces/default/persistentvolumeclaims | "resources":{"requests":{"storage":"1Gi"}} | kubernetes.io/pvc-protection
            /api/v1/persistentvolumes | "capacity":{"storage":"1Gi"},"hostPath":{"path":"/tmp/v"} | kubernetes.io/pv-protection
            """)
    void volumesAndClaimsStayWhileTheyAreUsed(String collection, String spec, String finalizer) throws Exception {
        String body =
                "{\"metadata\":{\"name\":\"v\",\"finalizers\":[\"example.com/mine\"]},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],"
                        + spec + "}}";
        try (Requests requests = with()) {
            Requests.Answer created = requests.post(collection, body);
            assertThat(created.json().object("metadata").list("finalizers").texts())
                    .as(created.body())
                    .containsExactly("example.com/mine", finalizer);

            ObjectValue written = created.json();
            Requests.Answer freed = requests.put(
                    collection + "/v",
                    written.with("metadata", written.object("metadata").with("finalizers", ListValue.of()))
                            .toString());
            assertThat(freed.json().object("metadata").list("finalizers").size())
                    .as("only what is new gets it")
                    .isZero();
        }
        Requests off = new Requests(
                config -> config.withAdmission(new AdmissionConfig(Set.of(), Set.of("StorageObjectInUseProtection"))));
        try (off) {
            assertThat(off.post(collection, body)
                            .json()
                            .object("metadata")
                            .list("finalizers")
                            .texts())
                    .containsExactly("example.com/mine");
        }
    }
}
