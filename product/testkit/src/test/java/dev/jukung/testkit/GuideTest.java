package dev.jukung.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of docs/guide/testing.md. */
@JukungTest
class GuideTest {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                  annotations: {sim.jukung.dev/ready-after: 5s}
                spec: {containers: [{name: main, image: "nginx:1"}]}
            """;

    @Test
    void threeReplicasBecomeReadyInTime(Cluster cluster, KubernetesClient client) throws Exception {
        client.load(new ByteArrayInputStream(WEB.getBytes(UTF_8))).create();

        cluster.settle();
        assertThat(web(client).getStatus().getReadyReplicas()).isNull();

        cluster.advance(Duration.ofSeconds(5));
        assertThat(web(client).getStatus().getReadyReplicas()).isEqualTo(3);
    }

    private static Deployment web(KubernetesClient client) {
        return client.apps()
                .deployments()
                .inNamespace("default")
                .withName("web")
                .get();
    }
}
