package dev.jukung.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a namespace gets, and how it goes. */
@Timeout(60)
class NamespaceClusterTest {
    private static final ObjectKey SHOP = ObjectKey.of("shop");

    private ControllerCluster cluster;
    private ApiClient client;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
        client = cluster.client();
        client.create(Resources.NAMESPACES, Namespace.named("", "shop"));
        cluster.settle();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void delete() throws InterruptedException {
        client.delete(Resources.NAMESPACES, SHOP, DeleteOptions.NONE);
    }

    private String condition(String type) throws InterruptedException {
        return client.get(Resources.NAMESPACES, SHOP).status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + " " + condition.reason().orElse("") + ": "
                        + condition.message().orElse(""))
                .findFirst()
                .orElse("");
    }

    @Test
    void everyNamespaceHasItsDefaultServiceAccount() throws InterruptedException {
        ServiceAccount account = client.get(Resources.SERVICEACCOUNTS, ObjectKey.of("shop", "default"));

        client.delete(Resources.SERVICEACCOUNTS, account.key(), DeleteOptions.NONE);
        cluster.settle();

        assertThat(client.get(Resources.SERVICEACCOUNTS, account.key()).uid()).isNotEqualTo(account.uid());
    }

    @Test
    void everyNamespaceHasTheRootCertificates() throws InterruptedException {
        ObjectKey key = ObjectKey.of("shop", "kube-root-ca.crt");
        ConfigMap published = client.get(Resources.CONFIGMAPS, key);
        assertThat(published.data().get("ca.crt")).startsWith("-----BEGIN CERTIFICATE-----");

        client.update(Resources.CONFIGMAPS, published.withData(Map.of("ca.crt", "forged")));
        cluster.settle();
        assertThat(client.get(Resources.CONFIGMAPS, key).data()).isEqualTo(published.data());

        client.delete(Resources.CONFIGMAPS, key, DeleteOptions.NONE);
        cluster.settle();
        assertThat(client.get(Resources.CONFIGMAPS, key).data()).isEqualTo(published.data());
    }

    @Test
    void aDeletedNamespaceIsEmptiedAndGoes() throws InterruptedException {
        client.create(Resources.CONFIGMAPS, ConfigMap.named("shop", "prices"));
        cluster.settle();

        delete();
        cluster.settle();

        assertThat(client.find(Resources.NAMESPACES, SHOP)).isEmpty();
        assertThat(client.list(Resources.CONFIGMAPS, ListQuery.in("shop")).items())
                .isEmpty();
        assertThat(client.list(Resources.SERVICEACCOUNTS, ListQuery.in("shop")).items())
                .isEmpty();
    }

    @Test
    void podsGoFirstAndEverythingElseWaitsForThem() throws InterruptedException {
        cluster.create(Resources.PODS, """
                apiVersion: v1
                kind: Pod
                metadata: {name: till, namespace: shop}
                spec: {containers: [{name: main, image: "till:1"}]}
                """);
        cluster.settle();
        cluster.pods().deletionTakes(Duration.ofSeconds(20));

        delete();
        cluster.settle();
        assertThat(client.get(Resources.NAMESPACES, SHOP).status().phase()).contains("Terminating");
        assertThat(client.list(Resources.SERVICEACCOUNTS, ListQuery.in("shop")).items())
                .hasSize(1);

        cluster.advance(Duration.ofSeconds(20));
        assertThat(client.find(Resources.NAMESPACES, SHOP)).isEmpty();
    }

    @Test
    void aFinalizerHoldsTheNamespaceAndIsNamed() throws InterruptedException {
        ConfigMap map = ConfigMap.named("shop", "prices");
        client.create(
                Resources.CONFIGMAPS, map.withMetadata(map.metadata().withFinalizers(List.of("example.com/archive"))));
        cluster.settle();

        delete();
        cluster.settle();

        assertThat(condition("NamespaceContentRemaining"))
                .isEqualTo("True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource"
                        + " instances");
        assertThat(condition("NamespaceFinalizersRemaining"))
                .isEqualTo("True SomeFinalizersRemain: Some content in the namespace has finalizers remaining:"
                        + " example.com/archive in 1 resource instances");
        assertThat(condition("NamespaceDeletionContentFailure"))
                .isEqualTo("False ContentDeleted: All content successfully deleted, may be waiting on finalization");

        ConfigMap held = client.get(Resources.CONFIGMAPS, ObjectKey.of("shop", "prices"));
        client.update(Resources.CONFIGMAPS, held.withMetadata(held.metadata().withFinalizers(List.of())));
        cluster.advance(Duration.ofSeconds(20));
        assertThat(client.find(Resources.NAMESPACES, SHOP)).isEmpty();
    }
}
