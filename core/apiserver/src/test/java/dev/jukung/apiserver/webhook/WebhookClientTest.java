package dev.jukung.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.VirtualClock;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookClientTest {
    private static final ObjectValue REVIEW = ObjectValue.of("kind", "Review", "request", ObjectValue.of("uid", "1"));
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));

    private ObjectValue call(Handler handler, String path) throws Exception {
        try (WebhookServer server = new WebhookServer(clock, handler);
                WebhookClient client = client("")) {
            return client.call(target(server, path).announcing(TEN_SECONDS), REVIEW, TEN_SECONDS);
        }
    }

    private WebhookClient client(String serviceAddress) {
        return new WebhookClient((_, _, _) -> serviceAddress, clock, (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    private static WebhookTarget target(WebhookServer server, String path) throws WebhookException {
        return WebhookTarget.of(ObjectValue.of("url", server.url(path), "caBundle", server.caBundle()));
    }

    @Test
    void theReviewIsPostedAndTheAnswerComesBack() throws Exception {
        ObjectValue answer = call(
                request -> json(
                        200,
                        ObjectValue.of(
                                        "method", request.method(),
                                        "path", request.path(),
                                        "timeout", request.parameter("timeout").orElse(""),
                                        "type", request.header("Content-Type").orElse(""),
                                        "given", Json.parseObject(request.body()))
                                .toString()),
                "/mutate");
        assertThat(answer)
                .isEqualTo(ObjectValue.of(
                        "method", "POST",
                        "path", "/mutate",
                        "timeout", "10s",
                        "type", "application/json",
                        "given", REVIEW));
    }

    @Test
    void aServiceIsReachedAtItsAddressUnderItsName() throws Exception {
        AtomicReference<String> host = new AtomicReference<>("");
        Handler handler = request -> {
            host.set(request.header("Host").orElse(""));
            return json(200, "{}");
        };
        ObjectValue service = ObjectValue.of("namespace", "default", "name", "hook", "path", "/a", "port", 8443L);
        try (WebhookServer server = new WebhookServer(clock, handler, "hook.default.svc");
                WebhookClient client = client("127.0.0.1:" + server.port())) {
            WebhookTarget target = WebhookTarget.of(ObjectValue.of("service", service, "caBundle", server.caBundle()));
            assertThat(client.call(target, REVIEW, TEN_SECONDS)).isEqualTo(ObjectValue.EMPTY);
            assertThat(host.get()).isEqualTo("hook.default.svc:8443");

            ObjectValue other = service.with("name", "other");
            WebhookTarget wrong = WebhookTarget.of(ObjectValue.of("service", other, "caBundle", server.caBundle()));
            assertThatThrownBy(() -> client.call(wrong, REVIEW, TEN_SECONDS))
                    .isInstanceOf(WebhookException.class)
                    .hasMessage(
                            "Post \"https://other.default.svc:8443/a\": tls: failed to verify certificate: x509: certificate is valid for hook.default.svc, localhost, 127.0.0.1, not other.default.svc");
        }
    }

    @Test
    void anUnknownAuthorityIsNotBelieved() throws Exception {
        try (WebhookServer server = new WebhookServer(clock, _ -> json(200, "{}"));
                WebhookServer other = new WebhookServer(clock, _ -> json(200, "{}"));
                WebhookClient client = client("")) {
            WebhookTarget target =
                    WebhookTarget.of(ObjectValue.of("url", server.url("/"), "caBundle", other.caBundle()));
            assertThatThrownBy(() -> client.call(target, REVIEW, TEN_SECONDS))
                    .hasMessageStartingWith(
                            "Post \"" + server.url("/") + "\": tls: failed to verify certificate: x509: ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200|application/json|`hello`|503|couldn't get version/kind; json parse error: ",
                "200|text/html|``|503|0-length response with status code: 200 and content type: text/html",
                "500|text/plain|`boom`|500|an error on the server (\"boom\") has prevented the request from succeeding",
                "500|application/json|`{}`|500|an error on the server (\"unknown\") has prevented the request from succeeding",
                "404|text/plain|`no`|404|the server could not find the requested resource",
                "302|text/plain|``|302|the server responded with the status code 302 but did not return more information",
                "418|application/json|`{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"teapot\",\"code\":419}`|419|teapot",
            })
    void answersThatAreNone(int status, String type, String body, int code, String message) {
        Handler handler = _ -> Response.of(status, type, body.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> call(handler, "/"))
                .hasMessageStartingWith(message)
                .satisfies(e -> assertThat(((WebhookException) e).code()).isEqualTo(code));
    }

    @Test
    void anEndlessAnswerIsGivenUp() {
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(out -> {
            byte[] chunk = new byte[1024 * 1024];
            for (int i = 0; i < 1000; i++) {
                out.send(chunk);
            }
        }));
        assertThatThrownBy(() -> call(handler, "/"))
                .isInstanceOf(WebhookException.class)
                .hasMessageEndingWith("Original error: the response is longer than 16777216 bytes");
    }

    @Test
    void aWebhookThatHangsIsGivenUpWhenItsTimeIsOver() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                asked.await();
                clock.advance(TEN_SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        try (WebhookServer server = new WebhookServer(clock, _ -> {
                    asked.countDown();
                    never.await();
                    return json(200, "{}");
                });
                WebhookClient client = client("")) {
            assertThatThrownBy(() -> client.call(target(server, "/slow").announcing(TEN_SECONDS), REVIEW, TEN_SECONDS))
                    .hasMessage("Post \"" + server.url("/slow?timeout=10s") + "\": context deadline exceeded");
            never.countDown();
        }
    }

    @Test
    void whatIsNoTargetIsSaidBeforeAnythingIsAsked() {
        assertThatThrownBy(() -> WebhookTarget.of(ObjectValue.EMPTY))
                .hasMessage("webhook configuration must have either service or URL")
                .satisfies(e -> assertThat(((WebhookException) e).asked()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default|kubernetes|443|10.0.0.9:6443",
                "a|web|443|10.96.0.7:443",
                "a|web|80|no service port 80 found for service \"web\"",
                "a|headless|443|cannot route to service with ClusterIP \"None\"",
                "a|outside|8443|example.com:8443",
                "a|absent|443|service \"absent\" not found",
            })
    void servicesByTheirClusterAddress(String namespace, String name, int port, String expected) {
        ListValue ports = ListValue.of(ObjectValue.of("port", 443L));
        Map<String, ObjectValue> specs = Map.of(
                "web", ObjectValue.of("type", "ClusterIP", "clusterIP", "10.96.0.7", "ports", ports),
                "headless", ObjectValue.of("type", "ClusterIP", "clusterIP", "None", "ports", ports),
                "outside", ObjectValue.of("type", "ExternalName", "externalName", "example.com"));
        ServiceResolver services = new OwnService(
                "10.0.0.9:6443", new StoredServices((ObjectKey key) -> Optional.ofNullable(specs.get(key.name()))
                        .map(spec -> ObjectValue.of("spec", spec))));
        String result;
        try {
            result = services.resolve(namespace, name, port);
        } catch (java.io.IOException e) {
            result = String.valueOf(e.getMessage());
        }
        assertThat(result).isEqualTo(expected);
    }

    private static Response json(int status, String text) {
        return Response.of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }
}
