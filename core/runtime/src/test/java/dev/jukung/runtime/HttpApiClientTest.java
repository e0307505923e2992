package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Unstructured;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Listing;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire, and what comes of answers. */
@Timeout(30)
class HttpApiClientTest {
    private static final SystemClock CLOCK = new SystemClock();
    private static final ObjectKey KEY = ObjectKey.of("shop", "till");

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Response> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private HttpApiClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                request -> {
                    requests.add(request);
                    return Optional.ofNullable(answers.poll()).orElseThrow();
                },
                HttpServer.Options.of("test", CLOCK, (_, bug) -> faults.add(bug)));
        ClusterAccess access = ClusterAccess.of(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/"), ClientTls.SYSTEM)
                .withBearerToken(() -> Optional.of("secret"));
        client = HttpApiClient.connect(
                access,
                "kubelet/v1.36",
                new Surroundings(CLOCK, new Randomness(new Random(1)), (_, bug) -> faults.add(bug), LoopMetrics.NONE));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        assertThat(faults).isEmpty();
    }

    private void answer(int status, String json) {
        answers.add(Response.of(status, "application/json", json.getBytes(StandardCharsets.UTF_8)));
    }

    private Request request() {
        return requests.getLast();
    }

    private String body() {
        return new String(request().body(), StandardCharsets.UTF_8);
    }

    @Test
    void getReadsAnObject() throws InterruptedException {
        answer(200, "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"till\",\"namespace\":\"shop\"}}");

        Pod pod = client.get(Resources.PODS, KEY);

        assertThat(pod.key()).isEqualTo(KEY);
        assertThat(request().method()).isEqualTo("GET");
        assertThat(request().path()).isEqualTo("/api/v1/namespaces/shop/pods/till");
        assertThat(request().header("Authorization")).contains("Bearer secret");
        assertThat(request().header("User-Agent")).contains("kubelet/v1.36");
        assertThat(request().header("Jukung-Cause")).isEmpty();
    }

    @Test
    void whereTheMetadataIsEnoughNothingElseIsAskedForAndTheKindStays() throws InterruptedException {
        answer(200, """
                {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"till"}}
                """);

        Unstructured pod = client.get(MetadataOnly.of(Resources.PODS), KEY);

        assertThat(request().header("Accept"))
                .contains("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");
        assertThat(pod.tree())
                .isEqualTo(
                        ObjectValue.of("kind", "Pod", "apiVersion", "v1", "metadata", ObjectValue.of("name", "till")));
    }

    @Test
    void aListOfMetadataIsAskedForInTheFormOfLists() throws InterruptedException {
        answer(200, """
                {"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},
                 "items":[{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"till"}}]}
                """);

        Listing<Unstructured> pods = client.list(MetadataOnly.of(Resources.PODS), ListQuery.in("shop"));

        assertThat(request().header("Accept"))
                .contains("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");
        assertThat(pods.items().getFirst().tree())
                .isEqualTo(
                        ObjectValue.of("kind", "Pod", "apiVersion", "v1", "metadata", ObjectValue.of("name", "till")));
    }

    @Test
    void aListHasItsVersionAndItsItemsTheirKind() throws InterruptedException {
        answer(200, """
                {"kind":"PodList","metadata":{"resourceVersion":"7","continue":"next"},
                 "items":[{"metadata":{"name":"till"}}]}
                """);

        Listing<Pod> pods = client.list(
                Resources.PODS, ListQuery.in("shop").labels("a in (b,c)").fields("spec.nodeName=n1"));

        assertThat(pods.resourceVersion()).isEqualTo("7");
        assertThat(pods.continueToken()).isEqualTo("next");
        assertThat(pods.items().getFirst().tree())
                .isEqualTo(
                        ObjectValue.of("kind", "Pod", "apiVersion", "v1", "metadata", ObjectValue.of("name", "till")));
        assertThat(request().parameter("labelSelector")).contains("a in (b,c)");
        assertThat(request().parameter("fieldSelector")).contains("spec.nodeName=n1");
    }

    @Test
    void writesCarryTheirOptionsAndTheirCause() throws Exception {
        answer(200, "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"till\"}}");
        Cause cause = new Cause("deployment-controller", "reconcile shop/till", 42);

        ScopedValue.where(Cause.CURRENT, cause)
                .call(() -> client.patch(
                        Resources.CONFIGMAPS,
                        KEY,
                        Patch.apply(ObjectValue.of("data", ObjectValue.of("a", "1"))),
                        WriteOptions.NONE
                                .withFieldManager("me", true)
                                .withDryRun()
                                .withSubresource("status")));

        assertThat(request().method()).isEqualTo("PATCH");
        assertThat(request().path()).isEqualTo("/api/v1/namespaces/shop/configmaps/till/status");
        assertThat(request().parameter("fieldManager")).contains("me");
        assertThat(request().parameter("force")).contains("true");
        assertThat(request().parameter("dryRun")).contains("All");
        assertThat(request().header("Content-Type")).contains("application/apply-patch+yaml");
        assertThat(request().header("Jukung-Cause"))
                .contains("{\"actor\":\"deployment-controller\",\"what\":\"reconcile shop/till\",\"trigger\":42}");
        assertThat(body()).isEqualTo("{\"data\":{\"a\":\"1\"}}");
    }

    @Test
    void deletionSaysHow() throws InterruptedException {
        answer(200, "{\"kind\":\"Status\",\"status\":\"Success\"}");

        client.delete(Resources.PODS, KEY, DeleteOptions.grace(0).onlyUid("u1"));

        assertThat(request().method()).isEqualTo("DELETE");
        assertThat(body())
                .isEqualTo("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,"
                        + "\"preconditions\":{\"uid\":\"u1\"}}");
    }

    @Test
    void aRefusalKeepsReasonMessageAndDetails() {
        answer(409, """
                {"kind":"Status","status":"Failure","reason":"AlreadyExists","code":409,
                 "message":"configmaps \\"till\\" already exists","details":{"name":"till","kind":"configmaps"}}
                """);

        assertThatThrownBy(() -> client.create(Resources.CONFIGMAPS, ConfigMap.named("shop", "till")))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.ALREADY_EXISTS);
                    assertThat(e).hasMessage("configmaps \"till\" already exists");
                    assertThat(e.details().text("name", "")).isEqualTo("till");
                });
    }

    @Test
    void aFailureThatIsNoStatusIsNamedByItsCode() {
        answers.add(Response.text(404, "404 page not found"));

        assertThatThrownBy(() -> client.get(Resources.PODS, KEY)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(e).hasMessageStartingWith("the server could not find the requested resource");
        });
    }

    @Test
    void aBusyServerIsAskedAgain() throws InterruptedException {
        answers.add(new Response(429, Headers.of("Retry-After", "0"), new Response.Bytes(new byte[0])));
        answer(200, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"till\"}}");

        assertThat(client.get(Resources.PODS, KEY).name()).isEqualTo("till");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aServerThatIsAlwaysBusyIsGivenUp() {
        for (int i = 0; i < 10; i++) {
            answers.add(new Response(429, Headers.of("Retry-After", "0"), new Response.Bytes(new byte[0])));
        }

        assertThatThrownBy(() -> client.get(Resources.PODS, KEY))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS));
        assertThat(requests).hasSize(10);
    }

    @Test
    void aServerThatIsNotThereIsAFailureThatMayPass() {
        server.close();

        assertThatThrownBy(() -> client.get(Resources.PODS, KEY))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason().remedy()).isEqualTo(Reason.Remedy.WAIT));
    }

    @Test
    void aWatchTellsItsEventsAndItsEnd() throws InterruptedException {
        String lines = """
                {"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"a"}}}
                {"type":"MODIFIED","object":{"kind":"Pod","metadata":{"name":"b"}}}
                {"type":"DELETED","object":{"kind":"Pod","metadata":{"name":"c"}}}
                {"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"9"}}}
                {"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410,"message":"too old"}}
                """;
        answers.add(new Response(
                200,
                Headers.of("Content-Type", "application/json"),
                new Response.Stream(sink -> sink.send(lines.getBytes(StandardCharsets.UTF_8)))));

        try (WatchStream<Pod> watch = client.watch(Resources.PODS, new WatchQuery("shop", "", "", "5"))) {
            assertThat(watch.next())
                    .isInstanceOfSatisfying(Event.Added.class, event -> assertThat(((Pod) event.object()).name())
                            .isEqualTo("a"));
            assertThat(watch.next()).isInstanceOf(Event.Modified.class);
            assertThat(watch.next()).isInstanceOf(Event.Deleted.class);
            assertThat(watch.next()).isEqualTo(new Event.Bookmark<>("9"));
            assertThat(watch.next()).isEqualTo(new Event.Ended<>(Reason.EXPIRED, "too old"));
            assertThat(watch.next()).isEqualTo(new Event.Ended<>(Reason.UNKNOWN, "the server closed the watch"));
        }
        assertThat(request().parameter("watch")).contains("true");
        assertThat(request().parameter("allowWatchBookmarks")).contains("true");
        assertThat(request().parameter("resourceVersion")).contains("5");
    }
}
