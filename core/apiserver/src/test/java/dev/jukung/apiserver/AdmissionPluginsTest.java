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

            requests.post(
                    PODS + "/p/binding",
                    "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}");

            ObjectValue metadata = requests.get(PODS + "/p").json().object("metadata");
            assertThat(metadata.object("labels")).isEqualTo(ObjectValue.of(zone, "a"));
            assertThat(metadata.integer("generation", 0))
                    .as("to be bound is no change of what is wanted")
                    .isEqualTo(1);
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

    @Test
    void aNamespaceIsMadeForWhatIsCreatedInIt() throws Exception {
        String place = "/api/v1/namespaces/fresh/configmaps";
        try (Requests requests = with("NamespaceAutoProvision")) {
            assertThat(requests.post(place + "?dryRun=All", "{\"metadata\":{\"name\":\"c\"}}")
                            .refusal())
                    .isEqualTo("404 NotFound: namespaces \"fresh\" not found");

            assertThat(requests.post(place, "{\"metadata\":{\"name\":\"c\"}}").code())
                    .isEqualTo(201);

            assertThat(requests.get("/api/v1/namespaces/fresh")
                            .json()
                            .object("status")
                            .text("phase", ""))
                    .isEqualTo("Active");
        }
    }

    @Test
    void whoSetsOwnersNeedsToBeAllowedTo() throws Exception {
        String owner =
                "\"ownerReferences\":[{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"o\",\"uid\":\"1\",\"blockOwnerDeletion\":%s}]";
        try (Requests requests = with("OwnerReferencesPermissionEnforcement")) {
            requests.post(
                    "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
                    "{\"metadata\":{\"name\":\"r\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"create\",\"patch\"]}]}");
            requests.post(
                    "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
                    "{\"metadata\":{\"name\":\"r\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"r\"},\"subjects\":[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"jane\"}]}");
            String body = "{\"metadata\":{\"name\":\"%s\",%s}}";
            List<String> nobody = List.of();
            assertThat(requests.sendAs(
                                    "jane",
                                    nobody,
                                    "POST",
                                    Requests.CONFIGMAPS,
                                    body.formatted("a", owner.formatted("apps/v1", "Deployment", "false")))
                            .code())
                    .isEqualTo(201);
            assertThat(requests.sendAs(
                                    "jane",
                                    nobody,
                                    "POST",
                                    Requests.CONFIGMAPS,
                                    body.formatted("b", owner.formatted("apps/v1", "Deployment", "true")))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: configmaps \"b\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: , <nil>");
            assertThat(requests.sendAs(
                                    "jane",
                                    nobody,
                                    "POST",
                                    Requests.CONFIGMAPS,
                                    body.formatted("c", owner.formatted("x.io/v1", "Thing", "true")))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: configmaps \"c\" is forbidden: cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion x.io/v1 Kind Thing: no matches for kind \"Thing\" in version \"x.io/v1\"");
            assertThat(requests.post(
                                    Requests.CONFIGMAPS,
                                    body.formatted("d", owner.formatted("x.io/v1", "Thing", "true")))
                            .code())
                    .as("who may finalize everything may set owners that nobody knows")
                    .isEqualTo(201);
            assertThat(requests.send(
                                    "PATCH",
                                    Requests.CONFIGMAPS + "/a",
                                    dev.jukung.http.Headers.of("Content-Type", Requests.MERGE),
                                    "{\"metadata\":{\"ownerReferences\":[]}}",
                                    requests.certificates("jane"))
                            .refusal())
                    .startsWith(
                            "403 Forbidden: configmaps \"a\" is forbidden: cannot set an ownerRef on a resource you can't delete: ");
        }
    }

    @Test
    void aPodDoesNotOutgrowItsNode() throws Exception {
        try (Requests requests = with()) {
            requests.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"}}");
            requests.patch(
                    "/api/v1/nodes/n/status",
                    Requests.MERGE,
                    "{\"status\":{\"allocatable\":{\"cpu\":\"2\",\"memory\":\"1Gi\"}}}");
            requests.post(
                    PODS,
                    "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n\",\"containers\":[{\"name\":\"c\",\"image\":\"i:1\",\"resources\":{\"requests\":{\"cpu\":\"1\",\"memory\":\"1Mi\"}}}]}}");
            String resize =
                    "{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"%s\",\"memory\":\"%s\"}}}]}}";

            Requests.Answer refused =
                    requests.patch(PODS + "/p/resize", Requests.STRATEGIC, resize.formatted("2500m", "2Gi"));

            assertThat(refused.refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"p\" is forbidden: node didn't have enough allocatable resources: cpu, requested: 2500, allocatable: 2000; memory, requested: 2147483648, allocatable: 1073741824");
            assertThat(refused.json().object("details").list("causes").objects())
                    .containsExactly(ObjectValue.of("reason", "NodeCapacity"));
            assertThat(requests.patch(PODS + "/p/resize", Requests.STRATEGIC, resize.formatted("2", "1Gi"))
                            .code())
                    .isEqualTo(200);

            requests.patch(
                    "/api/v1/nodes/n",
                    Requests.MERGE,
                    "{\"metadata\":{\"labels\":{\"kubernetes.io/os\":\"windows\"}}}");
            assertThat(requests.patch(PODS + "/p/resize", Requests.STRATEGIC, resize.formatted("1", "1Mi"))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"p\" is forbidden: pod resize is only supported on linux nodes, node \"n\" is \"windows\"");
        }
    }

    @Test
    void aPodIsResizedAsAWholeOnlyWhereItsNodeSaysThatItCan() throws Exception {
        String whole = "{\"spec\":{\"resources\":{\"requests\":{\"cpu\":\"%s\"}}}}";
        try (Requests requests = with()) {
            requests.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"}}");
            requests.patch(
                    "/api/v1/nodes/n/status",
                    Requests.MERGE,
                    "{\"status\":{\"allocatable\":{\"cpu\":\"4\",\"memory\":\"1Gi\"}}}");
            requests.post(PODS, pod(",\"nodeName\":\"n\",\"resources\":{\"requests\":{\"cpu\":\"1\"}}"));

            assertThat(requests.patch(PODS + "/p/resize", Requests.STRATEGIC, whole.formatted("2"))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"p\" is forbidden: pod update requires features InPlacePodLevelResourcesVerticalScaling which are not available on node \"n\"");
        }
    }

    @Test
    void onlyOnePriorityClassIsTheDefault() throws Exception {
        String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
        String one =
                "{\"metadata\":{\"name\":\"%s\"},\"value\":%d,\"globalDefault\":true,\"preemptionPolicy\":\"Never\"}";
        try (Requests requests = with()) {
            assertThat(requests.post(classes, one.formatted("a", 7)).code()).isEqualTo(201);
            assertThat(requests.post(classes, one.formatted("b", 8)).refusal())
                    .isEqualTo(
                            "403 Forbidden: priorityclasses.scheduling.k8s.io \"b\" is forbidden: PriorityClass a is already marked as default. Only one default can exist");

            ObjectValue spec = requests.post(PODS, pod("")).json().object("spec");

            assertThat(spec.text("priorityClassName", "")).isEqualTo("a");
            assertThat(spec.integer("priority", 0)).isEqualTo(7);
            assertThat(spec.text("preemptionPolicy", "")).isEqualTo("Never");
            assertThat(requests.post(
                                    PODS,
                                    pod(",\"preemptionPolicy\":\"PreemptLowerPriority\"")
                                            .replace("\"p\"", "\"q\""))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"q\" is forbidden: the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `,"volumes":[{"name":"v","secret":{"secretName":"s"}}]`|`volume with secret.secretName="s" is not allowed because service account strict does not reference that secret`
            `,"volumes":[{"name":"v","secret":{"secretName":"known"}}]`|``
            `,"initContainers":[{"name":"i","image":"i:1","envFrom":[{"secretRef":{"name":"s"}}]}]`|`init container i with envFrom referencing secret.secretName="s" is not allowed because service account strict does not reference that secret`
            `,"imagePullSecrets":[{"name":"s"}]`|`imagePullSecrets[0].name="s" is not allowed because service account strict does not reference that imagePullSecret`
            """)
    void aStrictServiceAccountNamesTheSecretsOfItsPods(String spec, String why) throws Exception {
        try (Requests requests = with()) {
            requests.post(
                    "/api/v1/namespaces/default/serviceaccounts",
                    "{\"metadata\":{\"name\":\"strict\",\"annotations\":{\"kubernetes.io/enforce-mountable-secrets\":\"true\"}},\"secrets\":[{\"name\":\"known\"}]}");
            Requests.Answer answer = requests.post(PODS, pod(",\"serviceAccountName\":\"strict\"" + spec));
            assertThat(answer.code() == 201 ? "" : answer.refusal())
                    .isEqualTo(why.isEmpty() ? "" : "403 Forbidden: pods \"p\" is forbidden: " + why);
        }
    }

    @Test
    void howLongAdmissionTakesIsMeasured() throws Exception {
        try (Requests requests = with()) {
            requests.post(PODS, pod(",\"serviceAccountName\":\"none\""));

            String metrics = requests.get("/metrics").body();

            assertThat(metrics)
                    .contains(
                            "apiserver_admission_controller_admission_duration_seconds_count{name=\"ServiceAccount\",operation=\"CREATE\",rejected=\"true\",type=\"admit\"} 1")
                    .contains(
                            "apiserver_admission_step_admission_duration_seconds_count{operation=\"CREATE\",rejected=\"true\",type=\"admit\"} 1")
                    .contains(
                            "apiserver_admission_step_admission_duration_seconds_summary{operation=\"CREATE\",rejected=\"true\",type=\"admit\",quantile=\"0.5\"}")
                    .doesNotContain("name=\"PodSecurity\",operation=\"CREATE\",rejected=\"false\",type=\"admit\"");
        }
    }

    @Test
    void ephemeralContainersAreAddedAndStay() throws Exception {
        String more = "{\"spec\":{\"ephemeralContainers\":[%s]}}";
        try (Requests requests = with()) {
            requests.post(PODS, pod(""));
            assertThat(requests.patch(
                                    PODS + "/p/ephemeralcontainers",
                                    Requests.STRATEGIC,
                                    more.formatted("{\"name\":\"d\",\"image\":\"i:1\"}"))
                            .code())
                    .isEqualTo(200);
            assertThat(requests.patch(
                                    PODS + "/p/ephemeralcontainers",
                                    Requests.STRATEGIC,
                                    more.formatted("{\"name\":\"d\",\"image\":\"i:2\"}"))
                            .refusal())
                    .startsWith(
                            "422 Invalid: Pod \"p\" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers \"d\" may not be changed");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"requests":{"cpu":"2"}}`|``
            `{"requests":{"cpu":"1"},"limits":{"cpu":"1"}}`|``
            `{"requests":{"memory":"1Gi"}}`|`spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed`
            `{}`|`[spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing, spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed]`
            `{"requests":{"cpu":"1","example.com/gpu":"1"},"limits":{"example.com/gpu":"1"}}`|`spec: Forbidden: only cpu and memory resources are mutable`
            """)
    void onlyComputeResourcesAreResized(String resources, String why) throws Exception {
        try (Requests requests = with()) {
            ObjectValue created = requests.post(
                            PODS,
                            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\",\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}")
                    .json();
            ObjectValue container =
                    (ObjectValue) created.object("spec").list("containers").get(0);
            ObjectValue resized = created.withAt(
                    ListValue.of(container.with("resources", dev.jukung.value.Json.parse(resources))),
                    "spec",
                    "containers");

            Requests.Answer answer = requests.put(PODS + "/p/resize", resized.toString());

            assertThat(answer.code() == 200 ? "" : answer.refusal())
                    .isEqualTo(why.isEmpty() ? "" : "422 Invalid: Pod \"p\" is invalid: " + why);
        }
    }
}
