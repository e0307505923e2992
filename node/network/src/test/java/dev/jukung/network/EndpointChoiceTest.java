package dev.jukung.network;

import static dev.jukung.network.Samples.policies;
import static dev.jukung.network.Samples.ready;
import static dev.jukung.network.Samples.service;
import static dev.jukung.network.Samples.tcp;
import static dev.jukung.network.Samples.terminating;
import static dev.jukung.network.Samples.unready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.network.EndpointChoice.Target;
import dev.jukung.network.EndpointGroup.Backend;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules of kube-proxy's CategorizeEndpoints. */
final class EndpointChoiceTest {
    private static final ProxiedService WEB = service("web", "10.96.0.1", tcp(80));
    private static final ProxiedService PUBLISHED = service("web", "10.96.0.1", tcp(80, 30080));

    private static EndpointChoice choose(ProxiedService service, NodeFacts node, Backend... backends) {
        TreeMap<Target, Backend> endpoints = new TreeMap<>();
        for (Backend backend : backends) {
            endpoints.put(new Target(backend.address(), 8080), backend);
        }
        return EndpointChoice.of(service, service.ports().getFirst(), endpoints, node);
    }

    private static EndpointChoice choose(ProxiedService service, Backend... backends) {
        return choose(service, Samples.NODE, backends);
    }

    private static List<String> addresses(List<Target> targets) {
        return targets.stream().map(Target::address).toList();
    }

    private static Backend hinted(String address, List<String> zones, List<String> nodes) {
        return new Backend(address, true, true, false, "node-b", zones, nodes);
    }

    @Test
    void onlyReadyEndpointsGetTraffic() {
        EndpointChoice choice =
                choose(WEB, ready("10.0.0.1", "a"), unready("10.0.0.2", "a"), terminating("10.0.0.3", "a"));

        assertThat(addresses(choice.cluster())).containsExactly("10.0.0.1");
        assertThat(choice.any()).isTrue();
    }

    @Test
    void whenNoneIsReadyThoseThatTerminateButServeAreTheLastResort() {
        EndpointChoice choice = choose(WEB, unready("10.0.0.2", "a"), terminating("10.0.0.3", "a"));

        assertThat(addresses(choice.cluster())).containsExactly("10.0.0.3");
        assertThat(choice.how()).contains("terminate but still serve");
    }

    @Test
    void withoutAnyThereIsNone() {
        EndpointChoice choice = choose(WEB, unready("10.0.0.2", "a"));

        assertThat(choice).isEqualTo(new EndpointChoice(List.of(), List.of(), false, "all ready endpoints"));
    }

    @Test
    void localEndpointsCountOnlyWherePolicyAsksForThem() {
        Backend here = ready("10.0.0.1", "node-a");
        Backend there = ready("10.0.0.2", "node-b");

        assertThat(choose(PUBLISHED, here, there).local()).isEmpty();
        assertThat(addresses(
                        choose(policies(PUBLISHED, false, true), here, there).local()))
                .containsExactly("10.0.0.1");
        assertThat(choose(policies(WEB, false, true), here, there).local())
                .as("nothing external to apply the policy to")
                .isEmpty();
        EndpointChoice internal = choose(policies(WEB, true, false), here, there);
        assertThat(addresses(internal.local())).containsExactly("10.0.0.1");
        assertThat(internal.cluster()).isEmpty();
        assertThat(internal.any()).isTrue();
    }

    @Test
    void theLastResortIsDecidedForThisNodeByItself() {
        EndpointChoice choice = choose(
                policies(PUBLISHED, false, true), terminating("10.0.0.1", "node-a"), ready("10.0.0.2", "node-b"));

        assertThat(addresses(choice.local())).containsExactly("10.0.0.1");
        assertThat(addresses(choice.cluster())).containsExactly("10.0.0.2");
    }

    @Test
    void zoneHintsKeepTrafficInTheZone() {
        EndpointChoice choice = choose(
                WEB,
                hinted("10.0.0.1", List.of("zone-a"), List.of()),
                hinted("10.0.0.2", List.of("zone-b"), List.of()));

        assertThat(addresses(choice.cluster())).containsExactly("10.0.0.1");
    }

    @Test
    void hintsAreIgnoredWhereOneIsMissingOrNoneIsForHere() {
        Backend zoneA = hinted("10.0.0.1", List.of("zone-a"), List.of());
        Backend zoneB = hinted("10.0.0.2", List.of("zone-b"), List.of());
        NodeFacts noZone = Samples.NODE.withZone("");

        assertThat(choose(WEB, zoneA, ready("10.0.0.3", "x")).cluster()).hasSize(2);
        assertThat(choose(WEB, zoneB).cluster()).hasSize(1);
        assertThat(choose(WEB, noZone, zoneA, zoneB).cluster()).hasSize(2);
    }

    @Test
    void nodeHintsComeBeforeZoneHints() {
        EndpointChoice choice = choose(
                WEB,
                hinted("10.0.0.1", List.of("zone-a"), List.of("node-a")),
                hinted("10.0.0.2", List.of("zone-a"), List.of("node-b")));

        assertThat(addresses(choice.cluster())).containsExactly("10.0.0.1");
    }

    @Test
    void hintsOfEndpointsThatAreNotReadyDoNotCount() {
        Backend unreadyWithoutHint = unready("10.0.0.3", "x");

        assertThat(addresses(choose(
                                WEB,
                                hinted("10.0.0.1", List.of("zone-a"), List.of()),
                                hinted("10.0.0.2", List.of("zone-b"), List.of()),
                                unreadyWithoutHint)
                        .cluster()))
                .containsExactly("10.0.0.1");
    }
}
