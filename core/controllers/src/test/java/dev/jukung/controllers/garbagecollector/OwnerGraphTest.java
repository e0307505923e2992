package dev.jukung.controllers.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.garbagecollector.OwnerGraph.Node;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.meta.v1.OwnerReference;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ConfigMap that a Widget owns, when the resource of Widgets comes to its end. */
class OwnerGraphTest {
    private static final ResourceType<?> WIDGETS = ResourceType.dynamic("example.com", "v1", "Widget", "widgets", true);
    private static final Node OWNER =
            new Node(WIDGETS, ObjectKey.of("default", "owner"), "owner", List.of(), false, false, false);
    private static final Node CHILD = new Node(
            Resources.CONFIGMAPS,
            ObjectKey.of("default", "child"),
            "child",
            List.of(OwnerReference.EMPTY
                    .withApiVersion("example.com/v1")
                    .withKind("Widget")
                    .withName("owner")
                    .withUid("owner")),
            false,
            false,
            false);

    private final OwnerGraph graph = new OwnerGraph();

    @BeforeEach
    void fill() {
        graph.put(OWNER);
        graph.put(CHILD);
    }

    @Test
    void whatIsNotFollowedMayBeThereOrNot() {
        assertThat(graph.forget(WIDGETS)).containsExactly("child");

        assertThat(graph.find("owner")).isEmpty();
        assertThat(graph.isGone("owner")).isFalse();
    }

    @Test
    void theEndOfADefinitionIsTheEndOfItsObjects() {
        assertThat(graph.removeAll("widgets.example.com")).containsExactly("child");

        assertThat(graph.isGone("owner")).isTrue();
    }

    @Test
    void alsoWhereThatIsDiscoveredBeforeItIsTold() {
        graph.forget(WIDGETS);

        assertThat(graph.removeAll("widgets.example.com")).containsExactly("child");
        assertThat(graph.isGone("owner")).isTrue();
    }

    @Test
    void whatIsFollowedInAnotherVersionIsThereStill() {
        graph.forget(WIDGETS);
        ResourceType<?> other = ResourceType.dynamic("example.com", "v2", "Widget", "widgets", true);
        graph.put(new Node(other, OWNER.key(), "owner", List.of(), false, false, false));

        assertThat(graph.find("owner")).map(Node::type).contains(other);
        assertThat(graph.isGone("owner")).isFalse();
        assertThat(graph.removeAll("gadgets.example.com")).isEmpty();
    }
}
