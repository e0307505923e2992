package dev.jukung.systemtest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that misuse a whole server: whatever they do, everybody else is answered, and promptly. */
@Timeout(150)
class HostileClientsTest extends KubectlTests {
    private static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";

    /** Of one HTTP/2 connection; fewer than a server allows. */
    private static final int STREAMS = 100;

    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    private final List<Closeable> open = new ArrayList<>();
    private String token = "";
    private URI server = URI.create("");
    private SSLContext tls;

    @BeforeAll
    void connect() throws Exception {
        token = token();
        server = URI.create(server());
        tls = tls();
    }

    @AfterEach
    void leave() throws IOException {
        for (Closeable one : open) {
            one.close();
        }
        open.clear();
    }

    private ApiClient admin() {
        return cluster().client("admin", "system:masters");
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(20_000);
        open.add(socket);
        return socket;
    }

    private SSLSocket encrypted() throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(server.getHost(), server.getPort());
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        open.add(socket);
        return socket;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
    }

    /** A client that comes anew is answered in time. */
    private void assertServes() throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = client.send(
                        request(CONFIGMAPS).timeout(PROMPTLY).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    @Test
    void garbageAndPlainTextOnTheTlsPortHarmNobody() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            byte[] garbage = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(garbage);
            Socket socket = plain();
            try {
                socket.getOutputStream().write(garbage);
            } catch (IOException _) {
                // The server has heard enough.
            }
        }
        Socket http = plain();
        http.getOutputStream().write("GET /api HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
        assertThat(new String(http.getInputStream().readAllBytes(), US_ASCII)).doesNotContain("200 OK");
        assertServes();
    }

    @Test
    void headsAndBodiesThatComeSlowlyOrNotAtAllHoldUpNobody() throws Exception {
        for (int i = 0; i < 150; i++) {
            encrypted().getOutputStream().write("GET /api HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(US_ASCII));
        }
        String post = "POST " + CONFIGMAPS + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{";
        for (int i = 0; i < 150; i++) {
            encrypted().getOutputStream().write(post.getBytes(US_ASCII));
        }
        assertServes();
    }

    /** Each event is some 400 KB: 40 watchers that do not read would cost 1.3 GB if each had its own copies, and the JVM has 1 GB. */
    @Test
    void watchersThatDoNotReadCostNoMemoryAndTheOthersAreTold() throws Exception {
        ConfigMap large = admin().create(Resources.CONFIGMAPS, ConfigMap.named("default", "large"));
        String watch = "GET " + CONFIGMAPS
                + "?watch=1&fieldSelector=metadata.name%3Dlarge HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
                + "\r\n\r\n";
        for (int i = 0; i < 40; i++) {
            SSLSocket socket = encrypted();
            socket.getOutputStream().write(watch.getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(15), US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
        try (ApiClient.WatchStream<ConfigMap> reader = admin().watch(
                        Resources.CONFIGMAPS,
                        new ApiClient.WatchQuery("default", "", "metadata.name=large", large.resourceVersion()))) {
            for (int i = 0; i < 80; i++) {
                large = admin().update(
                                Resources.CONFIGMAPS,
                                large.withData(Map.of("a", Integer.toString(i).repeat(250_000))));
                assertThat(reader.next()).isEqualTo(new ApiClient.Event.Modified<>(large));
            }
        }
        assertServes();
        admin().delete(Resources.CONFIGMAPS, ObjectKey.of("default", "large"), ApiClient.DeleteOptions.NONE);
    }

    /** Counts the watchers that were told of one object. */
    private record Told(CountDownLatch left) implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.contains("\"type\":\"ADDED\"") && line.contains("\"name\":\"for-all\"")) {
                left.countDown();
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void thousandsOfIdleWatchesAreAllTold() throws Exception {
        int clients = 100;
        CountDownLatch left = new CountDownLatch(clients * STREAMS);
        Semaphore opening = new Semaphore(20);
        HttpRequest watch = request(CONFIGMAPS + "?watch=1&resourceVersion=0&labelSelector=for%3Dall")
                .build();
        for (int i = 0; i < clients; i++) {
            HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
            open.add(client::shutdownNow);
            // The first request makes the connection that the others use.
            client.send(request("/api").build(), HttpResponse.BodyHandlers.discarding());
            for (int stream = 0; stream < STREAMS; stream++) {
                opening.acquire();
                client.sendAsync(watch, head -> {
                    opening.release();
                    assertThat(head.statusCode()).isEqualTo(200);
                    return HttpResponse.BodySubscribers.fromLineSubscriber(new Told(left));
                });
            }
        }
        opening.acquire(20);
        assertServes();
        kubectl("create", "configmap", "for-all");
        kubectl("label", "configmap", "for-all", "for=all");
        assertThat(left.await(60, TimeUnit.SECONDS))
                .as(left.getCount() + " were not told")
                .isTrue();
        assertServes();
    }
}
