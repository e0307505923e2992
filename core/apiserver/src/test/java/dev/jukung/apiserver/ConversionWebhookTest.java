package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two versions of a kind whose schemas differ, and a webhook that knows how to get from one to the other. */
class ConversionWebhookTest {
    private static final String V1 = "/apis/example.com/v1/namespaces/default/boxes";
    private static final String V2 = "/apis/example.com/v2/namespaces/default/boxes";

    private final List<ObjectValue> asked = new CopyOnWriteArrayList<>();
    private volatile String refusal = "";
    private volatile boolean forgetful;
    private WebhookServer webhook;
    private Requests api;

    @BeforeEach
    void start() throws Exception {
        webhook = new WebhookServer(new VirtualClock(Instant.parse("2026-01-01T00:00:00Z")), this::convert);
        api = new Requests();
        ObjectValue definition = Json.parseObject("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"boxes.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"boxes","kind":"Box"},
                  "versions":[
                   {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
                     "size":{"type":"integer"}}}}},
                   {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{
                     "width":{"type":"integer"}}}}}]}}
                """);
        ObjectValue conversion = ObjectValue.of(
                "strategy",
                "Webhook",
                "webhook",
                ObjectValue.of(
                        "conversionReviewVersions",
                        ListValue.of("v1"),
                        "clientConfig",
                        ObjectValue.of("url", webhook.url("/convert"), "caBundle", webhook.caBundle())));
        Requests.Answer answer = api.post(
                CustomResourceTest.DEFINITIONS, Json.write(definition.withAt(conversion, "spec", "conversion")));
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
        api.settle();
    }

    @AfterEach
    void stop() {
        api.close();
        webhook.close();
    }

    private Response convert(Request request) {
        ObjectValue review = Json.parseObject(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8));
        asked.add(review);
        ObjectValue question = review.object("request");
        ListValue converted = ListValue.EMPTY;
        for (ObjectValue object : question.list("objects").objects()) {
            boolean toNew = question.text("desiredAPIVersion", "").endsWith("/v2");
            ObjectValue changed = toNew
                    ? object.without("size").with("width", object.integer("size", 0))
                    : object.without("width").with("size", object.integer("width", 0));
            changed = changed.with("apiVersion", question.text("desiredAPIVersion", ""));
            converted = converted.plus(forgetful ? changed.withoutAt("metadata", "uid") : changed);
        }
        ObjectValue result = refusal.isEmpty()
                ? ObjectValue.of("status", "Success")
                : ObjectValue.of("status", "Failed", "message", refusal);
        ObjectValue response =
                ObjectValue.of("uid", question.text("uid", ""), "result", result, "convertedObjects", converted);
        return Response.of(
                200,
                "application/json",
                Json.bytes(ObjectValue.of(
                        "apiVersion", "apiextensions.k8s.io/v1", "kind", "ConversionReview", "response", response)));
    }

    private static String box(String version, String name, String field, int value) {
        return "{\"apiVersion\":\"example.com/" + version + "\",\"kind\":\"Box\",\"metadata\":{\"name\":\"" + name
                + "\"},\"" + field + "\":" + value + "}";
    }

    @Test
    void whatIsWrittenInOneVersionIsReadInTheOther() throws Exception {
        assertThat(api.post(V1, box("v1", "a", "size", 3)).code()).isEqualTo(201);
        assertThat(asked).isEmpty();

        ObjectValue read = api.get(V2 + "/a").json();
        assertThat(read.text("apiVersion", "")).isEqualTo("example.com/v2");
        assertThat(read.integer("width", 0)).isEqualTo(3);
        assertThat(read.has("size")).isFalse();

        Requests.Answer created = api.post(V2, box("v2", "b", "width", 7));
        assertThat(created.code()).as(created.body()).isEqualTo(201);
        assertThat(created.json().integer("width", 0)).isEqualTo(7);
        assertThat(api.get(V1 + "/b").json().integer("size", 0)).isEqualTo(7);
    }

    @Test
    void theObjectsOfAListAreConvertedWithOneQuestion() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            api.post(V1, box("v1", name, "size", 1));
        }
        assertThat(api.get(V2).json().list("items").objects())
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.integer("width", 0)).isEqualTo(1));
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().object("request").text("desiredAPIVersion", ""))
                .isEqualTo("example.com/v2");
    }

    @Test
    void aWebhookThatRefusesOrLiesIsQuoted() throws Exception {
        api.post(V1, box("v1", "a", "size", 3));
        refusal = "too big";
        assertThat(api.get(V2 + "/a").refusal())
                .isEqualTo("500 : conversion webhook for example.com/v1, Kind=Box failed: too big");
        assertThat(api.get(V1 + "/a").code()).isEqualTo(200);

        refusal = "";
        forgetful = true;
        assertThat(api.get(V2 + "/a").json().text("message", ""))
                .startsWith(
                        "conversion webhook for example.com/v1, Kind=Box returned invalid converted object at index 0: "
                                + "must have the same UID: ");
    }
}
