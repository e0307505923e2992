package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.ClusterRemoval;
import dev.jukung.cluster.HostAddress;
import dev.jukung.cluster.NodeImages;
import dev.jukung.cluster.Progress;
import dev.jukung.kubelet.cri.ContainerdForTests;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.kubernetes.client.Attach;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What fabric8 and the official client do inside of containers: logs, exec, attach, port-forward; unchanged, over the real port. */
@Timeout(120)
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
class JavaStreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "jst";
    private static final String PAGE = "GET /page HTTP/1.0\r\n\r\n";
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: default}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: jukung.dev/busybox:1
                stdin: true
                command: [sh, -c, "mkdir /www; echo hello > /www/page; httpd -p 8080 -h /www; echo started; exec cat"]
            """;

    @TempDir
    static Path folder;

    private static ClusterConfig config;
    private static Cluster cluster;
    private static KubernetesClient fabric;
    private static ApiClient official;

    @BeforeAll
    static void start() throws Exception {
        config = new ClusterConfig(
                        NAME,
                        folder,
                        JukungProcess.freePort(),
                        ClusterConfig.Backend.CONTAINERD,
                        HostAddress.firstReachable().orElseThrow())
                .withAddresses(ClusterAddresses.firstFree(Set.of(0)));
        cluster = Cluster.start(config, Progress.NONE);
        Path archive = folder.resolve("busybox.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            ContainerdForTests.busybox(ContainerdForTests.BUSYBOX).writeTo(out);
        }
        NodeImages.of(config).load(archive);
        fabric = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        official = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig())))
                .build();
        await().atMost(PATIENCE)
                .until(() -> fabric.serviceAccounts()
                                .inNamespace("default")
                                .withName("default")
                                .get()
                        != null);
        fabric.resource(POD).create();
        pod().waitUntilReady(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterAll
    static void remove() throws Exception {
        fabric.close();
        cluster.close();
        ClusterRemoval.remove(config);
    }

    private static PodResource pod() {
        return fabric.pods().inNamespace("default").withName("web");
    }

    private static String text(InputStream in, String until) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().contains(until)) {
            int next = in.read();
            assertThat(next).as(text.toString()).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void fabric8ReachesIntoAContainer() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pod().getLog()).contains("started"));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch command = pod().writingOutput(out).exec("sh", "-c", "cat /www/page; exit 3")) {
            assertThat(command.exitCode().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");

        try (ExecWatch attached = pod().redirectingInput().redirectingOutput().attach()) {
            attached.getInput().write("from fabric8\n".getBytes(StandardCharsets.UTF_8));
            attached.getInput().flush();
            assertThat(text(attached.getOutput(), "from fabric8\n")).contains("from fabric8");
        }

        try (LocalPortForward forward = pod().portForward(8080);
                InputStream page = URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/page")
                        .toURL()
                        .openStream()) {
            assertThat(page.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello\n");
        }
    }

    @Test
    void theOfficialClientReachesIntoAContainer() throws Exception {
        try (InputStream log = new PodLogs(official).streamNamespacedPodLog("default", "web", "main")) {
            assertThat(text(log, "started\n")).contains("started");
        }

        Process command =
                new Exec(official).exec("default", "web", new String[] {"sh", "-c", "cat /www/page; exit 3"}, false);
        assertThat(text(command.getInputStream(), "hello\n")).isEqualTo("hello\n");
        assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).isEqualTo(3);
        command.destroy();

        Attach.AttachResult attached = new Attach(official)
                .newConnectionBuilder("default", "web")
                .setStdin(true)
                .setStdout(true)
                .connect();
        attached.getStandardInputStream().write("from the official client\n".getBytes(StandardCharsets.UTF_8));
        attached.getStandardInputStream().flush();
        assertThat(text(attached.getStandardOutputStream(), "from the official client\n"))
                .contains("from the official client");
        attached.close();

        PortForward.PortForwardResult forward = new PortForward(official).forward("default", "web", List.of(8080));
        forward.getOutboundStream(8080).write(PAGE.getBytes(StandardCharsets.US_ASCII));
        forward.getOutboundStream(8080).flush();
        assertThat(text(forward.getInputStream(8080), "hello\n")).contains("200 OK");
    }
}
