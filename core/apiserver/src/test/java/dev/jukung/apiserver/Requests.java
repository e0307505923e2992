package dev.jukung.apiserver;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.rest.Connector;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** HTTP requests to an API server in the test JVM, and its answers, without a socket. Confined to one test. */
final class Requests implements AutoCloseable {
    static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 40000);

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final RevisionStore store;
    private final CertificateAuthority authority = CertificateAuthority.create("test", Duration.ofDays(1), clock);
    private final List<X509Certificate> administrator = certificates("admin", User.MASTERS);
    private final ApiServer server;

    Requests() throws InterruptedException {
        this(UnaryOperator.identity());
    }

    Requests(UnaryOperator<ApiServerConfig> configured) throws InterruptedException {
        this(configured, RevisionStores::inMemory);
    }

    /** @param opened makes the store; it is closed with this */
    Requests(UnaryOperator<ApiServerConfig> configured, Function<Clock, RevisionStore> opened)
            throws InterruptedException {
        this(configured, opened, (_, _) -> (_, _, _) -> {
            throw new AssertionError("no connection is expected");
        });
    }

    /** @param connector what connects clients with Pods */
    Requests(
            UnaryOperator<ApiServerConfig> configured,
            Function<Clock, RevisionStore> opened,
            BiFunction<RevisionStore, Supplier<Kinds>, Connector> connector)
            throws InterruptedException {
        this(configured, opened, connector, UnaryOperator.identity());
    }

    /** @param seen the clock as server and store read it */
    static Requests onClock(UnaryOperator<Clock> seen) throws InterruptedException {
        return new Requests(
                UnaryOperator.identity(),
                RevisionStores::inMemory,
                (_, _) -> (_, _, _) -> {
                    throw new AssertionError("no connection is expected");
                },
                seen);
    }

    private Requests(
            UnaryOperator<ApiServerConfig> configured,
            Function<Clock, RevisionStore> opened,
            BiFunction<RevisionStore, Supplier<Kinds>, Connector> connector,
            UnaryOperator<Clock> seen)
            throws InterruptedException {
        Clock read = seen.apply(clock);
        store = opened.apply(read);
        server = ApiServer.start(
                configured.apply(ApiServerConfig.standard("127.0.0.1", 6443, Keys.ec())),
                new ApiServer.Surroundings(
                        store,
                        kinds -> connector.apply(store, kinds),
                        read,
                        new Randomness(new Random(1)),
                        (where, bug) -> {
                            throw new AssertionError(where, bug);
                        }));
    }

    List<X509Certificate> certificates(String user, String... groups) {
        return authority
                .issue(CertificateProfile.client(user, List.of(groups), Duration.ofHours(1)))
                .chain();
    }

    RevisionStore store() {
        return store;
    }

    ApiServer server() {
        return server;
    }

    /** @param body as text; what a test looks at as an object comes with {@link #json} */
    record Answer(int code, Headers headers, String body) {
        ObjectValue json() {
            return Json.parseObject(body);
        }

        /** Code, reason and message of a Status. */
        String refusal() {
            return (code + " " + json().text("reason", "") + ": " + json().text("message", "")).strip();
        }

        List<String> warnings() {
            return headers.all("Warning");
        }
    }

    Answer get(String target) throws Exception {
        return send("GET", target, Headers.NONE, "");
    }

    Answer post(String target, String json) throws Exception {
        return send("POST", target, Headers.of("Content-Type", "application/json"), json);
    }

    Answer put(String target, String json) throws Exception {
        return send("PUT", target, Headers.of("Content-Type", "application/json"), json);
    }

    Answer patch(String target, String type, String body) throws Exception {
        return send("PATCH", target, Headers.of("Content-Type", type), body);
    }

    Answer delete(String target, String options) throws Exception {
        return send("DELETE", target, Headers.of("Content-Type", "application/json"), options);
    }

    Answer send(String method, String target, Headers headers, String body) throws Exception {
        return send(method, target, headers, body, administrator);
    }

    /** With the whole content of a streamed answer, which has to end by itself. */
    Answer whole(String method, String target, Headers headers, String body) throws Exception {
        int question = target.indexOf('?');
        Response response = server.handler()
                .handle(new Request(
                        method,
                        question < 0 ? target : target.substring(0, question),
                        question < 0 ? Map.of() : query(target.substring(question + 1)),
                        headers,
                        body.getBytes(StandardCharsets.UTF_8),
                        PEER,
                        administrator,
                        "HTTP/2.0"));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (response.body() instanceof Response.Stream(Response.Writer writer)) {
            writer.write(parts -> {
                for (byte[] part : parts) {
                    content.writeBytes(part);
                }
            });
        }
        return new Answer(response.status(), response.headers(), content.toString(StandardCharsets.UTF_8));
    }

    /** As a user of no group. */
    Answer sendAs(String user, String method, String target) throws Exception {
        return sendAs(user, method, target, Headers.NONE);
    }

    Answer sendAs(String user, String method, String target, Headers headers) throws Exception {
        return send(method, target, headers, "", certificates(user));
    }

    /** As somebody who shows no certificate. */
    Answer sendAnonymously(String method, String target, Headers headers) throws Exception {
        return send(method, target, headers, "", List.of());
    }

    /** With a bearer token and nothing else. */
    Answer sendWithToken(String token, String method, String target, String body) throws Exception {
        Headers headers = Headers.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
        return send(method, target, headers, body, List.of());
    }

    /** As a member of groups. */
    Answer sendAs(String user, List<String> groups, String method, String target, String body) throws Exception {
        Headers headers = Headers.of("Content-Type", "application/json");
        return send(method, target, headers, body, certificates(user, groups.toArray(String[]::new)));
    }

    VirtualClock clock() {
        return clock;
    }

    Answer send(String method, String target, Headers headers, String body, List<X509Certificate> certificates)
            throws Exception {
        Response response = respond(method, target, headers, body.getBytes(StandardCharsets.UTF_8), certificates);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        switch (response.body()) {
            case Response.Bytes bytes -> bytes.writeTo(content);
            case Response.Stream _, Response.Upgraded _ -> content.write("(a stream)".getBytes(StandardCharsets.UTF_8));
        }
        return new Answer(response.status(), response.headers(), content.toString(StandardCharsets.UTF_8));
    }

    /** The answer as the server gives it to the connection. */
    Response respond(String method, String target, Headers headers, byte[] body) throws InterruptedException {
        return respond(method, target, headers, body, administrator);
    }

    private Response respond(
            String method, String target, Headers headers, byte[] body, List<X509Certificate> certificates)
            throws InterruptedException {
        int question = target.indexOf('?');
        return server.handler()
                .handle(new Request(
                        method,
                        question < 0 ? target : target.substring(0, question),
                        question < 0 ? Map.of() : query(target.substring(question + 1)),
                        headers,
                        body,
                        PEER,
                        certificates,
                        "HTTP/2.0"));
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.computeIfAbsent(parts[0], _ -> new ArrayList<>())
                    .add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /** Waits until all that changes lead to has happened. */
    void settle() throws InterruptedException {
        clock.settle();
    }

    /** Lets time pass. */
    void advance(Duration duration) throws InterruptedException {
        clock.advance(duration);
    }

    /** Another server on the same store, as after a restart. */
    ApiServer restarted() throws InterruptedException {
        return ApiServer.start(
                ApiServerConfig.standard("127.0.0.1", 6443, Keys.ec()),
                new ApiServer.Surroundings(
                        store,
                        _ -> (_, _, _) -> {
                            throw new AssertionError("no connection is expected");
                        },
                        clock,
                        new Randomness(new Random(2)),
                        (where, bug) -> {
                            throw new AssertionError(where, bug);
                        }));
    }

    /** Of the last commit: the same before and after what was refused. */
    long revision() {
        return store.latest().revision().value();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
