package dev.jukung.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.app.CommandException;
import dev.jukung.app.CommandRun;
import dev.jukung.app.ExitCode;
import dev.jukung.base.SystemClock;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutsideClientTest {
    private final OutsideClient client =
            new OutsideClient(CommandRun.context(Map.of(), new ByteArrayOutputStream(), new ByteArrayOutputStream()));

    private static HttpServer serve(int port) throws IOException {
        HttpServer.Options options = HttpServer.Options.of("application", new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
        return HttpServer.start(
                new InetSocketAddress("127.0.0.1", port),
                request -> request.path().equals("/bad")
                        ? Response.text(500, "sorry\n")
                        : Response.text(
                                200,
                                request.method() + " " + new String(request.body(), StandardCharsets.UTF_8) + "\n"),
                options);
    }

    @Test
    void printsAnswersAndRefusesFailures() throws Exception {
        try (client;
                HttpServer server = serve(0)) {
            String base = "http://127.0.0.1:" + server.address().getPort();

            assertThat(client.get(base + "/")).isEqualTo("GET");
            assertThat(client.get(base + "/")).isEqualTo("GET");
            assertThat(client.post(base + "/", "a=b")).isEqualTo("POST a=b");
            assertThatThrownBy(() -> client.get(base + "/bad"))
                    .isInstanceOf(CommandException.class)
                    .hasMessage(base + "/bad: HTTP 500 sorry");
        }
    }

    @Test
    void triesAgainUntilThePortIsOpen() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Thread late = Thread.ofVirtual().unstarted(() -> {
            try (HttpServer server = serve(port)) {
                assertThat(server.address().getPort()).isEqualTo(port);
                Thread.currentThread().join();
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // the test is over
            }
        });
        String url = "http://127.0.0.1:" + port + "/";
        try (client) {
            new SystemClock().after(java.time.Duration.ofMillis(300), late::start);
            assertThat(client.get(url)).isEqualTo("GET");
        } finally {
            late.interrupt();
        }
    }

    @Test
    void saysAtLastThatNobodyAnswers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (client) {
            assertThatThrownBy(() -> client.get("http://127.0.0.1:" + port + "/"))
                    .isInstanceOfSatisfying(CommandException.class, failure -> assertThat(failure.exitCode())
                            .isEqualTo(ExitCode.NETWORK));
        }
    }
}
