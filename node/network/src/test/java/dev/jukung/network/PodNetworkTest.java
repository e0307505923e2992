package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods connected by the real CNI plugins from the configuration made here. */
@EnabledIf(value = "dev.jukung.network.NetworkNamespace#possible", disabledReason = "needs root, nft and ip")
final class PodNetworkTest {
    private static final List<Path> PLUGIN_DIRECTORIES = List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"));

    @TempDir
    private Path state;

    private Lab lab;

    @BeforeEach
    void setUp() throws Exception {
        lab = new Lab();
        NetworkNamespace node = lab.namespace("node");
        node.sysctl("net.ipv4.ip_forward", "0");
        node.sysctl("net.ipv6.conf.all.forwarding", "0");
        node.sysctl("net.bridge.bridge-nf-call-iptables", "0");
    }

    @AfterEach
    void tearDown() throws Exception {
        lab.close();
    }

    private PodNetworkConfig config() {
        return PodNetworkConfig.of(
                        "lab",
                        List.of("10.77.0.0/24", "fd00:77::/64"),
                        List.of("10.77.0.0/16", "10.88.0.0/16", "fd00:77::/48"),
                        List.of("10.96.0.0/16"),
                        state)
                .withHost(new Host(List.of("ip", "netns", "exec", "jktest-node")));
    }

    /** Runs the first plugin of the list for a pod, as a runtime would, and tells the pod's IPv4 address. */
    private String connect(PodNetwork network, String pod) throws Exception {
        ObjectValue list = Json.parseObject(network.conflist());
        ObjectValue first = (ObjectValue) list.list("plugins").get(0);
        ObjectValue plugin =
                first.with("cniVersion", list.text("cniVersion", "")).with("name", list.text("name", ""));
        Path directory = PLUGIN_DIRECTORIES.stream()
                .filter(candidate -> Files.isExecutable(candidate.resolve("bridge")))
                .findFirst()
                .orElse(Path.of(""));
        assumeThat(directory).as("CNI plugins are installed").isNotEqualTo(Path.of(""));
        String namespace = lab.namespace(pod).name();
        Command.Result result = new Command(
                        "ip",
                        "netns",
                        "exec",
                        lab.namespace("node").name(),
                        "env",
                        "CNI_COMMAND=ADD",
                        "CNI_CONTAINERID=" + pod,
                        "CNI_NETNS=/run/netns/" + namespace,
                        "CNI_IFNAME=eth0",
                        "CNI_PATH=" + directory,
                        directory.resolve(first.text("type", "")).toString())
                .run(Json.write(plugin));
        assertThat(result.exit()).as(result.output() + result.error()).isZero();
        ListValue addresses = Json.parseObject(result.output()).list("ips");
        return ((ObjectValue) addresses.get(0)).text("address", "").split("/")[0];
    }

    @ParameterizedTest
    @EnumSource(names = {"BRIDGE", "PTP"})
    void podsReachEachOtherServicesAndTheWorld(PodNetworkConfig.Plugin plugin) throws Exception {
        PodNetwork network = PodNetwork.start(config().withPlugin(plugin));
        String one = connect(network, "one");
        String two = connect(network, "two");
        lab.serve("two", 8080);
        lab.serve("outside", 8080);
        lab.serve("pod-c", 8080);
        NftTable table = new NftTable(lab.namespace("node").exec("nft"), "jukung-lab", Samples.base());
        RuleLedger ledger = new RuleLedger();
        NodeFacts node =
                new NodeFacts("node-a", "", List.of(Cidr.parse("10.77.0.0/24").orElseThrow()));
        ledger.put(new ServicePlanner(
                        Samples.MARK, List.of(Cidr.parse("10.77.0.0/16").orElseThrow()))
                .plan(
                        Samples.service("web", "10.96.0.1", Samples.tcp(80)),
                        List.of(Samples.group("web", "tcp", 8080, Samples.ready(two, "node-a"))),
                        node));
        table.replace(ledger.everything());

        assertThat(lab.tcp("one", two, 8080)).isEqualTo("two " + one);
        assertThat(lab.tcp("one", "10.96.0.1", 80)).as("a Service").isEqualTo("two " + one);
        assertThat(lab.tcp("two", "10.96.0.1", 80))
                .as("itself through a Service")
                .isEqualTo("two 10.77.0.1");
        assertThat(lab.tcp("one", "192.168.50.9", 8080)).as("masqueraded").isEqualTo("outside 192.168.50.1");
        assertThat(lab.tcp("one", "10.88.1.2", 8080)).as("inside the cluster").isEqualTo("pod-c " + one);
        lab.namespace("node").ip("route del default");
        assertThat(lab.tcp("node", "10.96.0.1", 80))
                .as("the node, without a default route")
                .startsWith("two ");
        table.remove();
        network.close();
    }

