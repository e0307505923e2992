package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.cluster.ApiServerRole;
import dev.jukung.cluster.CertificateFiles;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Handler;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apiregistration.v1.APIService;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What flags of kube-apiserver change, as clients see it: each test starts a server with its own. */
@Timeout(120)
class ApiServerRunTest {
    private static final Clock CLOCK = new SystemClock();
    private static final Faults FAULTS = (where, bug) -> {
        throw new AssertionError(where, bug);
    };

    @TempDir
    static Path kubernetes;

    @TempDir
    Path folder;

    private int port;

    @BeforeAll
    static void certificates() throws Exception {
        CertificateFiles.write(
                new CertificateFiles.Plan(kubernetes, "https://127.0.0.1:6443", List.of("127.0.0.1"), "n1"), CLOCK);
    }

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    private static Path pki(String name) {
        return kubernetes.resolve("pki").resolve(name);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Surroundings around() {
        return new Surroundings(CLOCK, new Randomness(new Random(1)), FAULTS, LoopMetrics.NONE);
    }

    private ApiServerRole start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--data-dir=" + folder.resolve("objects"),
                "--authorization-mode=Node,RBAC",
                "--client-ca-file=" + pki("ca.crt"),
                "--tls-cert-file=" + pki("apiserver.crt"),
                "--tls-private-key-file=" + pki("apiserver.key"),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + pki("sa.pub"),
                "--service-account-signing-key-file=" + pki("sa.key"),
                "--service-cluster-ip-range=10.96.0.0/16"));
        arguments.addAll(List.of(more));
        return ApiServerRole.start(ApiServerFlags.read(ApiServerFlags.FLAGS.parse(arguments)), around());
    }

    /** Somebody else's server, with a certificate of the cluster. */
    private static HttpServer outside(Handler handler) throws Exception {
        return outside("127.0.0.1", 0, handler);
    }

    private static HttpServer outside(String address, int port, Handler handler) throws Exception {
        ServerTls tls = new ServerTls(
                TlsIdentity.read(pki("apiserver.crt"), pki("apiserver.key")), TrustBundle.read(pki("ca.crt")));
        return HttpServer.start(
                new InetSocketAddress(address, port),
                handler,
                HttpServer.Options.of("outside", CLOCK, FAULTS).withTls(tls));
    }

    private Path kubeconfig(HttpServer server) throws IOException {
        return file("webhook.yaml", """
                apiVersion: v1
                kind: Config
                clusters: [{name: it, cluster: {server: "https://127.0.0.1:%d/", certificate-authority: "%s"}}]
                users: [{name: jukung, user: {token: abc}}]
                contexts: [{name: it, context: {cluster: it, user: jukung}}]
                current-context: it
                """.formatted(server.address().getPort(), pki("ca.crt")));
    }

    private HttpApiClient client(String kubeconfig) throws IOException {
        return client(Kubeconfig.read(List.of(kubernetes.resolve(kubeconfig)))
                .currentAccess()
                .tls());
    }

    private HttpApiClient client(ClientTls tls) {
        return HttpApiClient.connect(ClusterAccess.of(uri(), tls), "test", around());
    }

    private HttpApiClient withCertificate(String name) throws Exception {
        return client(trusting().withIdentity(TlsIdentity.read(pki(name + ".crt"), pki(name + ".key"))));
    }

    private HttpApiClient withToken(String token) throws Exception {
        return HttpApiClient.connect(
                ClusterAccess.of(uri(), trusting()).withBearerToken(() -> Optional.of(token)), "test", around());
    }

    private URI uri() {
        return URI.create("https://127.0.0.1:" + port);
    }

    private static ClientTls trusting() throws Exception {
        return ClientTls.trusting(TrustBundle.read(pki("ca.crt")));
    }

    private static String whoami(HttpApiClient client) throws Exception {
        ClientRequest request = ClientRequest.of(
                        "POST", client.uri("/apis/authentication.k8s.io/v1/selfsubjectreviews"))
                .withBody("application/json", "{}".getBytes(StandardCharsets.UTF_8));
        try (ClientResponse response = client.send(request)) {
            return Json.parseObject(response.bytes(10_000))
                    .object("status")
                    .object("userInfo")
                    .text("username", "");
        }
    }

    private static void assertRefused(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    @Test
    void auditEventsGoWhereTheFlagsSayAsThePolicyWants() throws Exception {
        Queue<ObjectValue> lists = new ConcurrentLinkedQueue<>();
        try (HttpServer backend = outside(request -> {
                    lists.add(Json.parseObject(request.body()));
                    return Response.text(200, "");
                });
                ApiServerRole _ = start(
                        "--audit-policy-file=" + file("policy.yaml", """
                                apiVersion: audit.k8s.io/v1
                                kind: Policy
                                omitStages: [RequestReceived]
                                rules:
                                - {level: RequestResponse, verbs: [create], resources: [{resources: [configmaps]}], namespaces: [default]}
                                - {level: Metadata, verbs: [create], resources: [{resources: [secrets]}], namespaces: [default]}
                                - {level: None}
                                """),
                        "--audit-webhook-config-file=" + kubeconfig(backend),
                        "--audit-webhook-mode=batch",
                        "--audit-webhook-batch-buffer-size=500",
                        "--audit-webhook-batch-max-size=40",
                        "--audit-webhook-batch-max-wait=10s",
                        "--audit-webhook-batch-throttle-burst=400",
                        "--audit-webhook-batch-throttle-qps=300",
                        "--audit-webhook-truncate-enabled=true");
                HttpApiClient admin = client("admin.conf")) {
            for (int i = 0; i < 90; i++) {
                admin.create(
                        Resources.CONFIGMAPS,
                        ConfigMap.named("default", "c" + i).withData(Map.of("k", "v")));
            }
            admin.create(
                    Resources.CONFIGMAPS,
                    ConfigMap.named("default", "large").withData(Map.of("k", "x".repeat(200_000))));
            admin.create(Resources.SECRETS, Secret.named("default", "secret"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(events(lists))
                    .hasSize(92));
        }

        assertThat(lists).allSatisfy(list -> assertThat(list.text("kind", "")).isEqualTo("EventList"));
        assertThat(lists)
                .extracting(list -> list.list("items").size())
                .contains(40)
                .allMatch(size -> size <= 40);
        ObjectValue small = event(lists, "c7");
        assertThat(small.text("level", "")).isEqualTo("RequestResponse");
        assertThat(small.object("requestObject").object("data").text("k", "")).isEqualTo("v");
        assertThat(small.has("responseObject")).isTrue();
        ObjectValue secret = event(lists, "secret");
        assertThat(secret.text("level", "")).isEqualTo("Metadata");
        assertThat(secret.has("requestObject")).isFalse();
        ObjectValue large = event(lists, "large");
        assertThat(large.has("requestObject")).isFalse();
        assertThat(large.object("annotations").text("audit.k8s.io/truncated", ""))
                .isEqualTo("true");
    }

    private static List<ObjectValue> events(Queue<ObjectValue> lists) {
        return lists.stream()
                .flatMap(list -> list.list("items").objects().stream())
                .toList();
    }

    private static ObjectValue event(Queue<ObjectValue> lists, String name) {
        return events(lists).stream()
                .filter(event -> event.object("objectRef").text("name", "").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTokenIsWhoseTheWebhookOfTheFlagSays() throws Exception {
        try (HttpServer webhook = outside(request -> {
                    ObjectValue review = Json.parseObject(request.body());
                    boolean good = review.object("spec").text("token", "").equals("good");
                    ObjectValue status = good
                            ? ObjectValue.of("authenticated", true, "user", ObjectValue.of("username", "jane"))
                            : ObjectValue.of("authenticated", false);
                    return Response.of(200, "application/json", Json.bytes(review.with("status", status)));
                });
                ApiServerRole _ = start("--authentication-token-webhook-config-file=" + kubeconfig(webhook));
                HttpApiClient good = withToken("good");
                HttpApiClient bad = withToken("bad")) {
            assertThat(whoami(good)).isEqualTo("jane");
            assertRefused(() -> whoami(bad), Reason.UNAUTHORIZED);
        }
    }

    @Test
    void certificatesOfOtherRootsAreRefusedAndANodeReadsOnlyItsOwn() throws Exception {
        try (ApiServerRole _ = start();
                HttpApiClient admin = client("admin.conf");
                HttpApiClient node = client("kubelet.conf");
                HttpApiClient own = withCertificate("apiserver-kubelet-client");
                HttpApiClient frontProxy = withCertificate("front-proxy-client");
                HttpApiClient etcd = withCertificate("apiserver-etcd-client")) {
            assertThat(whoami(own)).isEqualTo("kube-apiserver-kubelet-client");
            assertRefused(() -> whoami(frontProxy), Reason.UNAUTHORIZED);
            assertRefused(() -> whoami(etcd), Reason.UNAUTHORIZED);

            admin.create(Resources.SECRETS, Secret.named("default", "foreign"));
            assertThat(whoami(node)).isEqualTo("system:node:n1");
            assertThatThrownBy(() -> node.get(Resources.SECRETS, ObjectKey.of("default", "foreign")))
                    .hasMessageContaining("no relationship found between node 'n1' and this object");
        }
    }

    @Test
    void admissionPluginsAreThoseOfTheFlagAndTheUsualOnes() throws Exception {
        try (ApiServerRole _ = start("--enable-admission-plugins=NodeRestriction,PodTolerationRestriction");
                HttpApiClient admin = client("admin.conf");
                HttpApiClient node = client("kubelet.conf")) {
            Node other = new Node(Json.parseObject("""
                    {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n2"}}"""));
            assertThatThrownBy(() -> node.create(Resources.NODES, other))
                    .hasMessageContaining("node \"n1\" is not allowed to modify node \"n2\"");

            admin.create(Resources.NAMESPACES, new Namespace(Json.parseObject("""
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team", "annotations": {
                      "scheduler.alpha.kubernetes.io/defaultTolerations":
                        "[{\\"key\\": \\"team\\", \\"operator\\": \\"Exists\\"}]"}}}""")));
            admin.create(Resources.SERVICEACCOUNTS, new ServiceAccount(Json.parseObject("""
                    {"apiVersion": "v1", "kind": "ServiceAccount",
                     "metadata": {"namespace": "team", "name": "default"}}""")));
            Pod pod = admin.create(Resources.PODS, new Pod(Json.parseObject("""
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "p"},
                     "spec": {"containers": [{"name": "c", "image": "i:1"}]}}""")));
            assertThat(pod.tree().object("spec").list("tolerations").objects())
                    .extracting(toleration -> toleration.text("key", ""))
                    .as("with those of DefaultTolerationSeconds, which is on anyway")
                    .contains("team", "node.kubernetes.io/not-ready");
        }
    }

    @Test
    void tokensAreSignedWithTheKeyOfTheFlagInTheNameOfTheIssuerAndNotForLong() throws Exception {
        try (ApiServerRole _ = start("--service-account-max-token-expiration=48h");
                HttpApiClient admin = client("admin.conf")) {
            admin.create(Resources.SERVICEACCOUNTS, new ServiceAccount(Json.parseObject("""
                    {"apiVersion": "v1", "kind": "ServiceAccount",
                     "metadata": {"namespace": "default", "name": "builder"}}""")));
            String token = admin.postSubresource(
                            Resources.SERVICEACCOUNTS,
                            ObjectKey.of("default", "builder"),
                            "token",
                            Json.parseObject("""
                                    {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
                                     "spec": {"expirationSeconds": 360000}}"""))
                    .object("status")
                    .text("token", "");
            String[] parts = token.split("\\.");
            ObjectValue claims = Json.parseObject(Base64.getUrlDecoder().decode(parts[1]));
            assertThat(claims.text("iss", "")).isEqualTo("https://kubernetes.default.svc.cluster.local");
            assertThat(claims.integer("exp", 0) - claims.integer("iat", 0))
                    .isEqualTo(Duration.ofHours(48).toSeconds());

            Signature foreign = Signature.getInstance("SHA256withRSA");
            foreign.initSign(Keys.rsa().getPrivate());
            foreign.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            String forged = parts[0] + "." + parts[1] + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(foreign.sign());
            try (HttpApiClient builder = withToken(token);
                    HttpApiClient forger = withToken(forged)) {
                assertThat(whoami(builder)).isEqualTo("system:serviceaccount:default:builder");
                assertRefused(() -> whoami(forger), Reason.UNAUTHORIZED);
            }
        }
    }

    private static Node node(int kubeletPort) {
        return new Node(Json.parseObject("""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}, "status": {
                  "addresses": [{"type": "Hostname", "address": "127.0.0.3"}, {"type": "ExternalIP", "address": "127.0.0.2"},
                                {"type": "InternalIP", "address": "127.0.0.1"}],
                  "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}}}}""".formatted(kubeletPort)));
    }

    private static String get(HttpApiClient client, String path) throws Exception {
        try (ClientResponse response = client.http().send(ClientRequest.get(client.uri(path)))) {
            return new String(response.bytes(10_000), StandardCharsets.UTF_8);
        }
    }

    /** API-43. */
    @Test
    void logsComeFromAKubeletThatIsBelievedAndIsShownTheCertificateOfTheFlags() throws Exception {
        String client = "--kubelet-client-certificate=" + pki("apiserver-kubelet-client.crt");
        String key = "--kubelet-client-key=" + pki("apiserver-kubelet-client.key");
        String addresses = "--kubelet-preferred-address-types=InternalIP";
        String log = "/api/v1/namespaces/default/pods/p/log";
        try (HttpServer kubelet = outside(request -> Response.text(
                200,
                request.path() + " for "
                        + request.certificates().stream()
                                .map(one -> one.getSubjectX500Principal().getName())
                                .findFirst()))) {
            try (ApiServerRole _ = start(client, key, addresses, "--kubelet-certificate-authority=" + pki("ca.crt"));
                    HttpApiClient admin = client("admin.conf")) {
                admin.create(Resources.NODES, node(kubelet.address().getPort()));
                admin.create(Resources.SERVICEACCOUNTS, new ServiceAccount(Json.parseObject("""
                        {"apiVersion": "v1", "kind": "ServiceAccount",
                         "metadata": {"namespace": "default", "name": "default"}}""")));
                admin.create(Resources.PODS, new Pod(Json.parseObject("""
                        {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "default", "name": "p"},
                         "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "i:1"}]}}""")));
                assertThat(get(admin, log))
                        .startsWith("/containerLogs/default/p/c for Optional[")
                        .contains("CN=kube-apiserver-kubelet-client");
            }
            try (ApiServerRole _ = start(
                            client, key, addresses, "--kubelet-certificate-authority=" + pki("front-proxy-ca.crt"));
                    HttpApiClient admin = client("admin.conf")) {
                ObjectValue refused = Json.parseObject(get(admin, log));
                assertThat(refused.integer("code", 0)).isEqualTo(500);
                assertThat(refused.text("message", "")).containsIgnoringCase("certificat");
            }
        }
    }

    /** API-44. */
    @Test
    void aNodeIsReachedByTheFirstOfTheTypesOfAddressesInTheFlag() throws Exception {
        try (HttpServer internal = outside("127.0.0.1", 0, _ -> Response.text(200, "by InternalIP"))) {
            int kubelet = internal.address().getPort();
            try (HttpServer _ = outside("127.0.0.2", kubelet, _ -> Response.text(200, "by ExternalIP"));
                    HttpServer _ = outside("127.0.0.3", kubelet, _ -> Response.text(200, "by Hostname"))) {
                for (String first : List.of("InternalIP", "ExternalIP", "Hostname")) {
                    try (ApiServerRole _ = start("--kubelet-preferred-address-types=" + first
                                    + ",InternalDNS,InternalIP,ExternalIP,Hostname");
                            HttpApiClient admin = client("admin.conf")) {
                        if (admin.find(Resources.NODES, ObjectKey.of("n1")).isEmpty()) {
                            admin.create(Resources.NODES, node(kubelet));
                        }
                        assertThat(get(admin, "/api/v1/nodes/n1/proxy/healthz")).isEqualTo("by " + first);
                    }
                }
                try (ApiServerRole _ = start("--kubelet-preferred-address-types=InternalDNS,ExternalIP,InternalIP");
                        HttpApiClient admin = client("admin.conf")) {
                    assertThat(get(admin, "/api/v1/nodes/n1/proxy/healthz"))
                            .as("it has none of the first type")
                            .isEqualTo("by ExternalIP");
                }
            }
        }
    }

    private static ObjectValue resources(Request request) {
        String client = request.certificates().stream()
                .map(one -> one.getSubjectX500Principal().getName())
                .findFirst()
                .orElse("nobody");
        return ObjectValue.of(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                "metrics.example/v1beta1",
                "resources",
                ListValue.EMPTY,
                "askedBy",
                client);
    }

    /** API-46. */
    @Test
    void anAggregatedApiIsShownTheCertificateOfTheFlags() throws Exception {
        ServerTls tls = new ServerTls(
                TlsIdentity.read(pki("apiserver.crt"), pki("apiserver.key")),
                TrustBundle.read(pki("front-proxy-ca.crt")));
        try (HttpServer extension = HttpServer.start(
                        new InetSocketAddress("127.0.0.1", 0),
                        request -> Response.of(200, "application/json", Json.bytes(resources(request))),
                        HttpServer.Options.of("extension", CLOCK, FAULTS).withTls(tls));
                ApiServerRole _ = start(
                        "--enable-aggregator-routing=true",
                        "--proxy-client-cert-file=" + pki("front-proxy-client.crt"),
                        "--proxy-client-key-file=" + pki("front-proxy-client.key"));
                HttpApiClient admin = client("admin.conf")) {
            admin.create(Resources.SERVICES, new Service(Json.parseObject("""
                    {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "default", "name": "metrics"},
                     "spec": {"ports": [{"port": 443}]}}""")));
            admin.create(Resources.ENDPOINTSLICES, new EndpointSlice(Json.parseObject("""
                    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                     "metadata": {"namespace": "default", "name": "metrics-1", "labels": {"kubernetes.io/service-name": "metrics"}},
                     "ports": [{"name": "", "port": %d}], "endpoints": [{"addresses": ["127.0.0.1"]}]}""".formatted(
                            extension.address().getPort()))));
            admin.create(Resources.APISERVICES, new APIService(Json.parseObject("""
                    {"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1beta1.metrics.example"},
                     "spec": {"group": "metrics.example", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 10,
                              "insecureSkipTLSVerify": true, "service": {"namespace": "default", "name": "metrics"}}}""")));
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            get(admin, "/apis/metrics.example/v1beta1"))
                    .contains("\"askedBy\":\"CN=front-proxy-client"));
        }
    }
}
