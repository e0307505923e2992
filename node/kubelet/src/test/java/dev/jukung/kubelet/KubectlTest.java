package dev.jukung.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.ClientRequest;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.http.websocket.WebSocketSession;
import dev.jukung.kubelet.cri.ContainerdForTests;
import dev.jukung.kubelet.pod.Cgroups;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of kubectl see of real containers, through the API server. */
@Timeout(120)
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
class KubectlTest {
    private static final String CGROUP = "/jukung-kubectl-test";
    private static final int MESSAGE_BYTES = 64 * 1024;
    /** Each test of a stream runs over WebSocket and over SPDY. */
    private static final String OFF = "false";

    @TempDir
    private static Path directory;

    private static ContainerdForTests containerd;
    private static ServedCluster cluster;

    private record Result(int code, byte[] output, String errors) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(onPath("kubectl"), "needs kubectl on the path");
        containerd = ContainerdForTests.start();
        Path root = Files.createDirectories(
                containerd.containerd().settings().directory().resolve("kubelet"));
        cluster = new ServedCluster(
                new ContainerBackend(containerd.containerd().runtime(), root),
                KubeletConfig.of(ServedCluster.NODE, "127.0.0.1", root)
                        .withCgroupRoot(CGROUP + "/kubepods")
                        .withPort(0));
        cluster.writeKubeconfig(directory.resolve("kubeconfig"));
        pod("web", "Always", "mkdir -p /tmp/www; echo hello > /tmp/www/index.html; httpd -f -p 8080 -h /tmp/www");
        cluster.await("web", ContainerNode::ready);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
            containerd.close();
            new Cgroups(Path.of("/sys/fs/cgroup")).removeTree(CGROUP);
        }
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void pod(String name, String restartPolicy, String script) throws InterruptedException {
        cluster.create("""
                metadata: {name: %s, namespace: default}
                spec:
                  nodeName: n1
                  restartPolicy: %s
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 1
                  containers: [{name: app, image: 'jukung.dev/busybox:1', command: [sh, -c, '%s']}]
                """.formatted(name, restartPolicy, script));
    }

    private static Process launch(String webSockets, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of("kubectl"), Arrays.stream(arguments)).toList());
        builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
        builder.environment().put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", webSockets);
        builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", webSockets);
        return builder.start();
    }

    private static Result kubectl(String webSockets, byte[] input, String... arguments) throws Exception {
        Process process = launch(webSockets, arguments);
        CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
        CompletableFuture<byte[]> errors = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("kubectl does not end: " + List.of(arguments));
        }
        return new Result(process.exitValue(), output.get(), new String(errors.get(), StandardCharsets.UTF_8));
    }

    private static byte[] all(java.io.InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Result kubectl(String... arguments) throws Exception {
        return kubectl("true", new byte[0], arguments);
    }

    @ParameterizedTest(name = "over WebSocket: {0}")
    @ValueSource(strings = {"true", OFF})
    void aCommandsOutputAndExitCodeArrive(String webSockets) throws Exception {
        Result result =
                kubectl(webSockets, new byte[0], "exec", "web", "--", "sh", "-c", "echo out; echo err >&2; exit 7");

        assertThat(result.code()).isEqualTo(7);
        assertThat(result.text()).isEqualTo("out\n");
        assertThat(result.errors()).isEqualTo("err\ncommand terminated with exit code 7\n");
    }

    @ParameterizedTest(name = "over WebSocket: {0}")
    @ValueSource(strings = {"true", OFF})
    void largeInputComesBackUnharmedAndEnds(String webSockets) throws Exception {
        byte[] input = new byte[8_000_000];
        new Random(5).nextBytes(input);

        Result result = kubectl(webSockets, input, "exec", "-i", "web", "--", "cat");

        assertThat(result.code()).isZero();
        assertThat(result.output()).isEqualTo(input);
    }

    @ParameterizedTest(name = "over WebSocket: {0}")
    @ValueSource(strings = {"true", OFF})
    void aPortIsForwarded(String webSockets) throws Exception {
        Process forward = launch(webSockets, "port-forward", "web", ":8080");
        try (BufferedReader lines = forward.inputReader()) {
            String first = lines.readLine(); // Forwarding from 127.0.0.1:40001 -> 8080
            assertThat(first).startsWith("Forwarding from 127.0.0.1:").endsWith(" -> 8080");
            String address = first.split(" ")[2];
            for (int i = 0; i < 3; i++) {
                try (var page = URI.create("http://" + address + "/").toURL().openStream()) {
                    assertThat(page.readAllBytes()).asString().isEqualTo("hello\n");
                }
            }
        } finally {
            forward.destroy();
            forward.waitFor();
        }
    }

    /** As the clients for Python and JavaScript do it: the ports are in the query, and each message begins with its channel. */
    @Test
    void aPortThatTheQueryNamesIsForwarded() throws Exception {
        StringBuilder text = new StringBuilder();
        try (WebSocketSession session = Handshake.connect(
                cluster.http, webSocket("web/portforward?ports=8080"), List.of("v4.channel.k8s.io"), MESSAGE_BYTES)) {
            session.sendBinary("\0GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!text.toString().contains("hello")) {
                text.append(spoken(session.receive().orElseThrow()));
            }
        }
    }

    private static ClientRequest webSocket(String below) {
        return ClientRequest.get(URI.create(cluster.apiAddress() + "/api/v1/namespaces/default/pods/" + below));
    }

    @Test
    void aLogComesOverAWebSocketToo() throws Exception {
        pod("speaks", "Never", "echo spoken");
        cluster.await("speaks", pod -> pod.status().phase().orElse("").equals("Succeeded"));

        assertThat(logOverWebSocket(List.of())).isEqualTo("spoken\n");
        assertThat(logOverWebSocket(List.of("binary.k8s.io"))).isEqualTo("spoken\n");
        assertThat(logOverWebSocket(List.of("base64.binary.k8s.io")))
                .isEqualTo(Base64.getEncoder().encodeToString("spoken\n".getBytes(StandardCharsets.UTF_8)));
    }

    private static String spoken(WebSocketSession.Message message) {
        return switch (message) {
            case WebSocketSession.Message.Text(String text) -> text;
            case WebSocketSession.Message.Binary(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
        };
    }

    private static String logOverWebSocket(List<String> offered) throws Exception {
        StringBuilder log = new StringBuilder();
        try (WebSocketSession session =
                Handshake.connect(cluster.http, webSocket("speaks/log"), offered, MESSAGE_BYTES)) {
            for (Optional<WebSocketSession.Message> message = session.receive();
                    message.isPresent();
                    message = session.receive()) {
                log.append(spoken(message.get()));
            }
        }
        return log.toString();
    }

    @Test
    void aMissingProgramSaysSo() throws Exception {
        Result result = kubectl("exec", "web", "--", "no-such-program");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errors()).contains("executable file not found");
    }

    @Test
    void filesAreCopiedBothWays() throws Exception {
        Path file = Files.writeString(directory.resolve("there.txt"), "content");
        Path back = directory.resolve("back.txt");

        assertThat(kubectl("cp", file.toString(), "web:/tmp/here.txt").errors()).isEmpty();
        kubectl("cp", "web:/tmp/here.txt", back.toString());

        assertThat(back).hasContent("content");
    }

    @Test
    void aFollowedLogEndsWithItsContainer() throws Exception {
        pod("counts", "Never", "for i in 1 2 3; do echo tick $i; sleep 0.3; done; echo last >&2");
        cluster.await("counts", pod -> !pod.status().phase().orElse("").equals("Pending"));

        assertThat(kubectl("logs", "-f", "counts").text()).isEqualTo("tick 1\ntick 2\ntick 3\nlast\n");
        assertThat(kubectl("logs", "--tail=1", "counts").text()).isEqualTo("last\n");
    }

    @Test
    void theLogOfTheContainerBeforeIsKept() throws Exception {
        pod("crashes", "Always", "echo failing; exit 1");
        cluster.await("crashes", pod -> pod.status().containerStatuses().stream()
                .anyMatch(status -> status.restartCount() > 0));

        assertThat(kubectl("logs", "--previous", "crashes").text()).isEqualTo("failing\n");
        assertThat(kubectl("logs", "--previous", "web").errors())
                .isEqualTo(
                        "Error from server (BadRequest): previous terminated container \"app\" in pod \"web\" not found\n");
    }
}
