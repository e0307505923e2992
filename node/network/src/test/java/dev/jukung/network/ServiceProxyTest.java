package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** From API objects to packets. */
@EnabledIf(value = "dev.jukung.network.NetworkNamespace#possible", disabledReason = "needs root, nft and ip")
final class ServiceProxyTest {
    private final FakeApi api = new FakeApi();
    private final SystemClock clock = new SystemClock();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, Double> observed = new ConcurrentHashMap<>();
    private final Informers informers =
            new Informers(api, new Surroundings(clock, new Randomness(new Random(1)), this::fault, LoopMetrics.NONE));

    @TempDir
    private Path state;

    private Lab lab;
    private Optional<ServiceProxy> started = Optional.empty();

    private void fault(String where, Throwable bug) {
        faults.add(where + ": " + bug);
    }

    @BeforeEach
    void setUp() throws Exception {
        lab = new Lab();
        lab.namespace("node").sysctl("net.ipv4.conf.all.route_localnet", "0");
        lab.serve("pod-a", 8080);
        lab.serve("pod-b", 8080);
        lab.serveUdp("pod-a", 5353);
        lab.serveUdp("pod-b", 5353);
        node("zone-a");
    }

    private ServiceProxy start(ServiceProxyConfig config) throws InterruptedException {
        ServiceProxy proxy = ServiceProxy.start(config, informers, clock, this::fault, new ProxyMetrics() {
            @Override
            public void observe(String name, double seconds) {
                observed.put(name, seconds);
            }

            @Override
            public void count(String name, long more) {
                observed.merge(name, (double) more, Double::sum);
            }

            @Override
            public void set(String name, double value) {
                observed.put(name, value);
            }
        });
        started = Optional.of(proxy);
        informers.start();
        proxy.awaitReady();
        return proxy;
    }

    private ServiceProxyConfig config() {
        return ServiceProxyConfig.of(
                        "lab",
                        "node-a",
                        List.of("10.88.0.0/16", "fd00:88::/64"),
                        List.of("10.88.0.0/24"),
                        List.of("10.96.0.0/16"),
                        state)
                .withHost(new Host(List.of("ip", "netns", "exec", "jktest-node")));
    }

    @AfterEach
    void tearDown() throws Exception {
        started.ifPresent(ServiceProxy::close);
        informers.close();
        lab.close();
        assertThat(faults).isEmpty();
    }

