package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /statusz} and {@code /flagz}, as kube-apiserver v1.36.3 answers them. */
class StatusPagesTest {
    private final Requests requests = new Requests(config -> config.withOperation(
            config.operation().withFlags(new TreeMap<>(Map.of("v", "4", "api-audiences", "[a,b]")))));

    StatusPagesTest() throws Exception {}

    @AfterEach
    void close() {
        requests.close();
    }

    private Requests.Answer get(String path, String accept) throws Exception {
        return requests.send("GET", path, Headers.of("Accept", accept), "");
    }

    @Test
    void theStatusIsATextForPeople() throws Exception {
        requests.advance(Duration.ofSeconds(3661));

        Requests.Answer answer = get("/statusz", "*/*");

        assertThat(answer.headers().first("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body())
                .startsWith("\napiserver statusz\nWarning: This endpoint is not meant to be machine parseable,")
                .contains("\n\nStarted= Thu Jan  1 00:00:00 UTC 2026\nUp= 1 hr 01 min 01 sec\n")
                .contains("\nBinary version= 1.36.3\nEmulation version= 1.36\n")
                .endsWith("\nPaths= /flagz /healthz /livez /metrics /readyz /statusz /version\n");
    }

    @Test
    void flagsAreShownByName() throws Exception {
        assertThat(get("/flagz", "text/plain").body())
                .endsWith("is for debugging purposes only.\napi-audiences [a,b]\nv 4\n");
        assertThat(get("/flagz", "application/json;as=Flagz;v=v1beta1;g=config.k8s.io")
                        .json())
                .isEqualTo(ObjectValue.of(
                        "kind",
                        "Flagz",
                        "apiVersion",
                        "config.k8s.io/v1beta1",
                        "metadata",
                        ObjectValue.of("name", "apiserver"),
                        "flags",
                        ObjectValue.of("api-audiences", "[a,b]", "v", "4")));
    }

    @Test
    void anOldVersionIsWarnedOf() throws Exception {
        Requests.Answer answer = get("/statusz", "application/json;as=Statusz;v=v1alpha1;g=config.k8s.io");

        assertThat(answer.headers().first("Content-Type"))
                .contains("application/json;g=config.k8s.io;v=v1alpha1;as=Statusz");
        assertThat(answer.warnings())
                .containsExactly(
                        "299 - \"This version of the statusz endpoint is deprecated. Please use a newer version.\"");
        assertThat(answer.json().text("startTime", "")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(answer.json().text("binaryVersion", "")).isEqualTo("1.36.3");
    }

    @Test
    void whatIsNotThereIsNotAccepted() throws Exception {
        assertThat(get("/statusz", "application/json").refusal())
                .isEqualTo(
                        "406 NotAcceptable: only the following media types are accepted: application/json, application/yaml, text/plain");
        assertThat(requests.sendAs("jane", "GET", "/flagz").code()).isEqualTo(403);
    }
}
