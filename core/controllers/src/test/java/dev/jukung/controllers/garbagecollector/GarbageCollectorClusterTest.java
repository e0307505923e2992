package dev.jukung.controllers.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GarbageCollectorClusterTest {
    private ControllerCluster cluster;
    private ApiClient client;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
        client = cluster.client();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private ConfigMap create(String name, OwnerReference... owners) throws InterruptedException {
        return create(ConfigMap.named("default", name), owners);
    }

    private ConfigMap create(ConfigMap map, OwnerReference... owners) throws InterruptedException {
        return client.create(
                Resources.CONFIGMAPS, map.withMetadata(map.metadata().withOwnerReferences(List.of(owners))));
    }

    private static OwnerReference to(ConfigMap owner) {
        return OwnerReference.EMPTY
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(owner.name())
                .withUid(owner.uid());
    }

    private void hold(ConfigMap map) throws InterruptedException {
        client.update(
                Resources.CONFIGMAPS, map.withMetadata(map.metadata().withFinalizers(List.of("example.com/hold"))));
    }

    private void letGo(String name) throws InterruptedException {
        ConfigMap map = cluster.get(Resources.CONFIGMAPS, name);
        List<String> rest = map.metadata().finalizers().stream()
                .filter(finalizer -> !finalizer.equals("example.com/hold"))
                .toList();
        client.update(Resources.CONFIGMAPS, map.withMetadata(map.metadata().withFinalizers(rest)));
    }

    private boolean exists(String name) throws InterruptedException {
        return cluster.find(Resources.CONFIGMAPS, name).isPresent();
    }

    private void delete(ConfigMap map, DeleteOptions options) throws InterruptedException {
        client.delete(Resources.CONFIGMAPS, map.key(), options);
    }

    @Test
    void dependentsFollowTheirOwner() throws InterruptedException {
        ConfigMap owner = create("owner");
        ConfigMap child = create("child", to(owner));
        create("grandchild", to(child));
        cluster.settle();

        delete(owner, DeleteOptions.NONE);
        cluster.settle();

        assertThat(exists("child")).isFalse();
        assertThat(exists("grandchild")).isFalse();
    }

    @Test
    void oneOfTwoOwnersIsEnoughToStay() throws InterruptedException {
        ConfigMap first = create("first");
        ConfigMap second = create("second");
        create("child", to(first), to(second));
        cluster.settle();

        delete(first, DeleteOptions.NONE);
        cluster.settle();

        assertThat(cluster.get(Resources.CONFIGMAPS, "child").metadata().ownerReferences())
                .extracting(OwnerReference::name)
                .containsExactly("second");
        delete(second, DeleteOptions.NONE);
        cluster.settle();
        assertThat(exists("child")).isFalse();
    }

    @Test
    void anOwnerThatNeverWasLosesItsDependents() throws InterruptedException {
        ConfigMap owner = create("owner");
        create("child", to(owner).withUid("00000000-0000-0000-0000-000000000000"));
        cluster.settle();

        assertThat(exists("child")).isFalse();
        assertThat(exists("owner")).isTrue();
    }

    @Test
    void anOwnerInAnotherNamespaceIsNoOwner() throws InterruptedException {
        client.create(Resources.NAMESPACES, Namespace.named("", "other"));
        ConfigMap owner = create(ConfigMap.named("other", "owner"));
        cluster.settle();
        create("child", to(owner));
        cluster.settle();

        assertThat(exists("child")).isFalse();
        assertThat(client.find(Resources.CONFIGMAPS, ObjectKey.of("other", "owner")))
                .isPresent();
        assertThat(cluster.events())
                .anyMatch(event -> event.startsWith("ConfigMap/child OwnerRefInvalidNamespace ownerRef [v1/ConfigMap,"
                        + " namespace: default, name: owner, uid: " + owner.uid()
                        + "] does not exist in namespace \"default\""));
    }

    @Test
    void anOwnerOfAnUnknownKindIsGivenTheBenefitOfTheDoubt() throws InterruptedException {
        create("child", to(create("owner")).withApiVersion("example.com/v1").withKind("Mystery"));
        cluster.advance(Duration.ofMinutes(10));

        assertThat(exists("child")).isTrue();
    }

    @Test
    void foregroundDeletionGoesFromTheLeavesToTheRoot() throws InterruptedException {
        ConfigMap owner = create("owner");
        ConfigMap child = create("child", to(owner).withBlockOwnerDeletion(true));
        hold(create("leaf", to(child).withBlockOwnerDeletion(true)));
        cluster.settle();

        delete(owner, DeleteOptions.propagation("Foreground"));
        cluster.settle();
        assertThat(exists("owner")).isTrue();
        assertThat(cluster.get(Resources.CONFIGMAPS, "child").deleting()).isTrue();
        assertThat(cluster.get(Resources.CONFIGMAPS, "leaf").deleting()).isTrue();

        letGo("leaf");
        cluster.settle();
        assertThat(exists("owner")).isFalse();
        assertThat(exists("child")).isFalse();
        assertThat(exists("leaf")).isFalse();
    }

    @Test
    void aDependentThatDoesNotBlockIsNotWaitedFor() throws InterruptedException {
        ConfigMap owner = create("owner");
        hold(create("child", to(owner)));
        cluster.settle();

        delete(owner, DeleteOptions.propagation("Foreground"));
        cluster.settle();

        assertThat(exists("owner")).isFalse();
        assertThat(cluster.get(Resources.CONFIGMAPS, "child").deleting()).isTrue();
    }

    @Test
    void aCircleIsResolved() throws InterruptedException {
        ConfigMap a = create("a");
        ConfigMap b = create("b", to(a).withBlockOwnerDeletion(true));
        client.update(
                Resources.CONFIGMAPS,
                a.withMetadata(a.metadata().withOwnerReferences(List.of(to(b).withBlockOwnerDeletion(true)))));
        cluster.settle();

        delete(a, DeleteOptions.propagation("Foreground"));
        cluster.settle();

        assertThat(exists("a")).isFalse();
        assertThat(exists("b")).isFalse();
    }

    @Test
    void orphansLoseTheReferenceAndStay() throws InterruptedException {
        ConfigMap owner = create("owner");
        create("child", to(owner));
        cluster.settle();

        delete(owner, DeleteOptions.propagation("Orphan"));
        cluster.settle();

        assertThat(exists("owner")).isFalse();
        assertThat(cluster.get(Resources.CONFIGMAPS, "child").metadata().ownerReferences())
                .isEmpty();
    }
}
