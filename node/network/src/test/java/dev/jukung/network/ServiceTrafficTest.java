package dev.jukung.network;

import static dev.jukung.network.Samples.affinity;
import static dev.jukung.network.Samples.external;
import static dev.jukung.network.Samples.group;
import static dev.jukung.network.Samples.planner;
import static dev.jukung.network.Samples.policies;
import static dev.jukung.network.Samples.ready;
import static dev.jukung.network.Samples.service;
import static dev.jukung.network.Samples.tcp;
import static dev.jukung.network.Samples.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import java.net.DatagramSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Packets through the planner's rules. The node is node-a; pod-a and pod-b are its pods, pod-c is node-b's. */
@EnabledIf(value = "dev.jukung.network.NetworkNamespace#possible", disabledReason = "needs root, nft and ip")
final class ServiceTrafficTest {
    private static final EndpointGroup WEB = group(
            "web",
            "tcp",
            8080,
            ready("10.88.0.2", "node-a"),
            ready("10.88.0.3", "node-a"),
            ready("10.88.1.2", "node-b"));

    private final RuleLedger ledger = new RuleLedger();
    private Lab lab;
    private NftTable table;

    @BeforeEach
    void setUp() throws Exception {
        lab = new Lab();
        for (String pod : List.of("pod-a", "pod-b", "pod-c")) {
            lab.serve(pod, 8080);
        }
        table = new NftTable(lab.namespace("node").exec("nft"), "jukung-lab", Samples.base());
    }

    @AfterEach
    void tearDown() throws Exception {
        lab.close();
    }

    private void install(ProxiedService service, EndpointGroup... groups) throws InterruptedException {
        ledger.put(planner().plan(service, List.of(groups), Samples.NODE));
        table.replace(ledger.everything());
    }

    @Test
    void aClusterAddressReachesAllReadyEndpointsAboutEvenlyAndKeepsTheClientsAddress() throws Exception {
        install(service("web", "10.96.0.1", tcp(80)), WEB);

        Map<String, Integer> answers = lab.tcpMany("outside", "10.96.0.1", 80, 0);
        answers.putAll(lab.tcpMany("pod-c", "10.96.0.1", 80, 1));
        Map<String, Integer> fromPod = lab.tcpMany("pod-b", "10.96.0.1", 80, 300);

        // 300 throws of a fair three-sided die: below 60 or above 140 has a chance of less than one in a million.
        assertThat(fromPod.get("pod-a 10.88.0.3")).isBetween(60, 140);
        assertThat(fromPod.get("pod-c 10.88.0.3")).isBetween(60, 140);
        assertThat(fromPod.get("pod-b 10.88.0.1")).as("to itself: masqueraded").isBetween(60, 140);
        assertThat(fromPod).hasSize(3);
    }

    @Test
    void theNodeItselfReachesAClusterAddress() throws Exception {
        install(service("web", "10.96.0.1", tcp(80)), WEB);

        assertThat(lab.tcpMany("node", "10.96.0.1", 80, 60).keySet())
                .containsExactlyInAnyOrder("pod-a 10.88.0.1", "pod-b 10.88.0.1", "pod-c 10.88.1.1");
    }

    @Test
    void sourcesFromOutsideTheClusterAreMasquerated() throws Exception {
        install(service("web", "10.96.0.1", tcp(80)), group("web", "tcp", 8080, ready("10.88.0.2", "node-a")));

        assertThat(lab.tcp("outside", "10.96.0.1", 80)).isEqualTo("pod-a 10.88.0.1");
    }

    @Test
    void aServiceWithoutEndpointsIsRejectedAtOnceFromEverywhere() throws Exception {
        install(external(service("web", "10.96.0.1", tcp(80, 30080)), List.of("192.168.77.7"), List.of()));

        assertThat(lab.tcp("pod-a", "10.96.0.1", 80)).isEqualTo("refused");
        assertThat(lab.tcp("node", "10.96.0.1", 80)).isEqualTo("refused");
        assertThat(lab.tcp("outside", "10.96.0.1", 80)).isEqualTo("refused");
        assertThat(lab.tcp("outside", "192.168.50.1", 30080)).isEqualTo("refused");
        assertThat(lab.tcp("pod-a", "192.168.77.7", 80)).isEqualTo("refused");
    }

    @Test
    void aPortNoServiceHasIsRejectedAndAnAddressNoServiceHasIsSilent() throws Exception {
        install(service("web", "10.96.0.1", tcp(80)), WEB);

        assertThat(lab.tcp("pod-a", "10.96.0.1", 81)).isEqualTo("refused");
        assertThat(lab.tcp("pod-a", "10.96.0.99", 80)).isEqualTo("silent");
    }

