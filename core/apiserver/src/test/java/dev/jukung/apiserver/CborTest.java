package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.rest.CborAnswers;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.value.Cbor;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CBOR in and out, where its feature gate is on. */
class CborTest {
    private static final String TYPE = "application/cbor";
    private static final Headers BOTH = Headers.of("Content-Type", TYPE, "Accept", TYPE);

    private Requests api;

    @BeforeEach
    void start() throws Exception {
        api = new Requests(config -> config.withFeatures(Set.of(CborAnswers.GATE)));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static byte[] cbor(String json) {
        return Cbor.bytes(Json.parse(json));
    }

    private Response send(String method, String target, Headers headers, byte[] body) throws Exception {
        return api.respond(method, target, headers, body);
    }

    private static ObjectValue value(Response response) {
        assertThat(response.headers().first("Content-Type")).contains(TYPE);
        return (ObjectValue) Cbor.parse(((Response.Bytes) response.body()).joined());
    }

    @Test
    void anObjectIsWrittenAndRead() throws Exception {
        Response created =
                send("POST", CONFIGMAPS, BOTH, cbor("{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\"}}"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(value(created).object("data")).isEqualTo(ObjectValue.of("x", "1"));
        assertThat(((Response.Bytes) created.body()).joined()).startsWith(0xd9, 0xd9, 0xf7);

        assertThat(api.get(CONFIGMAPS + "/a").json().object("data")).isEqualTo(ObjectValue.of("x", "1"));
        Response list = send("GET", CONFIGMAPS, Headers.of("Accept", TYPE), new byte[0]);
        assertThat(value(list).text("kind", "")).isEqualTo("ConfigMapList");
        Response table =
                send("GET", CONFIGMAPS, Headers.of("Accept", TYPE + ";as=Table;v=v1;g=meta.k8s.io"), new byte[0]);
        assertThat(value(table).text("kind", "")).isEqualTo("Table");
    }

    @Test
    void whatIsLikedBetterIsGiven() throws Exception {
        Response json = send("GET", CONFIGMAPS, Headers.of("Accept", "application/json, " + TYPE), new byte[0]);
        assertThat(json.headers().first("Content-Type")).contains("application/json");
        value(send("GET", CONFIGMAPS, Headers.of("Accept", TYPE + ", application/json"), new byte[0]));
    }

    @Test
    void aConfigurationIsApplied() throws Exception {
        Headers headers = Headers.of("Content-Type", "application/apply-patch+cbor", "Accept", TYPE);
        Response applied = send(
                "PATCH",
                CONFIGMAPS + "/b?fieldManager=me",
                headers,
                cbor(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"b\"},\"data\":{\"x\":\"1\"}}"));
        assertThat(applied.status()).isEqualTo(201);
        ObjectValue managed = value(applied)
                .object("metadata")
                .list("managedFields")
                .objects()
                .getFirst();
        assertThat(managed.text("manager", "") + managed.text("operation", "")).isEqualTo("meApply");
        assertThat(managed.object("fieldsV1").has("f:data")).isTrue();
    }

    @Test
    void aWatchIsASequence() throws Exception {
        send("POST", CONFIGMAPS, BOTH, cbor("{\"metadata\":{\"name\":\"a\"}}"));
        Response watch = send(
                "GET",
                CONFIGMAPS + "?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Da",
                Headers.of("Accept", "application/cbor-seq"),
                new byte[0]);
        assertThat(watch.headers().first("Content-Type")).contains("application/cbor-seq");
        List<ObjectValue> events = new ArrayList<>();
        Thread stream = Thread.ofVirtual().start(() -> {
            try {
                ((Response.Stream) watch.body()).writer().write(parts -> {
                    for (byte[] part : parts) {
                        events.add((ObjectValue) Cbor.parse(part));
                    }
                    throw new InterruptedException("the client has left");
                });
            } catch (java.io.IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stream.join();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().text("type", "")).isEqualTo("ADDED");
        assertThat(events.getFirst().object("object").object("metadata").text("name", ""))
                .isEqualTo("a");
    }

    @Test
    void failuresAreInCborToo() throws Exception {
        Response missing = send("GET", CONFIGMAPS + "/x", Headers.of("Accept", TYPE), new byte[0]);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(value(missing).text("reason", "")).isEqualTo("NotFound");
        Response bad = send("POST", CONFIGMAPS, BOTH, "{".getBytes(StandardCharsets.UTF_8));
        assertThat(value(bad).text("message", ""))
                .isEqualTo("the object provided is unrecognized (must be of type ConfigMap): unable to determine"
                        + " group/version/kind: unexpected EOF ({)");
        Response apply = send(
                "PATCH",
                CONFIGMAPS + "/q?fieldManager=a",
                Headers.of("Content-Type", "application/apply-patch+cbor", "Accept", TYPE),
                "{".getBytes(StandardCharsets.UTF_8));
        assertThat(value(apply).text("message", "")).isEqualTo("error decoding YAML: unexpected EOF");
        assertThat(send("GET", "/apis", Headers.of("Accept", TYPE), new byte[0]).status())
                .isEqualTo(406);
    }

    @Test
    void withoutTheGateItIsUnknown() throws Exception {
        try (Requests usual = new Requests()) {
            Response post = usual.respond("POST", CONFIGMAPS, Headers.of("Content-Type", TYPE), cbor("{}"));
            assertThat(post.status()).isEqualTo(415);
            Response get = usual.respond("GET", CONFIGMAPS, Headers.of("Accept", TYPE), new byte[0]);
            assertThat(get.status()).isEqualTo(406);
            Response patch = usual.respond(
                    "PATCH", CONFIGMAPS + "/a", Headers.of("Content-Type", "application/apply-patch+cbor"), cbor("{}"));
            assertThat(patch.status()).isEqualTo(415);
        }
    }
}
