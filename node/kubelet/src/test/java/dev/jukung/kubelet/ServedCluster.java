package dev.jukung.kubelet;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.rest.NodeConnector;
import dev.jukung.apiserver.rest.WorkloadProxy;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.testing.CollectedFaults;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** An API server on a socket and one kubelet with its own server, as clients outside see them. */
final class ServedCluster {
    static final String NODE = "n1";
    private static final Duration LIFE = Duration.ofDays(1);

    final ApiClient client;
    final HttpClient http;
    final CertificateAuthority authority;
    private final SystemClock clock = new SystemClock();
    private final CollectedFaults faults = new CollectedFaults();
    private final HttpServer api;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    ServedCluster(NodeBackend backend, KubeletConfig config) throws InterruptedException, IOException {
        authority = CertificateAuthority.create("kubernetes", LIFE, clock);
        Randomness random = new Randomness(new Random(7));
        RevisionStore store = started(RevisionStores.inMemory(clock));
        HttpClient toKubelets = started(new HttpClient(HttpClient.Options.of(
                "kubelets", tls(identity("kube-apiserver-kubelet-client", User.MASTERS)), clock, faults)));
        ApiServer server = ApiServer.start(
                ApiServerConfig.standard("127.0.0.1", 6443, Keys.ec()),
                new ApiServer.Surroundings(
                        store,
                        kinds -> new NodeConnector(
                                toKubelets,
                                new WorkloadProxy(toKubelets, store, kinds, random),
                                store,
                                kinds,
                                NodeConnector.ADDRESS_TYPES),
                        clock,
                        random,
                        faults));
        client = server.client(User.of("kubernetes-admin", User.MASTERS));
        api = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                server.handler(),
                HttpServer.Options.of("apiserver", clock, faults).withTls(serverTls("kube-apiserver")));
        parts.push(() -> api.close(Duration.ZERO));
        http = started(
                new HttpClient(HttpClient.Options.of("test", tls(identity("admin", User.MASTERS)), clock, faults)));
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        started(Kubelet.start(
                config,
                server.client(User.of("system:node:" + NODE, "system:nodes", User.MASTERS)),
                backend,
                serverTls("system:node:" + NODE),
                new Surroundings(clock, random, faults, LoopMetrics.NONE)));
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private ServerTls serverTls(String name) {
        ServerTls tls = new ServerTls(
                authority.issue(CertificateProfile.server(name, List.of("127.0.0.1", "localhost"), LIFE)));
        tls.trust(authority.bundle());
        return tls;
    }

    TlsIdentity identity(String user, String... groups) {
        return authority.issue(CertificateProfile.client(user, List.of(groups), LIFE));
    }

    ClientTls tls(TlsIdentity identity) {
        return ClientTls.trusting(authority.bundle()).withIdentity(identity);
    }

    HttpClient clientAs(ClientTls tls) {
        return started(new HttpClient(HttpClient.Options.of("test", tls, clock, faults)));
    }

    String apiAddress() {
        return "https://127.0.0.1:" + api.address().getPort();
    }

    /** Where the Node says that its kubelet listens, once it has registered. */
    String kubeletAddress() {
        return "https://127.0.0.1:" + Awaitility.await().until(this::kubeletPort, port -> port > 0);
    }

    private long kubeletPort() throws InterruptedException {
        Optional<Node> node = client.find(Resources.NODES, ObjectKey.of(NODE));
        return node.isEmpty()
                ? 0
                : node.get()
                        .status()
                        .tree()
                        .object("daemonEndpoints")
                        .object("kubeletEndpoint")
                        .integer("Port", 0);
    }

    /** Writes a kubeconfig of an administrator. */
    void writeKubeconfig(Path file) throws IOException {
        TlsIdentity admin = identity("admin", User.MASTERS);
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: '%s', certificate-authority-data: %s}}]
                users: [{name: test, user: {client-certificate-data: %s, client-key-data: %s}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(
                apiAddress(), base64(authority.bundle().pem()), base64(admin.chainPem()), base64(admin.keyPem())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Pod create(String yaml) throws InterruptedException {
        return client.create(Resources.PODS, new Pod((ObjectValue) Yaml.parse(yaml)));
    }

    Pod await(String name, Predicate<Pod> wanted) throws InterruptedException {
        ObjectKey key = ObjectKey.of("default", name);
        Pod pod = client.get(Resources.PODS, key);
        for (int i = 0; i < 3000 && !wanted.test(pod); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
            pod = client.get(Resources.PODS, key);
        }
        if (!wanted.test(pod)) {
            throw new AssertionError(
                    "pod " + name + " did not get there: " + pod.status().tree());
        }
        return pod;
    }

    void close() throws Exception {
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            part.close();
        }
        faults.assertNone();
    }
}