    @Test
    void aNodePortAnswersOnEveryAddressOfTheNodeAndOnLocalhost() throws Exception {
        install(service("web", "10.96.0.1", tcp(80, 30080)), group("web", "tcp", 8080, ready("10.88.0.2", "node-a")));

        assertThat(lab.tcp("outside", "192.168.50.1", 30080)).isEqualTo("pod-a 10.88.0.1");
        assertThat(lab.tcp("pod-b", "10.88.0.1", 30080)).isEqualTo("pod-a 10.88.0.1");
        assertThat(lab.tcp("node", "192.168.50.1", 30080)).isEqualTo("pod-a 10.88.0.1");
        assertThat(lab.tcp("node", "127.0.0.1", 30080)).isEqualTo("pod-a 10.88.0.1");
    }

    @Test
    void externalAndLoadBalancerAddressesAreServed() throws Exception {
        install(
                external(service("web", "10.96.0.1", tcp(80)), List.of("192.168.77.7"), List.of("192.168.77.8")),
                group("web", "tcp", 8080, ready("10.88.1.2", "node-b")));

        assertThat(lab.tcp("outside", "192.168.77.7", 80)).isEqualTo("pod-c 10.88.1.1");
        assertThat(lab.tcp("outside", "192.168.77.8", 80)).isEqualTo("pod-c 10.88.1.1");
        assertThat(lab.tcp("pod-a", "192.168.77.8", 80)).isEqualTo("pod-c 10.88.1.1");
    }

    @Test
    void sourceRangesKeepOthersAwayFromTheLoadBalancerAddressOnly() throws Exception {
        install(
                external(
                        service("web", "10.96.0.1", tcp(80, 30080)),
                        List.of(),
                        List.of("192.168.77.8"),
                        "10.88.0.0/24",
                        "10.0.0.0/8"),
                WEB);

        assertThat(lab.tcp("pod-a", "192.168.77.8", 80)).startsWith("pod-");
        assertThat(lab.tcp("outside", "192.168.77.8", 80)).isEqualTo("silent");
        assertThat(lab.tcp("outside", "192.168.50.1", 30080)).startsWith("pod-");
    }

    @Test
    void policyLocalKeepsTheClientsAddressAndUsesThisNodesEndpointsOnly() throws Exception {
        install(
                policies(
                        external(service("web", "10.96.0.1", tcp(80, 30080)), List.of(), List.of("192.168.77.8")),
                        false,
                        true),
                group("web", "tcp", 8080, ready("10.88.0.2", "node-a"), ready("10.88.1.2", "node-b")));

        assertThat(lab.tcpMany("outside", "192.168.77.8", 80, 20)).isEqualTo(Map.of("pod-a 192.168.50.9", 20));
        assertThat(lab.tcpMany("outside", "192.168.50.1", 30080, 20)).isEqualTo(Map.of("pod-a 192.168.50.9", 20));
        // Pods and the node came no way from outside: they see the whole Service.
        assertThat(lab.tcpMany("pod-b", "192.168.77.8", 80, 40).keySet())
                .containsExactlyInAnyOrder("pod-a 10.88.0.3", "pod-c 10.88.0.3");
        assertThat(lab.tcpMany("node", "192.168.77.8", 80, 40).keySet())
                .containsExactlyInAnyOrder("pod-a 10.88.0.1", "pod-c 10.88.1.1");
    }

    @Test
    void policyLocalWithoutAnEndpointHereDropsOutsidersAndServesInsiders() throws Exception {
        install(
                policies(
                        external(service("web", "10.96.0.1", tcp(80, 30080)), List.of(), List.of("192.168.77.8")),
                        false,
                        true),
                group("web", "tcp", 8080, ready("10.88.1.2", "node-b")));

        assertThat(lab.tcp("outside", "192.168.77.8", 80)).isEqualTo("silent");
        assertThat(lab.tcp("outside", "192.168.50.1", 30080)).isEqualTo("silent");
        assertThat(lab.tcp("pod-a", "192.168.77.8", 80)).isEqualTo("pod-c 10.88.0.2");
        assertThat(lab.tcp("node", "192.168.50.1", 30080)).isEqualTo("pod-c 10.88.1.1");
    }

    @Test
    void internalPolicyLocalStaysOnTheNode() throws Exception {
        install(policies(service("web", "10.96.0.1", tcp(80)), true, false), WEB);
        assertThat(lab.tcpMany("pod-a", "10.96.0.1", 80, 40).keySet())
                .containsExactlyInAnyOrder("pod-a 10.88.0.1", "pod-b 10.88.0.2");

        install(
                policies(service("web", "10.96.0.1", tcp(80)), true, false),
                group("web", "tcp", 8080, ready("10.88.1.2", "node-b")));
        assertThat(lab.tcp("pod-a", "10.96.0.1", 80)).isEqualTo("silent");
    }

    @Test
    void sessionAffinityKeepsAClientAtItsEndpointThroughEveryAddress() throws Exception {
        install(affinity(service("web", "10.96.0.1", tcp(80, 30080)), 600), WEB);

        Map<String, Integer> answers = lab.tcpMany("outside", "10.96.0.1", 80, 20);
        assertThat(answers).hasSize(1);
        assertThat(lab.tcpMany("outside", "192.168.50.1", 30080, 20).keySet()).isEqualTo(answers.keySet());
    }

