package dev.jukung.controllers.servicecidrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.networking.v1.ServiceCIDR;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceCidrClusterTest {
    private static final ObjectKey KEY = ObjectKey.of("more");

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void range(String name, String cidr) throws InterruptedException {
        cluster.create(Resources.SERVICECIDRS, """
                apiVersion: networking.k8s.io/v1
                kind: ServiceCIDR
                metadata: {name: %s}
                spec: {cidrs: ["%s"]}
                """.formatted(name, cidr));
        cluster.settle();
    }

    private void service(String address) throws InterruptedException {
        cluster.create(Resources.SERVICES, """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default}
                spec: {clusterIP: "%s", ports: [{port: 80}]}
                """.formatted(address));
    }

    private String ready(ObjectKey key) throws InterruptedException {
        ServiceCIDR range = cluster.client().find(Resources.SERVICECIDRS, key).orElseThrow();
        return range.status().conditions().stream()
                .map(condition -> condition.type() + "=" + condition.status() + " " + condition.reason() + ": "
                        + condition.message())
                .reduce("", String::concat);
    }

    private boolean isThere() throws InterruptedException {
        return cluster.client().find(Resources.SERVICECIDRS, KEY).isPresent();
    }

    private void delete() throws InterruptedException {
        cluster.client().delete(Resources.SERVICECIDRS, KEY, DeleteOptions.NONE);
        cluster.settle();
    }

    @Test
    void aRangeIsReadyAndProtectedSoonAfterItIsMade() throws InterruptedException {
        range("more", "10.200.0.0/24");

        assertThat(ready(KEY)).isEqualTo("Ready=True : Kubernetes Service CIDR is ready");
        assertThat(cluster.client()
                        .find(Resources.SERVICECIDRS, KEY)
                        .orElseThrow()
                        .metadata()
                        .finalizers())
                .containsExactly("networking.k8s.io/service-cidr-finalizer");
        assertThat(ready(ObjectKey.of("kubernetes"))).startsWith("Ready=True : Kubernetes ");
    }

    @Test
    void aRangeThatNobodyNeedsGoesAfterTenSeconds() throws InterruptedException {
        range("more", "10.200.0.0/24");

        delete();
        assertThat(isThere()).isTrue();

        cluster.advance(Duration.ofSeconds(10));
        assertThat(isThere()).isFalse();
    }

    @Test
    void aRangeStaysWhileAnAddressDependsOnIt() throws InterruptedException {
        range("more", "10.200.0.0/24");
        service("10.200.0.7");

        delete();
        cluster.advance(Duration.ofMinutes(1));
        assertThat(ready(KEY))
                .isEqualTo("Ready=False Terminating: There are still IPAddresses referencing the ServiceCIDR, please"
                        + " remove them or create a new ServiceCIDR");
        assertThatThrownBy(() -> cluster.create(Resources.SERVICES, """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: late, namespace: default}
                        spec: {clusterIP: "10.200.0.8", ports: [{port: 80}]}
                        """))
                .hasMessageContaining("the provided network does not match the current range");

        cluster.client().delete(Resources.SERVICES, ObjectKey.of("default", "web"), DeleteOptions.NONE);
        cluster.advance(Duration.ofSeconds(15));
        assertThat(isThere()).isFalse();
    }

    @Test
    void aRangeGoesWhenAnotherOneTakesItsAddresses() throws InterruptedException {
        range("more", "10.200.0.0/24");
        service("10.200.0.7");
        delete();
        cluster.advance(Duration.ofMinutes(1));
        assertThat(isThere()).isTrue();

        range("wide", "10.200.0.0/16");
        cluster.advance(Duration.ofSeconds(15));
        assertThat(isThere()).isFalse();
    }
}
