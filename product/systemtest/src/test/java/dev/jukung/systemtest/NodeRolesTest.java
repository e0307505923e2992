package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.pki.Pem;
import dev.jukung.kubelet.cri.ContainerdForTests;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Quantity;
import dev.jukung.model.Resources;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.rbac.v1.ClusterRoleBinding;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A kubelet and a service proxy as processes of their own, in a cluster of components. */
@Timeout(480)
class NodeRolesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String NODE = "worker-1";
    private static final String TOKEN = "abcdef.0123456789abcdef";

    @TempDir
    private Path home;

    private ComponentProcesses cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new ComponentProcesses(home);
        cluster.startApiServer(
                "apiserver", cluster.port(), ComponentProcesses.MODES, "--data-dir=" + home.resolve("objects"));
        cluster.startControllerManager("controllers");
        cluster.startScheduler();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private HttpApiClient administrator() throws Exception {
        HttpApiClient admin = cluster.administrator(cluster.port());
        cluster.awaitApi(admin, "apiserver");
        return admin;
    }

    /** What kubeadm does for nodes that join: a token, and who may have a certificate without being asked. */
    private Path bootstrap(HttpApiClient admin) throws IOException, InterruptedException {
        admin.create(Resources.SECRETS, new Secret(yaml("""
                apiVersion: v1
                kind: Secret
                type: bootstrap.kubernetes.io/token
                metadata: {namespace: kube-system, name: bootstrap-token-abcdef}
                stringData: {token-id: abcdef, token-secret: 0123456789abcdef, usage-bootstrap-authentication: "true"}
                """)));
        bind(admin, "bootstrap", "system:node-bootstrapper", "system:bootstrappers");
        bind(
                admin,
                "approve",
                "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
                "system:bootstrappers");
        bind(admin, "renew", "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", "system:nodes");
        String authority = Base64.getEncoder()
                .encodeToString(Files.readAllBytes(cluster.files().resolve("pki/ca.crt")));
        return Files.writeString(
                home.resolve("bootstrap-kubelet.conf"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(cluster.port(), authority, TOKEN));
    }

    private static void bind(HttpApiClient admin, String name, String role, String group) throws InterruptedException {
        admin.create(Resources.CLUSTERROLEBINDINGS, new ClusterRoleBinding(yaml("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: "test:%s"}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "%s"}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "%s"}]
                """.formatted(name, role, group))));
    }

    private static ObjectValue yaml(String text) {
        return (ObjectValue) Yaml.parse(text);
    }

    private Path configuration(int port, String more) throws IOException {
        return Files.writeString(home.resolve("kubelet.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                authentication: {x509: {clientCAFile: %s}}
                port: %d
                healthzPort: 0
                podLogsDir: %s
                %s
                """.formatted(
                        cluster.files().resolve("pki/ca.crt"), port, home.resolve("pod-logs"), more));
    }

    private void startKubelet(Path configuration, String... more) throws IOException {
        String[] usual = {
            "kubelet",
            "--hostname-override=" + NODE,
            "--node-ip=127.0.0.1",
            "--config=" + configuration,
            "--root-dir=" + home.resolve("kubelet"),
            "--cert-dir=" + home.resolve("kubelet/pki"),
            "--kubeconfig=" + home.resolve("kubelet.conf")
        };
        String[] all = new String[usual.length + more.length];
        System.arraycopy(usual, 0, all, 0, usual.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        cluster.start("kubelet", all);
    }

    private static boolean ready(Node node) {
        return node.status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(NodeCondition::status)
                .anyMatch("True"::equals);
    }

    private Node awaitNode(HttpApiClient admin) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(cluster.process("kubelet").isAlive())
                    .as(cluster.log("kubelet"))
                    .isTrue();
            assertThat(admin.find(Resources.NODES, ObjectKey.of(NODE)).filter(NodeRolesTest::ready))
                    .as(cluster.log("kubelet"))
                    .isPresent();
        });
        return await().until(() -> admin.get(Resources.NODES, ObjectKey.of(NODE)), NodeRolesTest::ready);
    }

    /** KUBELET-03, -10 to -14, -17 to -19: from a token to a node with two certificates. */
    @Test
    void aKubeletJoinsWithABootstrapToken() throws Exception {
        int port = JukungProcess.freePort();
        try (HttpApiClient admin = administrator()) {
            Path bootstrap = bootstrap(admin);
            Path configuration = configuration(port, """
                    maxPods: 40
                    rotateCertificates: true
                    serverTLSBootstrap: true
                    systemReserved: {cpu: 50m, memory: 300Mi}
                    kubeReserved: {cpu: 20m, memory: 212Mi}
                    """);
            String[] flags = {
                "--bootstrap-kubeconfig=" + bootstrap,
                "--container-runtime-endpoint=simulated",
                "--pod-cidr=10.250.7.0/24",
                "--node-labels=node.kubernetes.io/pool=blue",
                "--register-with-taints=fresh=yes:PreferNoSchedule",
                "--max-pods=25"
            };
            startKubelet(configuration, flags);

            Node node = awaitNode(admin);
            assertThat(node.metadata().labels()).containsEntry("node.kubernetes.io/pool", "blue");
            assertThat(node.spec().taints()).anyMatch(taint -> taint.key().equals("fresh"));
            assertThat(node.status().addresses())
                    .anyMatch(address -> address.type().equals("InternalIP")
                            && address.address().equals("127.0.0.1"));
            Map<String, Quantity> capacity = node.status().capacity();
            Map<String, Quantity> allocatable = node.status().allocatable();
            assertThat(amount(allocatable, "pods")).isEqualTo(25);
            assertThat(amount(capacity, "cpu") * 1000 - amount(allocatable, "cpu") * 1000)
                    .isCloseTo(70, within(0.5));
            assertThat(amount(capacity, "memory") - amount(allocatable, "memory"))
                    .isEqualTo(512L << 20);
            assertThat(Files.readString(home.resolve("kubelet.conf")))
                    .contains(home.resolve("kubelet/pki/kubelet-client-current.pem")
                            .toString())
                    .doesNotContain(TOKEN);
            assertThat(admin.get(Resources.LEASES, ObjectKey.of("kube-node-lease", NODE))
                            .spec()
                            .holderIdentity())
                    .contains(NODE);

            CertificateSigningRequest serving = servingRequest(admin);
            assertThat(serving.spec().username()).contains("system:node:" + NODE);
            approve(admin, serving);
            awaitServingCertificate(port);

            admin.create(Resources.PODS, pod("simulated", "example/any:1"));
            awaitRunning(admin, "simulated");

            // What it has is used again, and nothing is asked for anew.
            int requests = requests(admin).size();
            cluster.stop("kubelet");
            Files.delete(bootstrap);
            startKubelet(configuration, flags);
            awaitServingCertificate(port);
            assertThat(requests(admin)).hasSize(requests);
        }
    }

    private void awaitServingCertificate(int port) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .untilAsserted(
                        () -> assertThat(shown(port).getIssuerX500Principal().getName())
                                .as(cluster.log("kubelet"))
                                .isEqualTo("CN=kubernetes"));
    }

    private static double amount(Map<String, Quantity> amounts, String resource) {
        return amounts.getOrDefault(resource, Quantity.ZERO).amount().doubleValue();
    }

    private static List<CertificateSigningRequest> requests(HttpApiClient admin) throws InterruptedException {
        return admin.list(Resources.CERTIFICATESIGNINGREQUESTS, ListQuery.in(""))
                .items();
    }

    private static CertificateSigningRequest servingRequest(HttpApiClient admin) {
        return await().atMost(PATIENCE)
                .until(
                        () -> requests(admin).stream()
                                .filter(request -> request.spec().signerName().equals("kubernetes.io/kubelet-serving"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void approve(HttpApiClient admin, CertificateSigningRequest request) throws InterruptedException {
        admin.putSubresource(
                Resources.CERTIFICATESIGNINGREQUESTS,
                request.key(),
                "approval",
                request.tree()
                        .withAt(
                                ListValue.of(ObjectValue.of(
                                        "type", "Approved", "status", "True", "reason", "Tested", "message", "")),
                                "status",
                                "conditions"));
    }

    /** The certificate that the kubelet's server shows. */
    private static X509Certificate shown(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        X509Certificate[] seen = new X509Certificate[1];
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {
                            seen[0] = chain[0];
                        }

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
        }
        return Pem.certificates(Pem.of(List.of(seen))).getFirst();
    }

    private static Pod pod(String name, String image) {
        return new Pod(yaml("""
                apiVersion: v1
                kind: Pod
                metadata: {namespace: default, name: %s, labels: {app: %s}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: c
                    image: %s
                    command: [sh, -c, "mkdir /www; grep Seccomp: /proc/self/status > /www/name; exec httpd -f -p 8080 -h /www"]
                """.formatted(name, name, image)));
    }

    private void awaitRunning(HttpApiClient admin, String name) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(admin.get(Resources.PODS, ObjectKey.of("default", name))
                        .status()
                        .phase())
                .as(cluster.log("kubelet"))
                .contains("Running"));
    }

    /** A Pod on containerd behind a Service: KUBELET-15, -16, -20 and PROXY-01, -02, -09. */
    @Test
    @EnabledIf(
            value = "dev.jukung.kubelet.cri.ContainerdForTests#possible",
            disabledReason = "needs root and containerd")
    void aPodOnContainerdAnswersBehindAService() throws Exception {
        ContainerdForTests containerd = ContainerdForTests.start();
        int proxyHealth = JukungProcess.freePort();
        int proxyMetrics = JukungProcess.freePort();
        Path proxyConfiguration = Files.writeString(home.resolve("proxy.conf"), """
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                clientConnection: {kubeconfig: %s}
                clusterCIDR: 10.199.0.0/16
                mode: ""
                healthzBindAddress: 127.0.0.1:%d
                metricsBindAddress: 127.0.0.1:%d
                """.formatted(
                        cluster.files().resolve("kube-proxy.conf"), proxyHealth, proxyMetrics));
        try (HttpApiClient admin = administrator();
                HttpClient plain = new HttpClient(
                        HttpClient.Options.of("test", ClientTls.trustingAnyone(), new SystemClock(), (where, bug) -> {
                            throw new AssertionError(where, bug);
                        }))) {
            int port = JukungProcess.freePort();
            startKubelet(
                    configuration(port, "cgroupRoot: /jukung-test-" + containerd.number()),
                    "--bootstrap-kubeconfig=" + bootstrap(admin),
                    "--container-runtime-endpoint=unix://"
                            + containerd.containerd().settings().socket(),
                    "--seccomp-default=true");
            cluster.start("proxy", "proxy", "--config=" + proxyConfiguration, "--hostname-override=" + NODE);
            Node node = awaitNode(admin);
            assertThat(node.status().nodeInfo().orElseThrow().containerRuntimeVersion())
                    .startsWith("containerd://");

            admin.create(Resources.PODS, pod("web", ContainerdForTests.BUSYBOX));
            Service service = admin.create(Resources.SERVICES, new Service(yaml("""
                    apiVersion: v1
                    kind: Service
                    metadata: {namespace: default, name: web}
                    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                    """)));
            awaitRunning(admin, "web");
            String address = "http://" + service.spec().clusterIP().orElseThrow() + "/name";
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> assertThat(get(plain, address))
                            .as(cluster.log("proxy"))
                            .isEqualTo("Seccomp:\t2\n"));
            assertThat(get(plain, "http://127.0.0.1:" + proxyHealth + "/healthz"))
                    .contains("lastUpdated");
            assertThat(get(plain, "http://127.0.0.1:" + proxyMetrics + "/proxyMode"))
                    .isEqualTo("nftables");
            assertThat(get(plain, "http://127.0.0.1:" + proxyMetrics + "/metrics"))
                    .contains("kubeproxy_sync_proxy_rules_duration_seconds_count");

            // Nobody is anonymous, and whoever may not is refused.
            assertThat(status(plain, "https://127.0.0.1:" + port + "/pods", "")).isEqualTo(401);
            String token = token(admin);
            assertThat(status(plain, "https://127.0.0.1:" + port + "/pods", token))
                    .isEqualTo(403);
            ObjectKey web = ObjectKey.of("default", "web");
            admin.delete(Resources.PODS, web, DeleteOptions.grace(1));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(admin.find(Resources.PODS, web))
                    .as(cluster.log("kubelet"))
                    .isEmpty());
        } finally {
            cluster.close();
            JukungProcess.in(home)
                    .run("proxy", "--config=" + proxyConfiguration, "--cleanup")
                    .succeeded();
            containerd.close();
        }
        assertThat(HostTraces.of("jukung-kube-proxy").lines()).noneMatch(line -> line.contains("jukung-kube-proxy"));
    }

    private static String token(HttpApiClient admin) throws InterruptedException {
        return admin.postSubresource(
                        Resources.SERVICEACCOUNTS,
                        ObjectKey.of("default", "default"),
                        "token",
                        ObjectValue.of(
                                "apiVersion", "authentication.k8s.io/v1",
                                "kind", "TokenRequest",
                                "spec", ObjectValue.EMPTY))
                .object("status")
                .text("token", "");
    }

    private static String get(HttpClient client, String address) throws IOException, InterruptedException {
        try (ClientResponse response = client.send(ClientRequest.get(URI.create(address)))) {
            return new String(response.bytes(1 << 20), StandardCharsets.UTF_8);
        }
    }

    private static int status(HttpClient client, String address, String token)
            throws IOException, InterruptedException {
        ClientRequest request = ClientRequest.get(URI.create(address));
        if (!token.isEmpty()) {
            request = request.with("Authorization", "Bearer " + token);
        }
        try (ClientResponse response = client.send(request)) {
            return response.status();
        }
    }
}
