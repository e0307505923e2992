package dev.jukung.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.ListQuery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a class prepares, each of its tests finds, and none sees what another did. */
@JukungTest
class SharedSetupTest {
    private static final List<Cluster> SEEN = new ArrayList<>();

    @BeforeAll
    static void prepare(ApiClient client) throws InterruptedException {
        client.create(Resources.CONFIGMAPS, ConfigMap.named("default", "from-the-class"));
    }

    @BeforeEach
    void add(Cluster cluster) throws InterruptedException {
        cluster.client().create(Resources.CONFIGMAPS, ConfigMap.named("default", "from-before-each"));
    }

    @RepeatedTest(3)
    void eachTestHasAForkOfItsClassesCluster(Cluster cluster, ApiClient client) throws InterruptedException {
        client.create(Resources.CONFIGMAPS, ConfigMap.named("default", "from-the-test"));

        assertThat(names(cluster))
                .containsExactly("from-before-each", "from-the-class", "from-the-test", "kube-root-ca.crt");
        assertThat(SEEN).doesNotContain(cluster);
        SEEN.add(cluster);
    }

    private static List<String> names(Cluster cluster) throws InterruptedException {
        return cluster.client().list(Resources.CONFIGMAPS, ListQuery.in("default")).items().stream()
                .map(ConfigMap::name)
                .toList();
    }

    @Nested
    class Inside {
        @Test
        void aNestedClassStartsFromItsOuterOne(Cluster cluster) throws InterruptedException {
            assertThat(names(cluster)).containsExactly("from-before-each", "from-the-class", "kube-root-ca.crt");
        }
    }

    @AfterAll
    static void theClassesOwnClusterIsAsItWasLeft(Cluster cluster) throws InterruptedException {
        assertThat(names(cluster)).containsExactly("from-the-class", "kube-root-ca.crt");
        SEEN.clear();
    }
}
