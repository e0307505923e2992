package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenApiDocumentsTest {
    private static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    @Test
    void clientGoIsGivenVersion2InProtobufUnderItsNewName() throws Exception {
        Requests.Answer answer = requests.send(
                "GET",
                "/openapi/v2",
                Headers.of("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"),
                "");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.headers().first("Content-Type")).contains(PROTOBUF);
        assertThat(answer.headers().first("Last-Modified").orElse("")).endsWith("GMT");
        assertThat(answer.body()).contains("2.0").contains("listCoreV1NamespacedPod");
    }

    @Test
    void bothFormsOfAVersionHaveOneTag() throws Exception {
        String json = requests.get("/openapi/v2").headers().first("Etag").orElse("");
        String protobuf = requests.send("GET", "/openapi/v2", Headers.of("Accept", PROTOBUF), "")
                .headers()
                .first("Etag")
                .orElse("");

        assertThat(json).matches(Pattern.compile("\"[0-9A-F]{128}\"")).isEqualTo(protobuf);
    }

    @Test
    void anAddressWithItsHashIsAnsweredAndOneWithAnotherLeadsOn() throws Exception {
        ObjectValue index = Json.parseObject(requests.get("/openapi/v3").body());
        String address = index.object("paths").object("apis/apps/v1").text("serverRelativeURL", "");

        Requests.Answer first = requests.get(address);
        Requests.Answer again = requests.send(
                "GET",
                address,
                Headers.of("If-None-Match", first.headers().first("Etag").orElse("")),
                "");
        Requests.Answer old = requests.get("/openapi/v3/apis/apps/v1?hash=OLD");

        assertThat(first.code()).isEqualTo(200);
        assertThat(first.headers().first("Cache-Control"))
                .as("it is asked for again, as the next release may say more")
                .contains("no-cache, private");
        assertThat(again.code()).isEqualTo(304);
        assertThat(old.code()).isEqualTo(301);
        assertThat(old.headers().first("Location")).contains(address);
    }

    @Test
    void theIndexHasTheDocumentsOfPathsThatAreNoResources() throws Exception {
        ObjectValue paths = Json.parseObject(requests.get("/openapi/v3").body()).object("paths");

        for (String name : new String[] {"api", "apis", "apis/apps", "version", "openid/v1/jwks"}) {
            String address = paths.object(name).text("serverRelativeURL", "");
            assertThat(requests.get(address).body()).as(name).contains("\"openapi\":\"3.0.0\"");
        }
    }

    @Test
    void fieldsThatReferToATypeAreExplained() throws Exception {
        ObjectValue schemas = Json.parseObject(
                        requests.get("/openapi/v3/api/v1").body())
                .object("components")
                .object("schemas");
        ObjectValue spec =
                schemas.object("io.k8s.api.core.v1.Pod").object("properties").object("spec");
        ObjectValue policy = schemas.object("io.k8s.api.core.v1.PodSpec")
                .object("properties")
                .object("restartPolicy");

        assertThat(spec.text("description", "")).startsWith("Specification of the desired behavior of the pod.");
        assertThat(spec.get("default")).isEqualTo(ObjectValue.EMPTY);
        assertThat(policy.list("enum").texts()).containsExactly("Always", "Never", "OnFailure");
        assertThat(policy.has("default"))
                .as("a default that only the server knows")
                .isFalse();
    }
}
