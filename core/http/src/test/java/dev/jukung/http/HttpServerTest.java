package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds in both versions of HTTP, over TLS. */
@Timeout(60)
class HttpServerTest {
    private static final byte[] LARGE = new byte[5_000_000];

    static {
        new Random(7).nextBytes(LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestArrivesWhole(HttpClient.Version version) throws Exception {
        CompletableFuture<Request> seen = new CompletableFuture<>();
        Handler handler = request -> {
            seen.complete(request);
            return Response.text(201, "made");
        };
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            URI uri = server.uri("/api/v1/na%20me/x%2Fy?watch=true&labelSelector=a%3Db%2Cc&labelSelector=d+e&empty");
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri)
                            .header("X-Thing", "one")
                            .POST(HttpRequest.BodyPublishers.ofString("the body"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.body()).isEqualTo("made");
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(response.headers().firstValue("Date")).isPresent();
            Request request = seen.get();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/v1/na me/x/y");
            assertThat(request.target()).isEqualTo(uri.getRawPath() + "?" + uri.getRawQuery());
            assertThat(request.query())
                    .isEqualTo(Map.of(
                            "watch", List.of("true"), "labelSelector", List.of("a=b,c", "d e"), "empty", List.of("")));
            assertThat(request.header("x-thing")).contains("one");
            assertThat(request.header("Host")).contains("localhost:" + server.port());
            assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("the body");
            assertThat(request.peer().getAddress().isLoopbackAddress()).isTrue();
            assertThat(request.certificates()).isEmpty();
            assertThat(request.certificateError()).isEmpty();
            assertThat(request.protocol()).isEqualTo(version == HttpClient.Version.HTTP_2 ? "HTTP/2.0" : "HTTP/1.1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyRequestsShareConnections(HttpClient.Version version) throws Exception {
        Handler handler = request -> Response.text(200, request.path());
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 200)
                    .mapToObj(i -> client.sendAsync(
                            HttpRequest.newBuilder(server.uri("/" + i)).build(), BodyHandlers.ofString()))
                    .toList();

            for (int i = 0; i < responses.size(); i++) {
                assertThat(responses.get(i).get().body()).isEqualTo("/" + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesOfSeveralPartsArriveInOrder(HttpClient.Version version) throws Exception {
        byte[][] parts = IntStream.range(0, 1000)
                .mapToObj(i -> Arrays.copyOfRange(LARGE, i * 5000, (i + 1) * 5000))
                .toArray(byte[][]::new);
        Handler handler = _ -> Response.of(200, "application/json", parts);
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<byte[]> response = get(client, server, "/");

            assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(LARGE.length);
            assertThat(Arrays.equals(response.body(), LARGE)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeRequestBodiesArrive(HttpClient.Version version) throws Exception {
        Handler handler = request -> Response.of(200, "application/octet-stream", request.body());
        byte[] body = Arrays.copyOf(LARGE, 3 * 1024 * 1024);
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(server.uri("/"))
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());

            assertThat(Arrays.equals(response.body(), body)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOverTheLimitIsAnsweredByTheHook(HttpClient.Version version) throws Exception {
        Handler handler = request -> Response.text(200, "" + request.body().length);
        try (TestServer server =
                        TestServer.tls(new ServerTls(TestServer.SERVER), handler, options -> options.withLimits(
                                        options.limits().withBodyBytes(1000))
                                .withTooLarge(request -> Response.text(413, "limit is 1000 for " + request.path())));
                HttpClient client = TestServer.client(version)) {
            HttpResponse<String> declared = put(client, server, HttpRequest.BodyPublishers.ofByteArray(new byte[1001]));
            HttpResponse<String> undeclared = put(
                    client,
                    server,
                    HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[200_000])));
            HttpResponse<String> fits = put(client, server, HttpRequest.BodyPublishers.ofByteArray(new byte[1000]));

            assertThat(declared.statusCode()).isEqualTo(413);
            assertThat(declared.body()).isEqualTo("limit is 1000 for /thing");
            assertThat(undeclared.statusCode()).isEqualTo(413);
            assertThat(fits.body()).isEqualTo("1000");
        }
    }

    private static HttpResponse<String> put(HttpClient client, TestServer server, HttpRequest.BodyPublisher body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.uri("/thing")).PUT(body).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    void largeAnswersAreCompressedForWhoAcceptsIt(HttpClient.Version version) throws Exception {
        byte[] line = "{\"kind\":\"Pod\"}".repeat(10).getBytes(StandardCharsets.UTF_8);
        byte[][] parts = IntStream.range(0, 5000).mapToObj(_ -> line).toArray(byte[][]::new);
        Handler handler = request ->
                request.path().equals("/large") ? Response.of(200, "application/json", parts) : Response.text(200, "s");
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<byte[]> small = getGzip(client, server, "/small");
            HttpResponse<byte[]> large = getGzip(client, server, "/large");
            HttpResponse<byte[]> notAccepted = get(client, server, "/large");

            assertThat(small.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(large.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(large.headers().firstValue("Vary")).contains("Accept-Encoding");
            assertThat(large.body().length).isLessThan(50_000);
            assertThat(Arrays.equals(gunzip(large.body()), notAccepted.body())).isTrue();
        }
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }

    private static HttpResponse<byte[]> getGzip(HttpClient client, TestServer server, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.uri(path))
                        .header("Accept-Encoding", "deflate, gzip")
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(HttpClient client, TestServer server, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @EnumSource
    void headGetsTheLengthButNoBody(HttpClient.Version version) throws Exception {
        Handler handler = _ -> Response.text(200, "twelve bytes");
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(server.uri("/")).HEAD().build(), BodyHandlers.ofString());
            HttpResponse<byte[]> next = get(client, server, "/");

            assertThat(response.headers().firstValue("Content-Length")).contains("12");
            assertThat(response.body()).isEmpty();
            assertThat(next.body()).hasSize(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySendOfAStreamArrivesAtOnce(HttpClient.Version version) throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            for (String event = events.take(); !event.isEmpty(); event = events.take()) {
                sink.send(event.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'});
            }
        }));
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<java.io.InputStream> response =
                    client.send(HttpRequest.newBuilder(server.uri("/watch")).build(), BodyHandlers.ofInputStream());

            for (String event : List.of("ADDED", "MODIFIED", "DELETED")) {
                events.put(event);
                assertThat(TestServer.readUntil(response.body(), "\n")).isEqualTo(event + "\n");
            }
            events.put("");
            assertThat(response.body().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBugInAHandlerIsReportedAndAnsweredWithoutInternals(HttpClient.Version version) throws Exception {
        Handler handler = _ -> {
            throw new IllegalStateException("secret");
        };
        TestServer server = TestServer.tls(handler);
        try (HttpClient client = TestServer.client(version)) {
            HttpResponse<byte[]> response = get(client, server, "/thing");

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).asString(StandardCharsets.UTF_8).isEqualTo("Internal Server Error");
            assertThat(server.faults).singleElement().satisfies(fault -> {
                assertThat(fault).hasMessage("GET /thing");
                assertThat(fault.getCause()).hasMessage("secret");
            });
        } finally {
            server.faults.clear();
            server.close();
        }
    }
}
