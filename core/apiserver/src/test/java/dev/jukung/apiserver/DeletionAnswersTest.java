package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How kinds that are deleted in ways of their own are answered (learnt by {@code conformance/compare}). */
class DeletionAnswersTest {
    private static final String DEFAULT = "/api/v1/namespaces/default/";
    private static final String JOB = "\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":\"Never\","
            + "\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}}}";

    private static Requests requests;

    @BeforeAll
    static void start() throws Exception {
        requests = new Requests();
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterAll
    static void stop() throws Exception {
        requests.close();
    }

    @Test
    void aNamespaceIsMarkedOnceAndWithoutSeconds() throws Exception {
        requests.post(
                "/api/v1/namespaces", "{\"metadata\":{\"name\":\"going\"},\"spec\":{\"finalizers\":[\"a.b/c\"]}}");

        ObjectValue marked = requests.delete("/api/v1/namespaces/going", "{}").json();

        assertThat(marked.object("metadata").has("deletionTimestamp")).isTrue();
        assertThat(marked.object("metadata").has("deletionGracePeriodSeconds")).isFalse();
        assertThat(marked.object("spec").list("finalizers")).isEqualTo(ListValue.of("a.b/c", "kubernetes"));
        assertThat(requests.delete("/api/v1/namespaces/going", "{\"propagationPolicy\":\"Orphan\"}")
                        .json())
                .as("nothing more happens to it")
                .isEqualTo(marked);
        assertThat(requests.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"going\"}}")
                        .refusal())
                .isEqualTo("409 AlreadyExists: object is being deleted: namespaces \"going\" already exists");
    }

    @Test
    void aNamespaceOfAnotherUidStays() throws Exception {
        requests.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"kept\"}}");
        assertThat(requests.delete("/api/v1/namespaces/kept", "{\"preconditions\":{\"uid\":\"x\"}}")
                        .refusal())
                .startsWith(
                        "409 Conflict: Operation cannot be fulfilled on namespaces \"kept\": Precondition failed: UID"
                                + " in precondition: x, UID in object meta: ");
    }

    @Test
    void anEventHasNoDependentsToBeOrphaned() throws Exception {
        requests.post(
                DEFAULT + "events",
                "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"}}");
        assertThat(requests.delete(DEFAULT + "events/e", "{\"propagationPolicy\":\"Orphan\"}")
                        .code())
                .isEqualTo(200);
        assertThat(requests.get(DEFAULT + "events/e").code()).isEqualTo(404);
    }

    @Test
    void aJobKeepsItsPodsUnlessToldOtherwiseAndSaysSo() throws Exception {
        String jobs = "/apis/batch/v1/namespaces/default/jobs";
        requests.post(jobs, "{\"metadata\":{\"name\":\"j\"}," + JOB);

        Requests.Answer deleted = requests.delete(jobs + "/j", "{}");

        assertThat(deleted.json().object("metadata").list("finalizers")).isEqualTo(ListValue.of("orphan"));
        assertThat(deleted.headers().first("Warning").orElse(""))
                .contains("child pods are preserved by default when jobs are deleted");
        requests.post(jobs, "{\"metadata\":{\"name\":\"k\"}," + JOB);
        Requests.Answer silent = requests.delete(jobs + "/k", "{\"propagationPolicy\":\"Background\"}");
        assertThat(silent.headers().first("Warning")).isEmpty();
        assertThat(requests.get(jobs + "/k").code()).isEqualTo(404);
    }

    @Test
    void aPodThatNobodyRunsGoesAtOnceAndIsAnsweredAsOneThatHadNoTime() throws Exception {
        requests.post(
                DEFAULT + "pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}");

        ObjectValue metadata = requests.delete(DEFAULT + "pods/p", "{}").json().object("metadata");

        assertThat(metadata.integer("deletionGracePeriodSeconds", -1)).isZero();
        assertThat(metadata.integer("generation", 0)).isEqualTo(2);
    }
}
