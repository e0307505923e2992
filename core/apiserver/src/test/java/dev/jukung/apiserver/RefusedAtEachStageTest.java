package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** API-02: who asks, whether they may, whether it is admitted; only then something is stored. */
class RefusedAtEachStageTest {
    private static final String PODS = "/api/v1/namespaces/team/pods";
    private static final String POD = """
            {"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"example/c:1"%s}]}}""";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        requests.post("/api/v1/namespaces", """
                {"metadata":{"name":"team","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}""");
        requests.post("/api/v1/namespaces/team/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    @Test
    void aRequestThatIsStoppedAtAStageStoresNothing() throws Exception {
        String good = POD.formatted("");
        String privileged = POD.formatted(",\"securityContext\":{\"privileged\":true}");
        long before = requests.revision();

        // Each is wrong for all the later stages too: the first one answers.
        assertThat(requests.sendWithToken("nobody's", "POST", PODS, privileged).refusal())
                .isEqualTo("401 Unauthorized: Unauthorized");
        assertThat(requests.sendAs("jane", List.of(), "POST", PODS, privileged).refusal())
                .isEqualTo(
                        "403 Forbidden: pods is forbidden: User \"jane\" cannot create resource \"pods\" in API group"
                                + " \"\" in the namespace \"team\"");
        assertThat(requests.post(PODS, privileged).refusal())
                .isEqualTo(
                        "403 Forbidden: pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": privileged"
                                + " (container \"c\" must not set securityContext.privileged=true)");
        assertThat(requests.post(PODS, POD.formatted(",\"imagePullPolicy\":\"Sometimes\""))
                        .code())
                .as("admitted, but not valid")
                .isEqualTo(422);
        assertThat(requests.revision()).as("nothing was stored").isEqualTo(before);
        assertThat(requests.get(PODS).json().list("items").size()).isZero();

        assertThat(requests.post(PODS, good).code()).isEqualTo(201);
        assertThat(requests.revision()).isEqualTo(before + 1);
        assertThat(requests.store().latest().get(new dev.jukung.store.Key("pods", "team/p")))
                .isPresent();

        for (String stopped : List.of(
                requests.sendWithToken("nobody's", "DELETE", PODS + "/p", "").refusal(),
                requests.sendAs("jane", List.of(), "DELETE", PODS + "/p", "").refusal(),
                requests.patch(PODS + "/p", Requests.MERGE, "{\"metadata\":{\"labels\":{\"-\":\"\"}}}")
                        .refusal())) {
            assertThat(stopped).matches("(?s)(401|403|422) .*");
        }
        assertThat(requests.revision()).isEqualTo(before + 1);
    }
}
