package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The objects of priority and fairness that the server brings and looks after. */
class FlowObjectsTest {
    private static final String SCHEMAS = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
    private static final String LEVELS = "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private String dangling(String schema) throws Exception {
        ObjectValue condition = requests.get(SCHEMAS + "/" + schema)
                .json()
                .object("status")
                .list("conditions")
                .objects()
                .getFirst();
        return condition.text("status", "") + " " + condition.text("reason", "") + ": " + condition.text("message", "");
    }

    @Test
    void theSuggestedObjectsAreThereAndAnswersNameThoseThatDecided() throws Exception {
        assertThat(requests.get(SCHEMAS).json().list("items").objects()).hasSize(11);
        assertThat(requests.get(LEVELS).json().list("items").objects()).hasSize(8);
        ObjectValue exempt = requests.get(LEVELS + "/exempt").json();
        assertThat(exempt.object("metadata").object("annotations"))
                .isEqualTo(ObjectValue.of("apf.kubernetes.io/autoupdate-spec", "true"));
        assertThat(requests.get("/version").headers().first("X-Kubernetes-PF-PriorityLevel-UID"))
                .isEqualTo(exempt.object("metadata").text("uid"));
        assertThat(dangling("probes"))
                .isEqualTo(
                        "False Found: This FlowSchema references the PriorityLevelConfiguration object named \"exempt\" and it exists");
    }

    @Test
    void aSchemaWhoseLevelGoesIsDangling() throws Exception {
        requests.delete(LEVELS + "/workload-low", "");
        requests.settle();

        // A suggested level that somebody deletes comes back, as in Kubernetes.
        assertThat(dangling("service-accounts")).startsWith("False Found");

        requests.post(
                SCHEMAS,
                "{\"metadata\":{\"name\":\"mine\"},\"spec\":{\"priorityLevelConfiguration\":{\"name\":\"nowhere\"},\"matchingPrecedence\":7}}");
        requests.settle();
        assertThat(dangling("mine"))
                .isEqualTo(
                        "True NotFound: This FlowSchema references the PriorityLevelConfiguration object named \"nowhere\" but there is no such object");
    }

    @Test
    void aMandatoryObjectIsPutRightAndASuggestedOneThatSomebodyChangedStays() throws Exception {
        String precedence = "{\"spec\":{\"matchingPrecedence\":77}}";
        requests.patch(SCHEMAS + "/exempt", Requests.MERGE, precedence);
        requests.patch(
                SCHEMAS + "/probes",
                Requests.MERGE,
                "{\"metadata\":{\"annotations\":{\"apf.kubernetes.io/autoupdate-spec\":\"false\"}},\"spec\":{\"matchingPrecedence\":77}}");
        requests.settle();

        assertThat(requests.get(SCHEMAS + "/exempt").json().object("spec").integer("matchingPrecedence", 0))
                .isEqualTo(1);
        assertThat(requests.get(SCHEMAS + "/probes").json().object("spec").integer("matchingPrecedence", 0))
                .isEqualTo(77);
    }

    @Test
    void theDumpsAreServed() throws Exception {
        assertThat(requests.get("/debug/api_priority_and_fairness/dump_priority_levels")
                        .body())
                .startsWith("PriorityLevelName, ActiveQueues, IsIdle,");
        assertThat(requests.get("/debug/api_priority_and_fairness/nothing").code())
                .isEqualTo(404);
    }
}
