package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static dev.jukung.apiserver.Requests.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The form of answers, as {@code conformance/compare} has found it on kube-apiserver. */
class WrittenAnswerTest {
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
    private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";
    private static final String CRON_JOBS = "/apis/batch/v1/namespaces/default/cronjobs";
    private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
    private static final String SETS = "/apis/apps/v1/namespaces/default/statefulsets";
    private static final String TEMPLATE =
            "{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"a\",\"image\":\"b\"}]}}";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private ObjectValue created(String path, String json) throws Exception {
        Requests.Answer answer = requests.post(path, json);
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    /** Operators apply with a version that nothing has, so that they only create. */
    @Test
    void aResourceVersionDoesNotMatterToAnApplyThatCreates() throws Exception {
        String object =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"new\",\"resourceVersion\":\"1\"}}";
        String target = CONFIGMAPS + "/new?fieldManager=m&force=true";

        assertThat(requests.patch(target, "application/apply-patch+yaml", object)
                        .code())
                .isEqualTo(201);
        assertThat(requests.patch(
                                target,
                                "application/apply-patch+yaml",
                                object.replace("}}", "},\"data\":{\"a\":\"b\"}}"))
                        .refusal())
                .as("now there is something that does not have that version")
                .startsWith("409 Conflict: Operation cannot be fulfilled on configmaps \"new\"");
    }

    @Test
    void metadataIsInTheOrderOfItsType() throws Exception {
        ObjectValue map = created(CONFIGMAPS, "{\"metadata\":{\"labels\":{\"a\":\"b\"},\"name\":\"a\"}}");

        assertThat(Json.write(map.object("metadata").without("managedFields")))
                .matches(
                        "\\{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"[^\"]+\",\"resourceVersion\":\"\\d+\",\"creationTimestamp\":\"[^\"]+\",\"labels\":.*");
    }

    @Test
    void whatIsRequiredOrNoPointerIsWrittenThoughItIsEmpty() throws Exception {
        assertThat(Json.write(created(ROLES, "{\"metadata\":{\"name\":\"a\"}}")))
                .endsWith("\"rules\":null}");
        ObjectValue job = created(JOBS, "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"template\":" + TEMPLATE + "}}");
        assertThat(job.get("status")).isEqualTo(ObjectValue.EMPTY);
        assertThat(requests.get(JOBS + "/a").json()).isEqualTo(job);
        assertThat(requests.get(JOBS).json().list("items").objects().getFirst().get("status"))
                .isEqualTo(ObjectValue.EMPTY);
    }

    @Test
    void anUpdateThatSaysTheSameStoresNothing() throws Exception {
        ObjectValue job = created(JOBS, "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"template\":" + TEMPLATE + "}}");
        long before = requests.revision();

        assertThat(requests.put(JOBS + "/a", Json.write(job)).json()).isEqualTo(job);
        assertThat(requests.patch(JOBS + "/a", MERGE, "{}").json()).isEqualTo(job);

        assertThat(requests.revision()).isEqualTo(before);
    }

    @Test
    void anUpdateMayLeaveOutTheNamespaceOfItsPath() throws Exception {
        created(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\"}}");

        assertThat(requests.put(CONFIGMAPS + "/a", "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\"}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void everybodyIsWarnedOfEndpoints() throws Exception {
        assertThat(requests.get("/api/v1/namespaces/default/endpoints").warnings())
                .containsExactly(
                        "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"");
    }

    @Test
    void zerosThatGoLeavesOutAreNotStored() throws Exception {
        ObjectValue set = created(
                SETS,
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"minReadySeconds\":0,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                        + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"hostNetwork\":false,\"containers\":[{\"name\":\"a\",\"image\":\"b\"}]}}}}");

        assertThat(set.object("spec").has("minReadySeconds")).isFalse();
        assertThat(set.at("spec", "template", "spec", "hostNetwork")).isNull();
        assertThat(set.object("spec").get("serviceName")).isEqualTo("");
    }

    @Test
    void nobodyOwnsWhatTheServerAdds() throws Exception {
        ObjectValue job = created(JOBS, "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"template\":" + TEMPLATE + "}}");
        ObjectValue fields = job.object("metadata")
                .list("managedFields")
                .objects()
                .getFirst()
                .object("fieldsV1");

        assertThat(job.object("spec").has("selector")).isTrue();
        assertThat(fields.object("f:spec").has("f:selector")).isFalse();
        assertThat(fields.object("f:spec").has(".")).isFalse();
        assertThat(fields.object("f:spec").has("f:backoffLimit")).isTrue();
    }

    @Test
    void theJobsOfACronJobGetTheirDefaultsWhenTheyAreMade() throws Exception {
        ObjectValue cron = created(
                CRON_JOBS,
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"schedule\":\"* * * * *\",\"jobTemplate\":{\"spec\":{\"template\":"
                        + TEMPLATE + "}}}}");
        ObjectValue spec = cron.object("spec").object("jobTemplate").object("spec");

        assertThat(spec.has("backoffLimit")).isFalse();
        assertThat(spec.object("template").object("spec").text("dnsPolicy", "")).isEqualTo("ClusterFirst");
        assertThat(spec.object("template").object("spec").has("enableServiceLinks"))
                .isFalse();
    }

    @Test
    void aStatefulSetMayMountWhatItClaims() throws Exception {
        created(
                SETS,
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                        + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\",\"volumeMounts\":[{\"name\":\"d\",\"mountPath\":\"/d\"}]}]}},"
                        + "\"volumeClaimTemplates\":[{\"metadata\":{\"name\":\"d\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}]}}");
    }

    @Test
    void refusalsOfNoKindHaveDetailsWithNothingInThem() throws Exception {
        assertThat(requests.get("/apis/apps/v1/bogus").body()).contains("\"details\":{}");
        assertThat(requests.put(CONFIGMAPS, "{}").body()).contains("\"details\":{}");
        assertThat(requests.post(CONFIGMAPS, "{").body()).doesNotContain("details");
    }

    @Test
    void noAnswerMayBeKept() throws Exception {
        for (String path : new String[] {CONFIGMAPS, CLAIMS + "/nothere", "/version", "/bogus"}) {
            assertThat(requests.get(path).headers().all("Cache-Control")).containsExactly("no-cache, private");
        }
    }

    @Test
    void ownersAndFinalizersAreNamedAsKubernetesNamesThem() throws Exception {
        assertThat(requests.post(
                                CONFIGMAPS,
                                "{\"metadata\":{\"name\":\"a\",\"ownerReferences\":[{\"apiVersion\":\"a/b/c\",\"kind\":\"K\",\"name\":\"\",\"uid\":\"u\"}],\"finalizers\":[\"x\"]}}")
                        .refusal())
                .isEqualTo(
                        "422 Invalid: ConfigMap \"a\" is invalid: [metadata.ownerReferences.apiVersion: Invalid value: \"a/b/c\": version must not be empty, metadata.ownerReferences.name: Invalid value: \"\": must not be empty, metadata.finalizers[0]: Invalid value: \"x\": name is neither a standard finalizer name nor is it fully qualified]");
    }

    @Test
    void aTimeOfDeletionCannotBeWritten() throws Exception {
        created(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\"}}");

        assertThat(requests.patch(
                                CONFIGMAPS + "/a",
                                MERGE,
                                "{\"metadata\":{\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"}}")
                        .refusal())
                .isEqualTo(
                        "422 Invalid: ConfigMap \"a\" is invalid: metadata.deletionTimestamp: Invalid value: \"2026-01-01T00:00:00Z\": field is immutable");
    }
}
