package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import org.junit.jupiter.api.Test;

class KubeconfigEntriesTest {
    private static final ObjectValue OWN = tree("""
            apiVersion: v1
            kind: Config
            clusters: [{name: jukung-a, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Zg==}}]
            contexts: [{name: jukung-a, context: {cluster: jukung-a, user: jukung-a}}]
            users: [{name: jukung-a, user: {client-key-data: Zw==}}]
            current-context: jukung-a
            """);

    private static final ObjectValue FOREIGN = tree("""
            apiVersion: v1
            kind: Config
            preferences: {colors: true}
            a-field-of-the-future: [1, 2]
            clusters:
            - name: prod
              cluster: {server: "https://prod:443", proxy-url: "http://proxy", extensions: [{name: x, extension: {y: 1}}]}
            contexts:
            - name: prod
              context: {cluster: prod, user: admin, namespace: shop}
            users:
            - name: admin
              user: {exec: {command: login, args: ["--to", "prod"]}}
            current-context: prod
            """);

    private static ObjectValue tree(String yaml) {
        return (ObjectValue) Yaml.parse(yaml);
    }

    @Test
    void anEmptyFileBecomesTheClustersOwn() {
        assertThat(KubeconfigEntries.merged(ObjectValue.EMPTY, OWN, "jukung-a")).isEqualTo(OWN);
    }

    @Test
    void entriesOfOthersSurviveWithFieldsThatNobodyKnows() {
        ObjectValue merged = KubeconfigEntries.merged(FOREIGN, OWN, "jukung-a");

        assertThat(merged.text("current-context", "")).isEqualTo("jukung-a");
        for (String list : new String[] {"clusters", "contexts", "users"}) {
            assertThat(merged.list(list))
                    .containsExactly(FOREIGN.list(list).get(0), OWN.list(list).get(0));
        }
        assertThat(merged.without("clusters")
                        .without("contexts")
                        .without("users")
                        .without("current-context"))
                .isEqualTo(FOREIGN.without("clusters")
                        .without("contexts")
                        .without("users")
                        .without("current-context"));
    }

    @Test
    void mergingTwiceIsMergingOnce() {
        ObjectValue once = KubeconfigEntries.merged(FOREIGN, OWN, "jukung-a");

        assertThat(KubeconfigEntries.merged(once, OWN, "jukung-a")).isEqualTo(once);
    }

    @Test
    void aNewAddressReplacesTheOldOneAndTheNamespaceOfTheUserStays() {
        ObjectValue file = tree("""
                apiVersion: v1
                kind: Config
                clusters: [{name: jukung-a, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: jukung-a, context: {cluster: jukung-a, namespace: shop, user: jukung-a}}]
                users: null
                """);

        ObjectValue merged = KubeconfigEntries.merged(file, OWN, "jukung-a");

        assertThat(merged.list("clusters")).isEqualTo(OWN.list("clusters"));
        assertThat(merged.list("users")).isEqualTo(OWN.list("users"));
        assertThat(merged.list("contexts").objects().getFirst().object("context"))
                .isEqualTo(ObjectValue.of("cluster", "jukung-a", "namespace", "shop", "user", "jukung-a"));
    }

    @Test
    void removingLeavesTheFileAsItWasWithoutACurrentContext() {
        ObjectValue merged = KubeconfigEntries.merged(FOREIGN, OWN, "jukung-a");

        assertThat(KubeconfigEntries.without(merged, "jukung-a")).isEqualTo(FOREIGN.with("current-context", ""));
    }

    @Test
    void theCurrentContextOfSomebodyElseStaysWhenOursIsRemoved() {
        ObjectValue merged = KubeconfigEntries.merged(FOREIGN, OWN, "jukung-a").with("current-context", "prod");

        assertThat(KubeconfigEntries.without(merged, "jukung-a")).isEqualTo(FOREIGN);
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        assertThat(KubeconfigEntries.without(FOREIGN, "jukung-a")).isEqualTo(FOREIGN);
    }
}
