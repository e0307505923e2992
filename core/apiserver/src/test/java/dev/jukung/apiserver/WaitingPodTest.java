package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.rest.NodeConnector;
import dev.jukung.apiserver.rest.WorkloadProxy;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.store.RevisionStores;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of a Pod that no node runs yet (learnt by {@code conformance/compare}). */
class WaitingPodTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private static final Faults FAULTS = (where, bug) -> {
        throw new AssertionError(where, bug);
    };

    private static HttpClient kubelets;
    private static Requests requests;

    @BeforeAll
    static void start() throws Exception {
        kubelets = new HttpClient(
                HttpClient.Options.of("kubelets", ClientTls.trustingAnyone(), new SystemClock(), FAULTS));
        requests = new Requests(
                UnaryOperator.identity(),
                RevisionStores::inMemory,
                (store, kinds) -> new NodeConnector(
                        kubelets,
                        new WorkloadProxy(kubelets, store, kinds, new Randomness(new Random(1))),
                        store,
                        kinds,
                        NodeConnector.ADDRESS_TYPES));
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        requests.post(PODS, pod("waits"));
    }

    @AfterAll
    static void stop() {
        requests.close();
        kubelets.close();
    }

    private static String pod(String name) {
        return "{\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}";
    }

    @Test
    void itHasSaidNothing() throws Exception {
        Requests.Answer answer = requests.get(PODS + "/waits/log");
        assertThat(answer.code()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            log?container=b | 400 BadRequest: container b is not valid for pod waits
            log?tailLines=x | 400 BadRequest: strconv.ParseInt: parsing "x": invalid syntax
            log?tailLines=-1 | 422 Invalid: PodLogOptions "waits" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0
            log?limitBytes=0 | 422 Invalid: PodLogOptions "waits" is invalid: limitBytes: Invalid value: 0: must be greater than 0
            attach?container=b | 400 BadRequest: container b is not valid for pod waits
            exec?command=x | 400 BadRequest: pod waits does not have a host assigned
            exec?command=x&dryRun=All | 400 BadRequest: dryRun is not supported
            """)
    void whatCannotBeIsRefused(String path, String refusal) throws Exception {
        assertThat(requests.get(PODS + "/waits/" + path).refusal()).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"metadata":{"name":"other"},"target":{"name":"n"}} | 400 BadRequest: name in URL does not match name in Binding object
            {"metadata":{"name":"waits"},"target":5} | 400 BadRequest: Binding in version "v1" cannot be handled as a Binding: json: cannot unmarshal number into Go struct field Binding.target of type v1.ObjectReference
            {"metadata":{"name":"waits"},"target":{"kind":"Pod","name":"n"}} | 500 : target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"
            {"metadata":{"name":"waits","uid":"u"},"target":{"name":"n"}} | 409 Conflict: Operation cannot be fulfilled on pods "waits": StorageError: invalid object, Code: 4, Key: /pods/default/waits
            """)
    void itIsNotBoundInAnyWay(String binding, String refusal) throws Exception {
        assertThat(requests.post(PODS + "/waits/binding", binding).refusal()).startsWith(refusal);
    }

    @Test
    void aBindingOfTheNamespaceBindsThePodOfItsName() throws Exception {
        requests.post(PODS, pod("bound"));

        Requests.Answer answer = requests.post(
                "/api/v1/namespaces/default/bindings",
                "{\"metadata\":{\"name\":\"bound\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}");

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.json().text("kind", "")).isEqualTo("Status");
        ObjectValue spec = requests.get(PODS + "/bound").json().object("spec");
        assertThat(spec.text("nodeName", "")).isEqualTo("n");
        assertThat(requests.get("/api/v1/namespaces/default/bindings/bound").code())
                .as("it is not stored")
                .isEqualTo(404);
    }

    @Test
    void whoMayNotAskIsToldSoAndThatItIsWhatItSays() throws Exception {
        Requests.Answer answer = requests.sendAs("nobody", List.of(), "GET", PODS + "/waits/log", "");
        assertThat(answer.code()).isEqualTo(403);
        assertThat(answer.headers().first("X-Content-Type-Options")).contains("nosniff");
        assertThat(requests.send("GET", PODS, Headers.of("Impersonate-Group", "g"), "")
                        .headers()
                        .first("X-Content-Type-Options"))
                .contains("nosniff");
    }
}