    @Test
    void closeLeavesTheNodeAsItWas() throws Exception {
        String before = snapshot();
        PodNetwork network = PodNetwork.start(config().withPlugin(PodNetworkConfig.Plugin.BRIDGE));
        connect(network, "one");
        assertThat(snapshot()).isNotEqualTo(before);
        lab.namespace("one").ip("link del eth0"); // as the runtime does when the pod ends

        network.close();
        network.close();

        assertThat(snapshot()).isEqualTo(before);
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsOnly("cni-addresses");
        }
    }

    @Test
    void whatAKilledProcessChangedIsPutBackByTheNextOne() throws Exception {
        String before = snapshot();
        PodNetwork killed = PodNetwork.start(config());
        assertThat(killed.conflist()).contains("\"type\": \"bridge\"");

        PodNetwork.start(config()).close();

        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void aFilterThatDropsWhatIsForwardedLetsPodsThrough() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/sbin/iptables"))).isTrue();
        NetworkNamespace node = lab.namespace("node");
        assertThat(node.exec("iptables", "-P", "FORWARD", "DROP").run("").exit())
                .isZero();
        PodNetwork network = PodNetwork.start(config());
        connect(network, "one");
        lab.serve("outside", 8080);

        assertThat(lab.tcp("one", "192.168.50.9", 8080)).isEqualTo("outside 192.168.50.1");

        network.close();
        assertThat(node.exec("iptables", "-S", "FORWARD").run("").output().strip())
                .isEqualTo("-P FORWARD DROP");
    }

    private String snapshot() throws Exception {
        NetworkNamespace node = lab.namespace("node");
        StringBuilder text = new StringBuilder();
        for (String key : List.of(
                "net.ipv4.ip_forward",
                "net.ipv6.conf.all.forwarding",
                "net.ipv6.conf.outside.accept_ra",
                "net.bridge.bridge-nf-call-iptables",
                "net.bridge.bridge-nf-call-ip6tables")) {
            text.append(key).append(' ').append(node.sysctl(key)).append('\n');
        }
        text.append(node.exec("nft", "list", "ruleset").run("").output());
        text.append(node.exec("ip", "-br", "link").run("").output().replaceAll("@\\S+", ""));
        text.append(node.exec("ip", "route").run("").output());
        return text.toString();
    }

    @Test
    void theBridgesNameFitsAndDiffersByCluster() {
        PodNetworkConfig one = PodNetworkConfig.of(
                "a-cluster-with-a-long-name-1", List.of("10.0.0.0/24"), List.of(), List.of(), state);
        PodNetworkConfig two = PodNetworkConfig.of(
                "a-cluster-with-a-long-name-2", List.of("10.0.0.0/24"), List.of(), List.of(), state);

        assertThat(config().bridge()).isEqualTo("jk-lab");
        assertThat(one.bridge()).hasSize(15).isNotEqualTo(two.bridge());
        assertThatThrownBy(() -> PodNetworkConfig.of("x", List.of(), List.of(), List.of(), state))
                .hasMessageContaining("spec.podCIDR");
    }
}
