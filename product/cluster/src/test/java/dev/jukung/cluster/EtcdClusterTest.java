package dev.jukung.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of one cluster on a real etcd: what is written through one is read through the other, and by whoever reads etcd. */
@Timeout(120)
class EtcdClusterTest {
    @TempDir
    private Path folder;

    private int etcdPort;
    private Process etcd;

    @BeforeEach
    void startEtcd() throws Exception {
        Path program = Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "etcd"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "this test needs the program etcd on the PATH (Debian: apt-get install etcd-server)"));
        etcdPort = freePort();
        String peer = "http://127.0.0.1:" + freePort();
        etcd = new ProcessBuilder(
                        program.toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + etcdUrl(),
                        "--advertise-client-urls=" + etcdUrl(),
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--log-level=error")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile())
                .start();
        awaitPort();
    }

    private void awaitPort() throws InterruptedException {
        for (int attempt = 0; attempt < 400; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", etcdPort), 1_000);
                return;
            } catch (IOException e) {
                if (etcd.waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new AssertionError("etcd did not start, see etcd.log");
    }

    @AfterEach
    void stopEtcd() {
        etcd.destroyForcibly();
        etcd.onExit().join();
    }

    private String etcdUrl() {
        return "http://127.0.0.1:" + etcdPort;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private ClusterConfig config(String name) throws IOException {
        return new ClusterConfig(name, folder.resolve(name), freePort(), ClusterConfig.Backend.SIMULATED, "127.0.0.1")
                .withDatastore(datastore());
    }

    private Datastore datastore() {
        return new Datastore(
                "etcd://127.0.0.1:" + etcdPort, Optional.empty(), Optional.empty(), Optional.empty(), Datastore.PREFIX);
    }

    /** The servers of one cluster have the same keys. */
    private void shareKeys(String from, String to) throws IOException {
        Path target = Files.createDirectories(folder.resolve(to).resolve("pki"));
        try (Stream<Path> files = Files.list(folder.resolve(from).resolve("pki"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void twoServersAreOneCluster() throws Exception {
        try (Cluster one = Cluster.start(config("one"), Progress.NONE)) {
            shareKeys("one", "two");
            try (Cluster two = Cluster.start(config("two"), Progress.NONE)) {
                ApiClient first = one.client("kubernetes-admin", "system:masters");
                ApiClient second = two.client("kubernetes-admin", "system:masters");
                assertThatAWatchOnOneSeesWhatTheOtherWrites(first, second);
                for (int i = 0; i < 20; i++) {
                    ApiClient writer = i % 2 == 0 ? first : second;
                    ApiClient reader = i % 2 == 0 ? second : first;
                    ObjectKey key = ObjectKey.of("default", "shared-" + i);
                    ConfigMap created = writer.create(
                            Resources.CONFIGMAPS,
                            ConfigMap.named("default", key.name()).withData(Map.of("n", "" + i)));

                    ConfigMap read = reader.get(Resources.CONFIGMAPS, key);
                    assertThat(read.tree()).isEqualTo(created.tree());
                    ConfigMap updated = reader.update(Resources.CONFIGMAPS, read.withData(Map.of("n", "updated")));
                    assertThat(writer.get(Resources.CONFIGMAPS, key).tree()).isEqualTo(updated.tree());
                }
            }
        }
    }

    private static void assertThatAWatchOnOneSeesWhatTheOtherWrites(ApiClient watcher, ApiClient writer)
            throws InterruptedException {
        ConfigMap first = writer.create(
                Resources.CONFIGMAPS, ConfigMap.named("kube-system", "watched").withData(Map.of("n", "0")));
        String start = first.tree().object("metadata").text("resourceVersion", "");
        try (ApiClient.WatchStream<ConfigMap> watch = watcher.watch(
                Resources.CONFIGMAPS, new ApiClient.WatchQuery("kube-system", "", "metadata.name=watched", start))) {
            ConfigMap last = first;
            for (int i = 1; i <= 20; i++) {
                last = writer.update(Resources.CONFIGMAPS, last.withData(Map.of("n", Integer.toString(i))));
                assertThat(watch.next()).isEqualTo(new ApiClient.Event.Modified<>(last));
            }
            writer.delete(Resources.CONFIGMAPS, last.key(), ApiClient.DeleteOptions.NONE);
            assertThat(watch.next()).isInstanceOf(ApiClient.Event.Deleted.class);
        }
    }

    @Test
    void theStateIsInEtcdAsKubernetesKeepsItAndOutlivesTheServer() throws Exception {
        String version;
        try (Cluster one = Cluster.start(config("one"), Progress.NONE)) {
            ApiClient admin = one.client("kubernetes-admin", "system:masters");
            ConfigMap created = admin.create(
                    Resources.CONFIGMAPS, ConfigMap.named("default", "kept").withData(Map.of("a", "1")));
            version = created.tree().object("metadata").text("resourceVersion", "");
            ObjectValue stored = inEtcd("/registry/configmaps/default/kept");
            assertThat(stored.text("mod_revision")).contains(version);
            ObjectValue json =
                    Json.parseObject(new String(Base64.getDecoder().decode(stored.text("value", "")), UTF_8));
            assertThat(json.object("data").text("a")).contains("1");
            assertThat(json.object("metadata").text("resourceVersion")).contains("");
            for (String key : List.of(
                    "/registry/services/specs/default/kubernetes",
                    "/registry/namespaces/kube-system",
                    "/registry/clusterroles/cluster-admin",
                    "/registry/priorityclasses/system-node-critical")) {
                assertThat(inEtcd(key).text("value")).as(key).isPresent();
            }
        }
        try (Cluster again = Cluster.start(config("one"), Progress.NONE)) {
            ConfigMap kept = again.client("kubernetes-admin", "system:masters")
                    .get(Resources.CONFIGMAPS, ObjectKey.of("default", "kept"));
            assertThat(kept.tree().object("metadata").text("resourceVersion")).contains(version);
        }
    }

    @Test
    void secretsAreEncryptedInEtcdAsKubernetesDoesIt() throws Exception {
        byte[] known = new byte[32];
        ObjectKey key = ObjectKey.of("default", "s");
        try (Cluster one = Cluster.start(config("one").withFiles(encryption(aesgcm("key1", known))), Progress.NONE)) {
            ApiClient admin = one.client("kubernetes-admin", "system:masters");
            admin.create(Resources.CONFIGMAPS, ConfigMap.named("default", "plain"));
            admin.create(
                    Resources.SECRETS, Secret.named("default", "s").withData(Map.of("k", "secret".getBytes(UTF_8))));

            assertThat(new String(decrypted(key, known), UTF_8)).contains("\"k\":\"c2VjcmV0\"");
            assertThat(admin.get(Resources.SECRETS, key).data().get("k")).isEqualTo("secret".getBytes(UTF_8));
        }
        byte[] other = new byte[32];
        other[0] = 1;
        try (Cluster two = Cluster.start(config("one").withFiles(encryption(aesgcm("key2", other))), Progress.NONE)) {
            ApiClient admin = two.client("kubernetes-admin", "system:masters");
            String problem = "Internal error occurred: unable to transform key \"/registry/secrets/default/s\":"
                    + " no matching prefix found";
            assertThatThrownBy(() -> admin.get(Resources.SECRETS, key))
                    .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.code())
                            .isEqualTo(500))
                    .hasMessageStartingWith(problem);
            assertThatThrownBy(() -> admin.list(Resources.SECRETS, ApiClient.ListQuery.in("default")))
                    .hasMessageStartingWith(problem);
            assertThat(admin.list(Resources.CONFIGMAPS, ApiClient.ListQuery.in("default"))
                            .items())
                    .as("what is not encrypted")
                    .extracting(ConfigMap::name)
                    .contains("plain");
        }
        try (Cluster both = Cluster.start(
                config("one").withFiles(encryption(aesgcm("key2", other), aesgcm("key1", known))), Progress.NONE)) {
            ApiClient admin = both.client("kubernetes-admin", "system:masters");
            Secret same = admin.get(Resources.SECRETS, key);
            admin.update(Resources.SECRETS, same);

            assertThat(new String(decrypted(key, other), UTF_8)).contains("\"k\":\"c2VjcmV0\"");
            Secret rewritten = admin.get(Resources.SECRETS, key);
            admin.update(Resources.SECRETS, rewritten);
            assertThat(admin.get(Resources.SECRETS, key)).as("written once").isEqualTo(rewritten);
        }
    }

    private static String aesgcm(String name, byte[] key) {
        return "{aesgcm: {keys: [{name: " + name + ", secret: "
                + Base64.getEncoder().encodeToString(key) + "}]}}";
    }

    private ApiFiles encryption(String... providers) throws IOException {
        Path file = Files.writeString(
                folder.resolve("encryption.yaml"),
                "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration,"
                        + " resources: [{resources: [secrets], providers: ["
                        + String.join(", ", providers) + "]}]}");
        return new ApiFiles(Optional.of(file), Optional.empty(), Optional.empty());
    }

    /** As kube-apiserver would: after the prefix a nonce of 12 bytes, and the key in etcd is the additional data. */
    private byte[] decrypted(ObjectKey key, byte[] secret) throws Exception {
        String place = "/registry/secrets/" + key.namespace() + "/" + key.name();
        byte[] stored = Base64.getDecoder().decode(inEtcd(place).text("value", ""));
        int prefix = "k8s:enc:aesgcm:v1:key1:".length();
        assertThat(new String(stored, 0, prefix, UTF_8))
                .isEqualTo("k8s:enc:aesgcm:v1:key" + (secret[0] == 0 ? 1 : 2) + ":");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, stored, prefix, 12));
        cipher.updateAAD(place.getBytes(UTF_8));
        return cipher.doFinal(stored, prefix + 12, stored.length - prefix - 12);
    }

    @Test
    void whatEtcdRefusesAsTooLargeIsRefusedInItsWords() throws Exception {
        try (Cluster one = Cluster.start(config("one"), Progress.NONE)) {
            ApiClient admin = one.client("kubernetes-admin", "system:masters");
            // No rule of Secrets is broken: a million bytes of data, and less than 256 KiB of annotations.
            Secret secret = Secret.named("default", "large").withData(Map.of("a", new byte[1_000_000]));
            Secret large = secret.withMetadata(secret.metadata().withAnnotations(Map.of("b", "y".repeat(255_000))));

            assertThatThrownBy(() -> admin.create(Resources.SECRETS, large))
                    .isInstanceOfSatisfying(ApiException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(500);
                        assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN);
                    })
                    .hasMessage("etcdserver: request is too large");
        }
    }

    /** Through etcd's own gateway of JSON. */
    private ObjectValue inEtcd(String key) throws IOException, InterruptedException {
        String body = Json.write(ObjectValue.of("key", Base64.getEncoder().encodeToString(key.getBytes(UTF_8))));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(etcdUrl() + "/v3/kv/range"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            List<ObjectValue> found =
                    Json.parseObject(response.body()).list("kvs").objects();
            return found.isEmpty() ? ObjectValue.EMPTY : found.getFirst();
        }
    }

    @Test
    void aStartWithoutEtcdSaysWhatToCheck() throws Exception {
        stopEtcd();

        assertThatThrownBy(() -> Cluster.start(config("one"), Progress.NONE).close())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("the datastore http://127.0.0.1:" + etcdPort)
                .hasMessageContaining("check that etcd runs there");
    }

    @Test
    void whatCannotBeADatastoreIsRefused() {
        assertThatThrownBy(() ->
                        new Datastore("ftp://x", Optional.empty(), Optional.empty(), Optional.empty(), "/registry"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Datastore("https://x", Optional.empty(), Optional.empty(), Optional.empty(), "/registry"))
                .hasMessageContaining("--etcd-cafile");
        assertThatThrownBy(() -> new Datastore(
                        "https://x",
                        Optional.of(Path.of("ca")),
                        Optional.of(Path.of("c")),
                        Optional.empty(),
                        "/registry"))
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> new Datastore("http://x", Optional.empty(), Optional.empty(), Optional.empty(), "/"))
                .hasMessageContaining("prefix");
    }
}
