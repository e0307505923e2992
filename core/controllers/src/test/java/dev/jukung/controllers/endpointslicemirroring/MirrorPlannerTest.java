package dev.jukung.controllers.endpointslicemirroring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.endpointslice.SlicePlan;
import dev.jukung.model.core.v1.EndpointSubset;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MirrorPlannerTest {
    private static final String FOUR = "{addresses: [{ip: 10.1.2.3}], ports: [{name: web, port: 8080}]}";
    private static final String SIX = "{addresses: [{ip: \"fd00::1\"}], ports: [{name: web, port: 8080}]}";

    private static Endpoints endpoints(String subsets) {
        return new Endpoints((ObjectValue) Yaml.parse("""
                apiVersion: v1
                kind: Endpoints
                metadata:
                  name: legacy
                  namespace: default
                  uid: owner
                  labels: {app: old, kubernetes.io/service-name: other}
                  annotations: {team: blue, endpoints.kubernetes.io/last-change-trigger-time: "2026-01-01T00:00:00Z"}
                subsets: [%s]
                """.formatted(subsets)));
    }

    private static SlicePlan plan(Endpoints endpoints, EndpointSlice... existing) {
        return MirrorPlanner.plan(
                endpoints, MirroredAddresses.of(endpoints.subsets()).groups(), List.of(existing));
    }

    /** As the server has stored what a plan said. */
    private static EndpointSlice stored(String name, String subsets) {
        EndpointSlice slice = plan(endpoints(subsets)).create().getFirst();
        return slice.withMetadata(slice.metadata().withName(name).withUid(name).withResourceVersion("7"));
    }

    @Test
    void aNewSliceHasWhatTheEndpointsHave() {
        SlicePlan plan =
                plan(endpoints("{addresses: [{ip: 10.1.2.3, nodeName: node-1, targetRef: {kind: Pod, name: pod-1}}],"
                        + " notReadyAddresses: [{ip: 10.1.2.4, hostname: late}], ports: [{port: 8080}]}"));

        assertThat(plan.update()).isEmpty();
        assertThat(plan.delete()).isEmpty();
        assertThat(plan.create()).singleElement().satisfies(slice -> {
            assertThat(slice.addressType()).isEqualTo("IPv4");
            assertThat(slice.metadata().generateName()).contains("legacy-");
            assertThat(slice.metadata().labels())
                    .isEqualTo(Map.of(
                            "app", "old",
                            "kubernetes.io/service-name", "legacy",
                            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io"));
            assertThat(slice.metadata().annotations()).isEqualTo(Map.of("team", "blue"));
            assertThat(slice.metadata().ownerReferences()).singleElement().satisfies(owner -> {
                assertThat(owner.kind()).isEqualTo("Endpoints");
                assertThat(owner.uid()).isEqualTo("owner");
            });
            assertThat(slice.tree().list("ports").objects())
                    .containsExactly(ObjectValue.of("name", "", "port", 8080L, "protocol", "TCP"));
            assertThat(slice.tree().list("endpoints").objects())
                    .containsExactly(
                            (ObjectValue)
                                    Yaml.parse(
                                            "{addresses: [10.1.2.3], conditions: {ready: true}, targetRef: {kind: Pod, name: pod-1}, nodeName: node-1}"),
                            (ObjectValue)
                                    Yaml.parse("{addresses: [10.1.2.4], conditions: {ready: false}, hostname: late}"));
        });
    }

    @Test
    void whatIsRightIsNotWritten() {
        assertThat(plan(endpoints(FOUR), stored("a", FOUR))).isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));
    }

    @Test
    void aChangeIsWrittenOverTheVersionThatWasSeen() {
        SlicePlan plan = plan(endpoints(FOUR.replace("10.1.2.3", "10.1.2.9")), stored("a", FOUR));

        assertThat(plan.create()).isEmpty();
        assertThat(plan.update()).singleElement().satisfies(slice -> {
            assertThat(slice.name()).isEqualTo("a");
            assertThat(slice.resourceVersion()).isEqualTo("7");
            assertThat(slice.endpoints().getFirst().addresses()).containsExactly("10.1.2.9");
        });
    }

    @Test
    void otherEndpointsOfTheSameNameTakeTheSliceOver() {
        EndpointSlice old = stored("a", FOUR);
        EndpointSlice orphan = old.withMetadata(old.metadata()
                .withOwnerReferences(
                        List.of(old.metadata().ownerReferences().getFirst().withUid("before"))));

        assertThat(plan(endpoints(FOUR), orphan).update())
                .extracting(EndpointSlice::name)
                .containsExactly("a");
    }

    @Test
    void oneSliceIsEnoughForOneGroup() {
        SlicePlan plan = plan(endpoints(FOUR), stored("a", FOUR), stored("b", FOUR));

        assertThat(plan.update()).isEmpty();
        assertThat(plan.delete()).extracting(EndpointSlice::name).containsExactly("b");
    }

    @Test
    void aSliceThatIsNotNeededTakesNewPorts() {
        SlicePlan plan = plan(endpoints(FOUR.replace("8080", "9090")), stored("a", FOUR));

        assertThat(plan.create()).isEmpty();
        assertThat(plan.delete()).isEmpty();
        assertThat(plan.update()).extracting(EndpointSlice::name).containsExactly("a");
        assertThat(plan.update().getFirst().ports().getFirst().port()).hasValue(9090);
    }

    @Test
    void butNotTheAddressesOfTheOtherFamily() {
        SlicePlan plan = plan(endpoints(SIX), stored("a", FOUR));

        assertThat(plan.create()).extracting(EndpointSlice::addressType).containsExactly("IPv6");
        assertThat(plan.update()).isEmpty();
        assertThat(plan.delete()).extracting(EndpointSlice::name).containsExactly("a");
    }

    @Test
    void addressesAreWrittenInOneForm() {
        MirroredAddresses addresses = MirroredAddresses.of(endpoints(
                        "{addresses: [{ip: \"2001:DB8:0::1\"}, {ip: \"::ffff:10.0.0.1\"}, {ip: nowhere}], ports: [{port: 1}]}")
                .subsets());

        Map<String, List<String>> byFamily = addresses.groups().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().addressType(), entry -> entry.getValue().stream()
                        .flatMap(endpoint -> endpoint.addresses().stream())
                        .toList()));
        assertThat(byFamily).isEqualTo(Map.of("IPv4", List.of("10.0.0.1"), "IPv6", List.of("2001:db8::1")));
        assertThat(addresses.invalid()).isEqualTo(1);
        assertThat(addresses.skipped()).isEqualTo(1);
    }

    @Test
    void aThousandAddressesOfASubsetAreMirrored() {
        String many = IntStream.range(0, 1003)
                .mapToObj(i -> "{ip: 10.0." + i / 250 + "." + (i % 250 + 1) + "}")
                .collect(Collectors.joining(", "));
        List<EndpointSubset> subsets =
                endpoints("{addresses: [" + many + "], ports: [{port: 1}]}").subsets();

        MirroredAddresses addresses = MirroredAddresses.of(subsets);

        assertThat(addresses.groups().values()).singleElement().satisfies(endpoints -> assertThat(endpoints)
                .hasSize(1000));
        assertThat(addresses.invalid()).isZero();
        assertThat(addresses.skipped()).isEqualTo(3);
    }
}
