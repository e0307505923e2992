package dev.jukung.controllers.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.EndpointAddress;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services with pods behind them: EndpointSlices and Endpoints. */
@Timeout(60)
class ServiceClusterTest {
    private static final ObjectKey KEY = ObjectKey.of("default", "web");
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default, labels: {team: a}}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: web}]
            """;
    private static final String WEB = """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: web, namespace: default}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: main, image: "web:1", ports: [{name: web, containerPort: 8080}]}]
            """;

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private List<EndpointSlice> slices() throws InterruptedException {
        return cluster.list(Resources.ENDPOINTSLICES).stream()
                .filter(slice -> "web".equals(slice.metadata().labels().get("kubernetes.io/service-name")))
                .toList();
    }

    private List<Endpoint> endpoints() throws InterruptedException {
        return slices().stream().flatMap(slice -> slice.endpoints().stream()).toList();
    }

    private void patchService(String yaml) throws InterruptedException {
        Patch patch = Patch.merge((ObjectValue) Yaml.parse(yaml));
        cluster.client().patch(Resources.SERVICES, KEY, patch, WriteOptions.NONE);
    }

    @Test
    void aServiceWithoutPodsHasOneEmptySlice() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.settle();

        EndpointSlice slice = slices().getFirst();
        assertThat(slices()).hasSize(1);
        assertThat(slice.endpoints()).isEmpty();
        assertThat(slice.addressType()).isEqualTo("IPv4");
        assertThat(slice.metadata().generateName()).contains("web-");
        assertThat(slice.metadata().labels())
                .isEqualTo(Map.of(
                        "team", "a",
                        "kubernetes.io/service-name", "web",
                        "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"));
    }

    @Test
    void readyPodsAreEndpointsWithTheirPortNodeAndTarget() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        assertThat(slices()).hasSize(1);
        assertThat(slices().getFirst().ports().getFirst().tree())
                .isEqualTo(ObjectValue.of("name", "http", "port", 8080L, "protocol", "TCP"));
        List<Pod> pods = cluster.list(Resources.PODS);
        assertThat(endpoints()).hasSize(3).allSatisfy(endpoint -> {
            assertThat(endpoint.conditions().orElseThrow().tree())
                    .isEqualTo(ObjectValue.of("ready", true, "serving", true, "terminating", false));
            assertThat(endpoint.nodeName()).contains("node-1");
            assertThat(endpoint.targetRef().orElseThrow().kind()).contains("Pod");
        });
        assertThat(endpoints())
                .flatExtracting(Endpoint::addresses)
                .containsExactlyInAnyOrderElementsOf(pods.stream()
                        .map(pod -> pod.status().podIP().orElse(""))
                        .toList());
    }

    @Test
    void aPodThatIsNotReadyStaysInTheSliceAsSuch() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        String sick = cluster.list(Resources.PODS).getFirst().name();

        cluster.pods().readyIf(pod -> !pod.name().equals(sick));
        cluster.settle();

        assertThat(endpoints()).hasSize(3);
        assertThat(endpoints().stream().filter(endpoint -> endpoint.targetRef()
                        .orElseThrow()
                        .name()
                        .filter(sick::equals)
                        .isPresent()))
                .singleElement()
                .satisfies(endpoint ->
                        assertThat(endpoint.conditions().orElseThrow().ready()).contains(false));
        Endpoints legacy = cluster.get(Resources.ENDPOINTS, "web");
        assertThat(legacy.subsets()).singleElement().satisfies(subset -> {
            assertThat(subset.addresses()).hasSize(2);
            assertThat(subset.notReadyAddresses()).hasSize(1);
        });
    }

    @Test
    void aPodThatIsGoingServesUntilItIsGone() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        cluster.pods().deletionTakes(Duration.ofSeconds(20));
        Pod going = cluster.list(Resources.PODS).getFirst();

        cluster.client().delete(Resources.PODS, going.key(), DeleteOptions.NONE);
        cluster.settle();

        assertThat(endpoints()).hasSize(4);
        assertThat(endpoints().stream()
                        .map(endpoint -> endpoint.conditions().orElseThrow())
                        .filter(conditions -> conditions.terminating().orElse(false)))
                .singleElement()
                .satisfies(conditions -> assertThat(conditions.tree())
                        .isEqualTo(ObjectValue.of("ready", false, "serving", true, "terminating", true)));
        assertThat(cluster.get(Resources.ENDPOINTS, "web").subsets().getFirst().addresses())
                .hasSize(3);
        cluster.advance(Duration.ofSeconds(20));
        assertThat(endpoints()).hasSize(3);
    }

    @Test
    void manyEndpointsAreSpreadOverSlicesOfAHundred() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB.replace("replicas: 3", "replicas: 250"));
        cluster.settle();

        assertThat(endpoints()).hasSize(250);
        assertThat(slices()).hasSizeBetween(3, 5);
        assertThat(slices()).allMatch(slice -> slice.endpoints().size() <= 100);
    }

    @Test
    void endpointsAreTheOldFormOfTheSame() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        Endpoints endpoints = cluster.get(Resources.ENDPOINTS, "web");
        assertThat(endpoints.metadata().labels())
                .isEqualTo(Map.of("team", "a", "endpoints.kubernetes.io/managed-by", "endpoint-controller"));
        assertThat(endpoints.subsets()).singleElement().satisfies(subset -> {
            assertThat(subset.ports().getFirst().tree())
                    .isEqualTo(ObjectValue.of("port", 8080L, "protocol", "TCP", "name", "http"));
            assertThat(subset.addresses()).hasSize(3).isSortedAccordingTo(Comparator.comparing(EndpointAddress::ip));
        });
    }

    @Test
    void labelsOfTheServiceFollow() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        patchService("{metadata: {labels: {team: b}}}");
        cluster.settle();

        assertThat(slices())
                .allMatch(slice -> "b".equals(slice.metadata().labels().get("team")));
        assertThat(cluster.get(Resources.ENDPOINTS, "web").metadata().labels()).containsEntry("team", "b");
    }

    @Test
    void aServiceWithoutSelectorIsLeftToItsUser() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE.replace("selector: {app: web}", "sessionAffinity: None"));
        cluster.settle();

        assertThat(slices()).isEmpty();
        assertThat(cluster.find(Resources.ENDPOINTS, "web")).isEmpty();
    }

    @Test
    void deletingTheServiceTakesBoth() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        cluster.client().delete(Resources.SERVICES, KEY, DeleteOptions.NONE);
        cluster.settle();

        assertThat(slices()).isEmpty();
        assertThat(cluster.find(Resources.ENDPOINTS, "web")).isEmpty();
    }

    @Test
    void nothingIsWrittenWhenNothingChanges() throws InterruptedException {
        cluster.create(Resources.SERVICES, SERVICE);
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        String version = slices().getFirst().resourceVersion();

        patchService("{metadata: {annotations: {note: changed}}}");
        cluster.advance(Duration.ofHours(1));

        assertThat(slices().getFirst().resourceVersion()).isEqualTo(version);
    }
}
