package dev.jukung.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole simulated cluster, on a real port and a real disk. */
class ClusterTest {
    @TempDir
    Path folder;

    private ClusterConfig config() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new ClusterConfig("test", folder, free.getLocalPort(), ClusterConfig.Backend.SIMULATED, "127.0.0.1");
        }
    }

    @Test
    void whatWasStoredIsThereAfterARestartAndTheApiAnswersOverHttps() throws Exception {
        ClusterConfig config = config();
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            ApiClient admin = cluster.client("kubernetes-admin", "system:masters");
            admin.create(
                    Resources.CONFIGMAPS, ConfigMap.named("default", "kept").withData(Map.of("a", "1")));
        }

        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            ApiClient admin = cluster.client("kubernetes-admin", "system:masters");
            assertThat(admin.get(Resources.CONFIGMAPS, ObjectKey.of("default", "kept"))
                            .data())
                    .containsExactlyEntriesOf(Map.of("a", "1"));
            assertThat(readyz(config)).isEqualTo("ok");
        }
    }

    @Test
    void aDamagedStoreIsNamedAtTheStartAndServesAgainWhenItIsMadeGood() throws Exception {
        ClusterConfig config = config();
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            cluster.client("kubernetes-admin", "system:masters")
                    .create(Resources.CONFIGMAPS, ConfigMap.named("default", "kept"));
        }
        Cluster.start(config, Progress.NONE).close(); // writes the content of the log into a table
        Path table;
        try (Stream<Path> files = Files.walk(folder)) {
            table = files.filter(file -> file.toString().endsWith(".sst"))
                    .max(Comparator.comparing(file -> file.toFile().length()))
                    .orElseThrow();
        }
        byte[] good = Files.readAllBytes(table);
        byte[] damaged = good.clone();
        damaged[good.length / 3] ^= 0x55;
        Files.write(table, damaged);

        assertThatThrownBy(() -> Cluster.start(config, Progress.NONE).close())
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("the data in " + folder + " is damaged (")
                .hasMessageEndingWith("restore it from a copy, or remove the cluster and begin anew");

        Files.write(table, good);
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            assertThat(cluster.client("kubernetes-admin", "system:masters")
                            .find(Resources.CONFIGMAPS, ObjectKey.of("default", "kept")))
                    .isPresent();
        }
    }

    @Test
    void theAdministratorsKubeconfigIsTheSameAfterARestartAndHasAnRsaKey() throws Exception {
        ClusterConfig config = config();
        String before;
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            before = cluster.kubeconfig();
        }

        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            assertThat(cluster.kubeconfig()).isEqualTo(before);
        }
        assertThat(TlsIdentity.read(folder.resolve("pki/admin.crt"), folder.resolve("pki/admin.key"))
                        .key()
                        .getAlgorithm())
                .isEqualTo("RSA");
    }

    @Test
    void theFrontProxyHasAnAuthorityOfItsOwnWhichServersOfOtherApisAreTold() throws Exception {
        ClusterConfig config = config();
        String told;
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            told = trustedProxies(cluster);
        }
        String proxies = Files.readString(folder.resolve("pki/front-proxy-ca.crt"));

        assertThat(TrustBundle.ofPem(told).certificates())
                .isEqualTo(TrustBundle.ofPem(proxies).certificates())
                .doesNotContainAnyElementsOf(
                        TrustBundle.read(folder.resolve("pki/ca.crt")).certificates());
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            assertThat(trustedProxies(cluster)).isEqualTo(told);
        }
    }

    private static String trustedProxies(Cluster cluster) throws InterruptedException {
        ApiClient admin = cluster.client("kubernetes-admin", "system:masters");
        ObjectKey key = ObjectKey.of("kube-system", "extension-apiserver-authentication");
        return admin.get(Resources.CONFIGMAPS, key).data().getOrDefault("requestheader-client-ca-file", "");
    }

    private String readyz(ClusterConfig config) throws Exception {
        ClientTls tls = ClientTls.trusting(TrustBundle.read(folder.resolve("pki/ca.crt")));
        try (HttpClient client = new HttpClient(HttpClient.Options.of("test", tls, new SystemClock(), (where, bug) -> {
                    throw new AssertionError(where, bug);
                }));
                ClientResponse response =
                        client.send(ClientRequest.get(URI.create("https://127.0.0.1:" + config.port() + "/readyz")))) {
            return new String(response.bytes(1000), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