    private static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }

    private void node(String zone) {
        api.put(
                Resources.NODES,
                new Node(json("{'apiVersion':'v1','kind':'Node','metadata':{'name':'node-a','labels':"
                        + "{'topology.kubernetes.io/zone':'" + zone + "'}}}")));
    }

    private void service(String name, String spec) {
        api.put(
                Resources.SERVICES,
                new Service(json("{'apiVersion':'v1','kind':'Service','metadata':{'name':'" + name
                        + "','namespace':'default'},'spec':" + spec + "}")));
    }

    private void slice(String service, String port, String endpoints) {
        api.put(
                Resources.ENDPOINTSLICES,
                new EndpointSlice(json("{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'"
                        + service + "-1','namespace':'default','labels':{'kubernetes.io/service-name':'" + service
                        + "'}},'addressType':'IPv4','ports':[" + port + "],'endpoints':[" + endpoints + "]}")));
    }

    private static final String WEB = "{'clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],'type':'NodePort',"
            + "'ports':[{'name':'http','protocol':'TCP','port':80,'nodePort':30080}]}";
    private static final String HTTP = "{'name':'http','protocol':'TCP','port':8080}";
    private static final String POD_A = "{'addresses':['10.88.0.2'],'conditions':{'ready':true},'nodeName':'node-a'}";
    private static final String POD_B = "{'addresses':['10.88.0.3'],'conditions':{'ready':true},'nodeName':'node-a'}";

    @Test
    void theRulesFollowTheObjects() throws Exception {
        service("web", WEB);
        slice("web", HTTP, POD_A);
        start(config());
        assertThat(lab.tcp("pod-b", "10.96.0.1", 80)).isEqualTo("pod-a 10.88.0.3");
        assertThat(lab.tcp("node", "127.0.0.1", 30080)).isEqualTo("pod-a 10.88.0.1");

        slice("web", HTTP, POD_B);
        await().until(() -> lab.tcp("pod-a", "10.96.0.1", 80).equals("pod-b 10.88.0.2"));

        slice("web", HTTP, POD_B.replace("'ready':true", "'ready':false"));
        await().until(() -> lab.tcp("pod-a", "10.96.0.1", 80).equals("refused"));

        slice("web", HTTP, POD_B.replace("'ready':true", "'ready':false,'serving':true,'terminating':true"));
        await().until(() -> lab.tcp("pod-a", "10.96.0.1", 80).equals("pod-b 10.88.0.2"));

        api.remove(Resources.SERVICES, ObjectKey.of("default", "web"));
        await().until(() -> lab.tcp("pod-a", "10.96.0.1", 80).equals("silent"));
        assertThat(observed)
                .containsKey("kubeproxy_sync_full_proxy_rules_duration_seconds")
                .containsKey("kubeproxy_sync_partial_proxy_rules_duration_seconds");
    }

    @Test
    void hintsSteerTrafficToTheNodesZone() throws Exception {
        service("web", WEB);
        slice(
                "web",
                HTTP,
                POD_A.replace("'nodeName'", "'hints':{'forZones':[{'name':'zone-a'}]},'nodeName'") + ","
                        + POD_B.replace("'nodeName'", "'hints':{'forZones':[{'name':'zone-b'}]},'nodeName'"));
        start(config());
        assertThat(lab.tcpMany("outside", "10.96.0.1", 80, 20)).isEqualTo(Map.of("pod-a 10.88.0.1", 20));

        node("zone-b");
        await().until(() -> lab.tcp("outside", "10.96.0.1", 80).equals("pod-b 10.88.0.1"));
    }

    @Test
    void aBusyUdpFlowLeavesAnEndpointThatIsGone() throws Exception {
        service("dns", "{'clusterIP':'10.96.0.10','clusterIPs':['10.96.0.10'],'ports':[{'protocol':'UDP','port':53}]}");
        String port = "{'name':'','protocol':'UDP','port':5353}";
        start(config());
        DatagramSocket client = lab.udpClient("outside");
        assertThat(lab.udp(client, "10.96.0.10", 53)).as("no endpoints yet").isEqualTo("silent");

        slice("dns", port, POD_A);
        await().until(() -> lab.udp(client, "10.96.0.10", 53).equals("pod-a 10.88.0.1"));

        slice("dns", port, POD_B);
        await().until(() -> lab.udp(client, "10.96.0.10", 53).equals("pod-b 10.88.0.1"));
    }

    @Test
    void aRemovedTableComesBack() throws Exception {
        service("web", WEB);
        slice("web", HTTP, POD_A);
        start(config().withSync(Duration.ofMillis(200), 14));

        assertThat(lab.namespace("node").exec("nft", "flush", "ruleset").run("").exit())
                .isZero();

        await().until(() -> lab.tcp("pod-b", "10.96.0.1", 80).equals("pod-a 10.88.0.3"));
    }

    @Test
    void aTableSomebodyChangedIsMadeAnewWithTheNextChange() throws Exception {
        service("web", WEB);
        slice("web", HTTP, POD_A);
        start(config());
        assertThat(lab.namespace("node")
                        .exec("nft", "flush", "map", "inet", "jukung-lab", "endpoints4-tcp")
                        .run("")
                        .exit())
                .isZero();

        slice("web", HTTP, POD_B);

        await().until(() -> lab.tcp("pod-a", "10.96.0.1", 80).equals("pod-b 10.88.0.2"));
        assertThat(observed).containsEntry("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", 1.0);
    }

    @Test
    void closeLeavesTheNodeAsItWas() throws Exception {
        service("web", WEB);
        slice("web", HTTP, POD_A);
        ServiceProxy proxy = start(config());
        assertThat(lab.namespace("node").sysctl("net.ipv4.conf.all.route_localnet"))
                .isEqualTo("1");

        proxy.close();
        proxy.close();

        assertThat(lab.namespace("node").exec("nft", "list", "ruleset").run("").output())
                .isEmpty();
        assertThat(lab.namespace("node").sysctl("net.ipv4.conf.all.route_localnet"))
                .isEqualTo("0");
        assertThat(Files.list(state)).isEmpty();
    }

    @Test
    void aLoadBalancersHealthCheckSaysWhetherThisNodeHasEndpoints() throws Exception {
        int port;
        int healthz;
        try (ServerSocket free = new ServerSocket(0);
                ServerSocket free2 = new ServerSocket(0)) {
            port = free.getLocalPort();
            healthz = free2.getLocalPort();
        }
        service(
                "web",
                "{'clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],'type':'LoadBalancer','externalTrafficPolicy':"
                        + "'Local','healthCheckNodePort':" + port + ",'ports':[{'name':'http','port':80}]}");
        slice("web", HTTP, POD_A);
        start(config().withHealthz(new InetSocketAddress(healthz)));

        HttpResponse<String> good = get("http://127.0.0.1:" + port + "/");
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.headers().firstValue("X-Load-Balancing-Endpoint-Weight"))
                .contains("1");
        assertThat(json(good.body()))
                .isEqualTo(json("{'service':{'namespace':'default','name':'web'},'localEndpoints':1,"
                        + "'serviceProxyHealthy':true}"));
        assertThat(get("http://127.0.0.1:" + healthz + "/healthz").statusCode()).isEqualTo(200);

        slice("web", HTTP, POD_A.replace("node-a", "node-b"));
        await().until(() -> get("http://127.0.0.1:" + port + "/").statusCode() == 503);
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void explainNamesEveryFrontItsRuleAndItsEndpoints() throws Exception {
        service("web", WEB);
        slice("web", HTTP, POD_A + "," + POD_B.replace("'ready':true", "'ready':false"));
        ServiceProxy proxy = start(config());

        ServiceExplanation explanation = proxy.explain(ObjectKey.of("default", "web"));

        assertThat(explanation.fronts())
                .containsExactly(
                        new ServiceExplanation.Front(
                                "ClusterIP",
                                "10.96.0.1",
                                "tcp",
                                80,
                                "http",
                                "goto cluster4-tcp-1",
                                List.of("10.88.0.2:8080"),
                                "all ready endpoints",
                                ""),
                        new ServiceExplanation.Front(
                                "NodePort",
                                "",
                                "tcp",
                                30080,
                                "http",
                                "goto nodeport4-tcp-1",
                                List.of("10.88.0.2:8080"),
                                "all ready endpoints",
                                ""));
        assertThat(explanation.elements())
                .contains(new ServiceExplanation.Rule("services4", "10.96.0.1 . tcp . 80", "goto cluster4-tcp-1"));
        for (ServiceExplanation.Rule rule : explanation.elements()) {
            Command.Result found = lab.namespace("node")
                    .exec("nft", "get", "element", "inet", "jukung-lab", rule.set(), "{ " + rule.key() + " }")
                    .run("");
            assertThat(found.exit()).as("%s %s", rule, found.error()).isZero();
        }
        assertThat(proxy.explain(ObjectKey.of("default", "other")).known()).isFalse();
    }

    @Test
    void otherModesAreRefusedWithWords() {
        assertThatThrownBy(() -> config().withMode("ipvs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the proxy mode ipvs is not available");
        assertThat(config().withMode("").mode()).isEqualTo("nftables");
    }
}
