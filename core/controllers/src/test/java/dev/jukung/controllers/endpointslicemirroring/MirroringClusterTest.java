package dev.jukung.controllers.endpointslicemirroring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.EndpointAddress;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MirroringClusterTest {
    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** The Service comes last: with a selector it is given Endpoints at once, unless there are some. */
    private void create(String selector, String labels) throws InterruptedException {
        cluster.create(Resources.ENDPOINTS, """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: legacy, namespace: default, labels: {%s}, annotations: {team: blue}}
                subsets:
                - addresses: [{ip: 10.1.2.3}, {ip: "fd00::1"}]
                  notReadyAddresses: [{ip: 10.1.2.4, hostname: late}]
                  ports: [{port: 8080, name: web}]
                """.formatted(labels));
        cluster.create(Resources.SERVICES, """
                apiVersion: v1
                kind: Service
                metadata: {name: legacy, namespace: default}
                spec: {ports: [{port: 80}]%s}
                """.formatted(selector));
        cluster.settle();
    }

    private List<EndpointSlice> slices() throws InterruptedException {
        return cluster.client()
                .list(
                        Resources.ENDPOINTSLICES,
                        ListQuery.in("default")
                                .labels("endpointslice.kubernetes.io/managed-by="
                                        + "endpointslicemirroring-controller.k8s.io"))
                .items();
    }

    private static String content(EndpointSlice slice) {
        return slice.addressType() + " "
                + slice.ports().stream()
                        .map(port -> port.name().orElse("") + ":" + port.port().orElse(0))
                        .toList()
                + " "
                + slice.endpoints().stream()
                        .map(endpoint -> endpoint.addresses().getFirst()
                                + (endpoint.conditions().orElseThrow().ready().orElse(true) ? "" : "!"))
                        .toList();
    }

    @Test
    void whatSomebodyWroteIsMirroredThroughItsLife() throws InterruptedException {
        create("", "app: old");
        assertThat(slices())
                .extracting(MirroringClusterTest::content)
                .containsExactlyInAnyOrder("IPv4 [web:8080] [10.1.2.3, 10.1.2.4!]", "IPv6 [web:8080] [fd00::1]");
        assertThat(slices()).allSatisfy(slice -> {
            assertThat(slice.name()).startsWith("legacy-");
            assertThat(slice.metadata().labels())
                    .containsEntry("app", "old")
                    .containsEntry("kubernetes.io/service-name", "legacy");
            assertThat(slice.metadata().annotations()).containsEntry("team", "blue");
        });

        List<String> versions =
                slices().stream().map(EndpointSlice::resourceVersion).toList();
        cluster.advance(Duration.ofHours(1));
        assertThat(slices()).extracting(EndpointSlice::resourceVersion).isEqualTo(versions);

        Endpoints written = cluster.get(Resources.ENDPOINTS, "legacy");
        cluster.client()
                .update(
                        Resources.ENDPOINTS,
                        written.withSubsets(List.of(written.subsets()
                                .getFirst()
                                .withNotReadyAddresses(List.of())
                                .withAddresses(List.of(written.subsets()
                                        .getFirst()
                                        .addresses()
                                        .getFirst()
                                        .withIp("10.1.2.9"))))));
        cluster.settle();
        assertThat(slices()).extracting(MirroringClusterTest::content).containsExactly("IPv4 [web:8080] [10.1.2.9]");

        cluster.client().delete(Resources.ENDPOINTS, ObjectKey.of("default", "legacy"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(slices()).isEmpty();
    }

    @Test
    void whatAControllerWritesForASelectorIsNotMirrored() throws InterruptedException {
        create(", selector: {app: web}", "app: old");
        assertThat(slices()).isEmpty();
    }

    @Test
    void whoDoesNotWantAMirrorHasNone() throws InterruptedException {
        create("", "endpointslice.kubernetes.io/skip-mirror: \"true\"");
        assertThat(slices()).isEmpty();
    }

    @Test
    void whatSomebodyElseDidToAMirrorIsPutRight() throws InterruptedException {
        create("", "app: old");
        for (EndpointSlice slice : slices()) {
            cluster.client().update(Resources.ENDPOINTSLICES, slice.withEndpoints(List.of()));
        }
        cluster.settle();
        assertThat(slices())
                .extracting(MirroringClusterTest::content)
                .containsExactlyInAnyOrder("IPv4 [web:8080] [10.1.2.3, 10.1.2.4!]", "IPv6 [web:8080] [fd00::1]");

        for (EndpointSlice slice : slices()) {
            cluster.client().delete(Resources.ENDPOINTSLICES, slice.key(), DeleteOptions.NONE);
        }
        cluster.settle();
        assertThat(slices()).hasSize(2);
    }

    @Test
    void aServiceThatGetsASelectorLosesTheMirror() throws InterruptedException {
        create("", "app: old");
        assertThat(slices()).hasSize(2);

        cluster.client()
                .patch(
                        Resources.SERVICES,
                        ObjectKey.of("default", "legacy"),
                        Patch.merge((ObjectValue) Yaml.parse("spec: {selector: {app: web}}")),
                        WriteOptions.NONE);
        cluster.settle();
        assertThat(slices()).isEmpty();
    }

    @Test
    void moreThanAThousandAddressesAreToldOf() throws InterruptedException {
        create("", "app: old");
        Endpoints written = cluster.get(Resources.ENDPOINTS, "legacy");
        List<EndpointAddress> many = IntStream.range(0, 1001)
                .mapToObj(i -> EndpointAddress.EMPTY.withIp("10.2." + i / 250 + "." + (i % 250 + 1)))
                .toList();
        cluster.client()
                .update(
                        Resources.ENDPOINTS,
                        written.withSubsets(List.of(written.subsets()
                                .getFirst()
                                .withNotReadyAddresses(List.of())
                                .withAddresses(many))));
        cluster.settle();
        assertThat(cluster.told("Endpoints/legacy TooManyAddressesToMirror A max of 1000 addresses can be mirrored to"
                        + " EndpointSlices per Endpoints subset. 1 addresses were skipped"))
                .isTrue();
    }
}
