package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerResourcesTest {
    private static final ObjectValue CORE = yaml("""
            kind: APIGroupDiscoveryList
            items:
            - metadata: {}
              versions:
              - version: v1
                freshness: Current
                resources:
                - {resource: pods, responseKind: {kind: Pod}, scope: Namespaced, verbs: [delete, get, list, watch]}
                - {resource: bindings, responseKind: {kind: Binding}, scope: Namespaced, verbs: [create]}
            """);
    private static final ObjectValue GROUPS = yaml("""
            kind: APIGroupDiscoveryList
            items:
            - metadata: {name: example.com}
              versions:
              - version: v2
                freshness: Current
                resources:
                - {resource: widgets, responseKind: {kind: Widget}, scope: Cluster, verbs: [delete, list, watch]}
              - version: v1
                freshness: Current
                resources:
                - {resource: widgets, responseKind: {kind: Widget}, scope: Cluster, verbs: [delete, list, watch]}
                - {resource: gears, responseKind: {kind: Gear}, scope: Namespaced, verbs: [delete, list, watch]}
            - metadata: {name: metrics.example}
              versions:
              - {version: v1beta1, freshness: Stale, resources: []}
            """);

    private static ObjectValue yaml(String text) {
        return (ObjectValue) Yaml.parse(text);
    }

    @Test
    void everyResourceIsThereOnceInTheVersionThatItsGroupPrefers() {
        assertThat(ServerResources.of(CORE, GROUPS).supporting(Set.of("list", "watch")))
                .extracting(ResourceType::toString, ResourceType::kind, ResourceType::namespaced)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("v1/pods", "Pod", true),
                        org.assertj.core.groups.Tuple.tuple("example.com/v2/widgets", "Widget", false),
                        org.assertj.core.groups.Tuple.tuple("example.com/v1/gears", "Gear", true));
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThat(ServerResources.of(CORE, GROUPS).failure())
                .isEqualTo("unable to retrieve the complete list of server APIs: metrics.example/v1beta1: stale"
                        + " GroupVersion discovery: metrics.example/v1beta1");
        assertThat(ServerResources.of(CORE, CORE).failure()).isEmpty();
    }

    @Test
    void aServerWithoutAggregatedDiscoveryIsNotUnderstood() {
        assertThatThrownBy(() -> ServerResources.of(yaml("kind: APIVersions"), GROUPS))
                .isInstanceOf(ApiException.class)
                .hasMessage("the server answered with APIVersions instead of APIGroupDiscoveryList");
    }
}
