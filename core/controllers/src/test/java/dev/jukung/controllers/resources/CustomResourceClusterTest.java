package dev.jukung.controllers.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.Unstructured;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Controllers of all resources know those that come and go at run time. */
@Timeout(60)
class CustomResourceClusterTest {
    private static final ResourceType<Unstructured> WIDGETS =
            ResourceType.dynamic("example.com", "v1", "Widget", "widgets", true);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: widgets, singular: widget, kind: Widget}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    private ControllerCluster cluster;
    private ApiClient client;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
        client = cluster.client();
        define();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void define() throws InterruptedException {
        cluster.create(Resources.CUSTOMRESOURCEDEFINITIONS, DEFINITION);
        cluster.settle();
    }

    private Unstructured widget(String namespace, String name) throws InterruptedException {
        return client.create(
                WIDGETS,
                new Unstructured(ObjectValue.of(
                        "apiVersion", "example.com/v1",
                        "kind", "Widget",
                        "metadata", ObjectValue.of("namespace", namespace, "name", name))));
    }

    private void own(Unstructured owner, String child) throws InterruptedException {
        OwnerReference reference = OwnerReference.EMPTY
                .withApiVersion("example.com/v1")
                .withKind("Widget")
                .withName(owner.name())
                .withUid(owner.uid())
                .withBlockOwnerDeletion(true);
        ConfigMap map = ConfigMap.named("default", child);
        client.create(Resources.CONFIGMAPS, map.withMetadata(map.metadata().withOwnerReferences(List.of(reference))));
        cluster.settle();
    }

    private boolean exists(String map) throws InterruptedException {
        return cluster.find(Resources.CONFIGMAPS, map).isPresent();
    }

    private void finalizers(Unstructured widget, String... finalizers) throws InterruptedException {
        client.patch(
                WIDGETS,
                widget.key(),
                Patch.merge(ObjectValue.of(
                        "metadata", ObjectValue.of("finalizers", ListValue.copyOf(List.of(finalizers))))),
                WriteOptions.NONE);
    }

    private String condition(String namespace, String type) throws InterruptedException {
        return client.get(Resources.NAMESPACES, ObjectKey.of(namespace)).status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + " " + condition.reason().orElse("") + ": "
                        + condition.message().orElse(""))
                .findFirst()
                .orElse("");
    }

    private String used() throws InterruptedException {
        return cluster.get(Resources.RESOURCEQUOTAS, "few")
                .tree()
                .object("status")
                .object("used")
                .text("count/widgets.example.com", "");
    }

    @Test
    void whatACustomResourceOwnsGoesWithIt() throws InterruptedException {
        Unstructured owner = widget("default", "owner");
        own(owner, "child");
        assertThat(exists("child")).isTrue();

        client.delete(WIDGETS, owner.key(), DeleteOptions.NONE);
        cluster.settle();

        assertThat(exists("child")).isFalse();
    }

    @Test
    void foregroundDeletionOfACustomResourceWaitsForWhatItOwns() throws InterruptedException {
        Unstructured owner = widget("default", "owner");
        own(owner, "child");

        client.delete(WIDGETS, owner.key(), DeleteOptions.propagation("Foreground"));
        cluster.settle();

        assertThat(exists("child")).isFalse();
        assertThat(client.find(WIDGETS, owner.key())).isEmpty();
    }

    @Test
    void whatTheObjectsOfADefinitionOwnGoesWithTheDefinition() throws InterruptedException {
        own(widget("default", "owner"), "child");

        client.delete(Resources.CUSTOMRESOURCEDEFINITIONS, ObjectKey.of("widgets.example.com"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(exists("child")).isFalse();

        define();
        Unstructured again = widget("default", "owner");
        own(again, "child");
        client.delete(WIDGETS, again.key(), DeleteOptions.NONE);
        cluster.settle();
        assertThat(exists("child")).isFalse();
    }

    @Test
    void aNamespaceIsEmptiedOfCustomResourcesAndSaysWhatHoldsIt() throws InterruptedException {
        client.create(Resources.NAMESPACES, Namespace.named("", "shop"));
        Unstructured held = widget("shop", "held");
        widget("shop", "free");
        finalizers(held, "example.com/hold");
        cluster.settle();

        client.delete(Resources.NAMESPACES, ObjectKey.of("shop"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(client.list(WIDGETS, ListQuery.in("shop")).items())
                .extracting(Unstructured::name)
                .containsExactly("held");
        assertThat(condition("shop", "NamespaceContentRemaining"))
                .isEqualTo("True SomeResourcesRemain: Some resources are remaining: widgets.example.com has 1 resource"
                        + " instances");

        finalizers(held);
        cluster.advance(Duration.ofSeconds(20));
        assertThat(client.find(Resources.NAMESPACES, ObjectKey.of("shop"))).isEmpty();
    }

    @Test
    void aGroupThatCannotBeDiscoveredHoldsANamespace() throws InterruptedException {
        cluster.create(Resources.APISERVICES, """
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v1.metrics.example}
                spec:
                  group: metrics.example
                  version: v1
                  groupPriorityMinimum: 100
                  versionPriority: 100
                  insecureSkipTLSVerify: true
                  service: {namespace: default, name: nowhere}
                """);
        client.create(Resources.NAMESPACES, Namespace.named("", "shop"));
        cluster.settle();

        client.delete(Resources.NAMESPACES, ObjectKey.of("shop"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(condition("shop", "NamespaceDeletionDiscoveryFailure"))
                .isEqualTo("True DiscoveryFailed: Discovery failed for some groups, 1 failing: unable to retrieve the"
                        + " complete list of server APIs: metrics.example/v1: stale GroupVersion discovery:"
                        + " metrics.example/v1");

        client.delete(Resources.APISERVICES, ObjectKey.of("v1.metrics.example"), DeleteOptions.NONE);
        cluster.advance(Duration.ofMinutes(1));
        assertThat(client.find(Resources.NAMESPACES, ObjectKey.of("shop"))).isEmpty();
    }

    @Test
    void quotasOfCustomResourcesAreCountedAnew() throws InterruptedException {
        Unstructured first = widget("default", "first");
        widget("default", "second");
        cluster.create(Resources.RESOURCEQUOTAS, """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: few, namespace: default}
                spec: {hard: {count/widgets.example.com: "3"}}
                """);
        cluster.settle();
        assertThat(used()).isEqualTo("2");

        client.delete(WIDGETS, first.key(), DeleteOptions.NONE);
        cluster.settle();
        assertThat(used()).isEqualTo("1");

        client.delete(Resources.CUSTOMRESOURCEDEFINITIONS, ObjectKey.of("widgets.example.com"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(used()).isEqualTo("0");
    }
}
