package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real kubectl, unchanged, and one simulated cluster for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KubectlTests {
    private Path folder = Path.of("");
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        assumeTrue(JukungProcess.hasKubectl(), "kubectl is not installed on this machine");
        folder = temporary;
        ClusterConfig config = new ClusterConfig(
                "kubectl",
                folder.resolve("cluster"),
                JukungProcess.freePort(),
                ClusterConfig.Backend.SIMULATED,
                "127.0.0.1");
        cluster = Cluster.start(config, Progress.NONE);
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    Cluster cluster() {
        return cluster;
    }

    Path kubeconfig() {
        return folder.resolve("cluster/kubeconfig");
    }

    String server() throws IOException, InterruptedException {
        return kubectl("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}");
    }

    /** What a program needs that knows nothing of kubeconfigs: an account that may do everything. */
    String token() throws IOException, InterruptedException {
        kubectl("create", "serviceaccount", "program");
        kubectl(
                "create",
                "clusterrolebinding",
                "program",
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:program");
        return kubectl("create", "token", "program");
    }

    /** The JDK's TLS, which believes the cluster's authority. */
    SSLContext tls() throws IOException, InterruptedException, GeneralSecurityException {
        byte[] authority = Base64.getDecoder()
                .decode(kubectl(
                        "config", "view", "--raw", "-o", "jsonpath={.clusters[0].cluster.certificate-authority-data}"));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    record Result(int code, String out) {}

    Result run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("kubectl", "--kubeconfig=" + kubeconfig(), "--cache-dir=" + folder + "/cache"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Result(process.waitFor(), text);
        }
    }

    String kubectl(String... arguments) throws IOException, InterruptedException {
        return given("", arguments);
    }

    String refused(String... arguments) throws IOException, InterruptedException {
        Result result = run("", arguments);
        assertThat(result.code()).as(result.out()).isNotZero();
        return result.out();
    }

    String given(String input, String... arguments) throws IOException, InterruptedException {
        Result result = run(input, arguments);
        assertThat(result.code()).as(result.out()).isZero();
        return result.out();
    }
}
