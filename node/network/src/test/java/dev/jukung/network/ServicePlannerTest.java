package dev.jukung.network;

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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServicePlannerTest {
    private static String plan(ProxiedService service, EndpointGroup... groups) {
        return planner().plan(service, List.of(groups), Samples.NODE).toString();
    }

    @Test
    void aClusterAddressIsItsFrontAndItsEndpoints() {
        assertThat(plan(
                        service("web", "10.96.0.1", tcp(80)),
                        group("web", "tcp", 8080, ready("10.88.1.2", "node-b"), ready("10.88.0.2", "node-a"))))
                .isEqualTo("""
                        default/web
                        cluster-ips4 { 10.96.0.1 }
                        services4 { 10.96.0.1 . tcp . 80 : goto cluster4-tcp-2 }
                        endpoints4-tcp { 10.96.0.1 . 80 . 0 : 10.88.0.2 . 8080 }
                        endpoints4-tcp { 10.96.0.1 . 80 . 1 : 10.88.1.2 . 8080 }
                        hairpin4 { 10.88.0.2 . 10.88.0.2 }
                        RuleChain[name=cluster4-tcp-2, rules=[ip saddr != { 10.88.0.0/16 } meta mark set meta mark | 0x4000, \
                        dnat ip to ip daddr . tcp dport . numgen random mod 2 map @endpoints4-tcp]]""");
    }

    @Test
    void withoutEndpointsEveryFrontRejects() {
        assertThat(plan(external(
                        service("web", "10.96.0.1", udp(53, 30053)), List.of("192.168.7.1"), List.of("192.168.8.1"))))
                .isEqualTo("""
                        default/web
                        cluster-ips4 { 10.96.0.1 }
                        unavailable4 { 10.96.0.1 . udp . 53 : goto reject-service }
                        unavailable4 { 192.168.7.1 . udp . 53 : goto reject-service }
                        unavailable4 { 192.168.8.1 . udp . 53 : goto reject-service }
                        unavailable-nodeports4 { udp . 30053 : goto reject-service }""");
    }

    @Test
    void policyLocalHasTwoListsAndOneChainForTheShape() {
        assertThat(plan(
                        policies(service("web", "10.96.0.1", tcp(80, 30080)), false, true),
                        group("web", "tcp", 8080, ready("10.88.0.2", "node-a"), ready("10.88.1.2", "node-b"))))
                .contains(
                        "nodeports4 { tcp . 30080 : goto nodeport-local4-tcp-2-1 }",
                        "nodeport-endpoints4-tcp { 30080 . 0 : 10.88.0.2 . 8080 }",
                        "nodeport-endpoints4-tcp { 30080 . 1 : 10.88.1.2 . 8080 }",
                        "local-nodeport-endpoints4-tcp { 30080 . 0 : 10.88.0.2 . 8080 }");
    }

    @Test
    void sourceRangesThatLieInOthersAreLeftOut() {
        assertThat(plan(external(
                        service("web", "10.96.0.1", tcp(80)),
                        List.of(),
                        List.of("192.168.8.1"),
                        "10.0.0.0/8",
                        "10.1.0.0/16",
                        "10.0.0.0/8",
                        "172.16.0.0/12",
                        "fd00::/8")))
                .contains("restricted4 { 192.168.8.1 . tcp . 80 }")
                .contains("allowed-sources4 { 192.168.8.1 . tcp . 80 . 10.0.0.0/8 }")
                .contains("allowed-sources4 { 192.168.8.1 . tcp . 80 . 172.16.0.0/12 }")
                .doesNotContain("10.1.0.0/16")
                .doesNotContain("fd00");
    }

    @Test
    void portsMeetTheirEndpointsByNameAndProtocolAndFamily() {
        ProxiedService.Port http = new ProxiedService.Port("http", "tcp", 80, 0);
        EndpointGroup other = new EndpointGroup(
                ObjectKey.of("default", "web-1"),
                ObjectKey.of("default", "web"),
                IpFamily.IPV4,
                List.of(
                        new EndpointGroup.Port("metrics", "tcp", 9090),
                        new EndpointGroup.Port("http", "udp", 8081),
                        new EndpointGroup.Port("http", "tcp", 8082)),
                List.of(ready("10.88.1.1", "node-b")));

        assertThat(plan(service("web", "10.96.0.1", http), other))
                .contains("endpoints4-tcp { 10.96.0.1 . 80 . 0 : 10.88.1.1 . 8082 }")
                .doesNotContain("9090")
                .doesNotContain("8081");
        assertThat(plan(service("web", "fd00:96::1", http), other)).contains("unavailable6");
    }

    @Test
    void endpointsInTwoSlicesCountOnce() {
        assertThat(plan(
                        service("web", "10.96.0.1", tcp(80)),
                        group("web", "1", "tcp", 8080, Samples.unready("10.88.1.1", "b")),
                        group("web", "2", "tcp", 8080, ready("10.88.1.1", "b"))))
                .contains("goto cluster4-tcp-1")
                .contains("endpoints4-tcp { 10.96.0.1 . 80 . 0 : 10.88.1.1 . 8080 }");
    }

    @Test
    void staleUdpFlowsAreThoseToEndpointsThatAreGoneAndThoseFromBeforeTheFirst() {
        ProxiedService dns = service("dns", "10.96.0.10", udp(53, 30053));
        ServicePlan none = planner().plan(dns, List.of(), Samples.NODE);
        ServicePlan one =
                planner().plan(dns, List.of(group("dns", "udp", 5353, ready("10.88.1.1", "b"))), Samples.NODE);
        ServicePlan other =
                planner().plan(dns, List.of(group("dns", "udp", 5353, ready("10.88.1.2", "b"))), Samples.NODE);
        StaleFlow cluster = new StaleFlow(IpFamily.IPV4, "10.96.0.10", 53, Optional.empty());
        StaleFlow node = new StaleFlow(IpFamily.IPV4, "", 30053, Optional.empty());

        assertThat(StaleFlow.between(none, one)).containsExactlyInAnyOrder(cluster, node);
        assertThat(StaleFlow.between(one, other))
                .containsExactlyInAnyOrder(to(cluster, "10.88.1.1"), to(node, "10.88.1.1"));
        assertThat(StaleFlow.between(one, ServicePlan.none(dns.key())))
                .containsExactlyInAnyOrder(to(cluster, "10.88.1.1"), to(node, "10.88.1.1"));
        assertThat(StaleFlow.between(one, one)).isEmpty();
        assertThat(String.join(" ", to(cluster, "10.88.1.1").options()))
                .isEqualTo("-D -p udp -f ipv4 --orig-dst 10.96.0.10 --orig-port-dst 53 --dst-nat 10.88.1.1");
    }

    private static StaleFlow to(StaleFlow flow, String endpoint) {
        return new StaleFlow(flow.family(), flow.address(), flow.port(), Optional.of(endpoint));
    }
}
