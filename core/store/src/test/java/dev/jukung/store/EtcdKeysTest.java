package dev.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdKeysTest {
    private final EtcdKeys keys = new EtcdKeys(
            "/registry",
            Map.of(
                    "services", "services/specs",
                    "endpoints", "services/endpoints",
                    "nodes", "minions",
                    "apps/deployments", "deployments"));

    @ParameterizedTest
    @CsvSource({
        "pods, default/web, /registry/pods/default/web",
        "nodes, n1, /registry/minions/n1",
        "services, default/kubernetes, /registry/services/specs/default/kubernetes",
        "endpoints, default/kubernetes, /registry/services/endpoints/default/kubernetes",
        "apps/deployments, default/web, /registry/deployments/default/web",
        "example.com/widgets, default/a.b, /registry/example.com/widgets/default/a.b",
        "apiextensions.k8s.io/customresourcedefinitions, widgets.example.com, /registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com",
    })
    void aKeyIsWhereKubernetesHasIt(String collection, String name, String path) {
        Key key = new Key(collection, name);

        assertThat(keys.of(key)).isEqualTo(path);
        assertThat(keys.key(path)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/registry", "/registry/x", "/registry.jukung/head", "/other/pods/a/b", "compact_rev_key"})
    void whatIsElsewhereIsNoObject(String path) {
        assertThat(keys.key(path)).isEmpty();
    }

    @Test
    void everyKeyIsInTheRangeThatIsFollowed() {
        assertThat(keys.first()).isLessThan(keys.head()).isLessThan(keys.commits());
        assertThat(keys.commits()).isLessThan(keys.of(new Key("a", "b")));
        assertThat(keys.of(new Key("zz.zz/z", "z"))).isLessThan(keys.end());
    }

    @Test
    void aCollectionOfNoKnownPlaceIsRefusedInsteadOfMixedUp() {
        assertThatThrownBy(() -> keys.of(new Key("batch/jobs", "default/a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch/jobs");
        assertThatThrownBy(() -> new EtcdKeys("/registry", Map.of("a/x", "x", "b/x", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/registry/x");
    }
}
