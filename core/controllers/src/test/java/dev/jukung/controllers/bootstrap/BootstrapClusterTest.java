package dev.jukung.controllers.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens by which nodes join, on virtual time, which starts at midnight of 2026-01-01. */
@Timeout(60)
class BootstrapClusterTest {
    /** Computed with another program. */
    private static final String SIGNATURE =
            "eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..3ZR7IfHD4V0NLYjj9trDyCFIZSwMzkyMpnxx9vCiSPI";

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
        cluster.create(Resources.CONFIGMAPS, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: cluster-info, namespace: kube-public}
                data:
                  kubeconfig: |
                    kind: Config
                  jws-kubeconfig-ghijkl: left over
                """);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void token(String expiration, String signing) throws InterruptedException {
        cluster.create(Resources.SECRETS, """
                apiVersion: v1
                kind: Secret
                metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
                type: bootstrap.kubernetes.io/token
                stringData:
                  token-id: abcdef
                  token-secret: 0123456789abcdef
                  usage-bootstrap-signing: "%s"
                  expiration: "%s"
                """.formatted(signing, expiration));
        cluster.settle();
    }

    private Map<String, String> info() throws InterruptedException {
        return cluster.client()
                .get(Resources.CONFIGMAPS, ObjectKey.of("kube-public", "cluster-info"))
                .data();
    }

    private boolean exists() throws InterruptedException {
        return cluster.client()
                .find(Resources.SECRETS, ObjectKey.of("kube-system", "bootstrap-token-abcdef"))
                .isPresent();
    }

    @Test
    void aTokenVouchesForTheClusterUntilItEnds() throws InterruptedException {
        token("2026-01-01T01:00:00Z", "true");
        assertThat(info()).containsEntry("jws-kubeconfig-abcdef", SIGNATURE).doesNotContainKey("jws-kubeconfig-ghijkl");

        cluster.advance(Duration.ofMinutes(58));
        assertThat(exists()).isTrue();
        cluster.advance(Duration.ofMinutes(2));
        assertThat(exists()).isFalse();
        assertThat(info()).containsOnlyKeys("kubeconfig");
    }

    @Test
    void aTokenForOtherUsesDoesNotVouch() throws InterruptedException {
        token("2026-01-01T01:00:00Z", "false");
        assertThat(info()).containsOnlyKeys("kubeconfig");
    }

    @Test
    void aTokenWhoseEndCannotBeReadIsTakenForOver() throws InterruptedException {
        token("tomorrow", "true");
        assertThat(exists()).isFalse();
    }
}