    @Test
    void sessionAffinitySurvivesChangesOfOtherEndpointsAndEndsWithItsOwn() throws Exception {
        ProxiedService web = affinity(service("web", "10.96.0.1", tcp(80)), 600);
        install(web, WEB);
        String first = lab.tcp("pod-a", "10.96.0.1", 80).split(" ")[0];
        List<String> pods = List.of("pod-a", "pod-b", "pod-c");
        List<String> addresses = List.of("10.88.0.2", "10.88.0.3", "10.88.1.2");
        int mine = pods.indexOf(first);
        int other = (mine + 1) % 3;

        change(web, group("web", "tcp", 8080, on(addresses.get(mine)), on(addresses.get(other))));
        assertThat(lab.tcp("pod-a", "10.96.0.1", 80)).startsWith(first);
        change(web, group("web", "tcp", 8080, on(addresses.get(other))));
        assertThat(lab.tcp("pod-a", "10.96.0.1", 80)).startsWith(pods.get(other));
    }

    private static EndpointGroup.Backend on(String address) {
        return ready(address, address.startsWith("10.88.0.") ? "node-a" : "node-b");
    }

    private void change(ProxiedService service, EndpointGroup... groups) throws InterruptedException {
        ledger.drain();
        ledger.put(planner().plan(service, List.of(groups), Samples.NODE));
        table.change(ledger.drain());
    }

    @Test
    void udpIsBalancedToo() throws Exception {
        lab.serveUdp("pod-a", 5353);
        install(service("dns", "10.96.0.10", udp(53, 30053)), group("dns", "udp", 5353, ready("10.88.0.2", "node-a")));

        DatagramSocket pod = lab.udpClient("pod-b");
        assertThat(lab.udp(pod, "10.96.0.10", 53)).isEqualTo("pod-a 10.88.0.3");
        assertThat(lab.udp(lab.udpClient("outside"), "192.168.50.1", 30053)).isEqualTo("pod-a 10.88.0.1");
        assertThat(lab.udp(lab.udpClient("node"), "10.96.0.10", 53)).isEqualTo("pod-a 10.88.0.1");
    }

    @Test
    void bothFamiliesWork() throws Exception {
        ProxiedService web = new ProxiedService(
                ObjectKey.of("default", "web"),
                List.of("10.96.0.1", "fd00:96::1"),
                List.of(),
                List.of(),
                List.of(),
                List.of(tcp(80, 30080)),
                0,
                false,
                false,
                0);
        install(
                web,
                group("web", "tcp", 8080, ready("10.88.0.2", "node-a")),
                group("web", "6", "tcp", 8080, ready("fd00:88::3", "node-a")));

        assertThat(lab.tcp("pod-b", "10.96.0.1", 80)).isEqualTo("pod-a 10.88.0.3");
        assertThat(lab.tcp("pod-a", "fd00:96::1", 80)).isEqualTo("pod-b fd00:88::2");
        assertThat(lab.tcp("pod-b", "fd00:96::1", 80)).as("hairpin").isEqualTo("pod-b fd00:88::1");
        assertThat(lab.tcp("pod-a", "fd00:88::1", 30080)).isEqualTo("pod-b fd00:88::1");
    }

    /** How the cluster's DNS server is reached: it runs on the node itself, on a port of its own. */
    @Test
    void aServiceMayLeadToTheNodeItself() throws Exception {
        lab.serveUdp("node", "192.168.50.1", 10053);
        lab.serve("node", 10053);
        install(
                service("kube-dns", "10.96.0.10", udp(53, 0), tcp(53)),
                group("kube-dns", "udp", "udp", 10053, ready("192.168.50.1", "node-a")),
                group("kube-dns", "tcp", "tcp", 10053, ready("192.168.50.1", "node-a")));

        assertThat(lab.udp(lab.udpClient("pod-a"), "10.96.0.10", 53)).isEqualTo("node 10.88.0.2");
        assertThat(lab.tcp("pod-a", "10.96.0.10", 53)).isEqualTo("node 10.88.0.2");
        assertThat(lab.udp(lab.udpClient("node"), "10.96.0.10", 53)).startsWith("node ");
        assertThat(lab.tcp("node", "10.96.0.10", 53)).startsWith("node ");
    }

    @Test
    void manyEndpointsAreAllReached() throws Exception {
        EndpointGroup.Backend[] backends = new EndpointGroup.Backend[300];
        for (int i = 0; i < backends.length; i++) {
            String address = "10.90." + i / 250 + "." + (1 + i % 250);
            lab.namespace("pod-c").ip("addr add " + address + "/32 dev eth0");
            backends[i] = ready(address, "node-b");
        }
        lab.namespace("node").ip("route add 10.90.0.0/16 dev pod-c via 10.88.1.2");
        install(service("web", "10.96.0.1", tcp(80)), group("web", "tcp", 8080, backends));

        assertThat(lab.tcpMany("pod-a", "10.96.0.1", 80, 600)).isEqualTo(Map.of("pod-c 10.88.0.2", 600));
    }
}
