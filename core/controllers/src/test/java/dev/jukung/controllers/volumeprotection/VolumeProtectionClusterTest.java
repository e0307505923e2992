package dev.jukung.controllers.volumeprotection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.PersistentVolume;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VolumeProtectionClusterTest {
    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void claim() throws InterruptedException {
        cluster.create(Resources.PERSISTENTVOLUMECLAIMS, """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: disk, namespace: default}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
    }

    private void deleteClaim() throws InterruptedException {
        cluster.client().delete(Resources.PERSISTENTVOLUMECLAIMS, ObjectKey.of("default", "disk"), DeleteOptions.NONE);
        cluster.settle();
    }

    @Test
    void aClaimThatNobodyUsesGoes() throws InterruptedException {
        claim();
        assertThat(cluster.get(Resources.PERSISTENTVOLUMECLAIMS, "disk")
                        .metadata()
                        .finalizers())
                .containsExactly("kubernetes.io/pvc-protection");

        deleteClaim();

        assertThat(cluster.find(Resources.PERSISTENTVOLUMECLAIMS, "disk")).isEmpty();
    }

    @Test
    void aClaimThatAPodUsesStaysUntilThePodIsGone() throws InterruptedException {
        claim();
        cluster.create(Resources.PODS, """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: default}
                spec:
                  containers: [{name: main, image: "db:1"}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: disk}}]
                """);
        cluster.settle();
        assertThat(cluster.get(Resources.PODS, "db").spec().nodeName()).isPresent();

        deleteClaim();
        assertThat(cluster.get(Resources.PERSISTENTVOLUMECLAIMS, "disk").deleting())
                .isTrue();

        cluster.client().delete(Resources.PODS, ObjectKey.of("default", "db"), DeleteOptions.NONE);
        cluster.advance(Duration.ofMinutes(1));
        assertThat(cluster.find(Resources.PERSISTENTVOLUMECLAIMS, "disk")).isEmpty();
    }

    @Test
    void aVolumeStaysWhileItIsBound() throws InterruptedException {
        cluster.create(Resources.PERSISTENTVOLUMES, """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: disk}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  hostPath: {path: /srv/disk}
                """);
        PersistentVolume volume = cluster.get(Resources.PERSISTENTVOLUMES, "disk");
        cluster.client()
                .updateStatus(
                        Resources.PERSISTENTVOLUMES,
                        volume.withStatus(volume.status().withPhase("Bound")));
        cluster.client().delete(Resources.PERSISTENTVOLUMES, volume.key(), DeleteOptions.NONE);
        cluster.settle();
        PersistentVolume held = cluster.get(Resources.PERSISTENTVOLUMES, "disk");
        assertThat(held.deleting()).isTrue();

        cluster.client()
                .updateStatus(
                        Resources.PERSISTENTVOLUMES,
                        held.withStatus(held.status().withPhase("Released")));
        cluster.settle();
        assertThat(cluster.find(Resources.PERSISTENTVOLUMES, "disk")).isEmpty();
    }
}
