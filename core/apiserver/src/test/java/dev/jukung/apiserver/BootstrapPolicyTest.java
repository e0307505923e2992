package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import org.junit.jupiter.api.Test;

/** The default roles: which there are, and how a start fills up what somebody has changed. */
class BootstrapPolicyTest {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

    @Test
    void aClusterHasTheRolesOfTheReferenceServer() throws Exception {
        try (Requests requests = new Requests()) {
            assertThat(count(requests, "clusterroles")).isEqualTo(69);
            assertThat(count(requests, "clusterrolebindings")).isEqualTo(50);
            assertThat(count(requests, "roles")).isEqualTo(7);
            assertThat(count(requests, "rolebindings")).isEqualTo(7);
            assertThat(requests.get(RBAC + "clusterrolebindings/system:node")
                            .json()
                            .has("subjects"))
                    .as("nodes are the Node authorizer's")
                    .isFalse();
        }
    }

    private static int count(Requests requests, String resource) throws Exception {
        return requests.get(RBAC + resource).json().list("items").size();
    }

    private static ObjectValue yaml(String text) {
        return (ObjectValue) Yaml.parse(text);
    }

    private static final String EXPECTED = """
            metadata: {name: r, labels: {kubernetes.io/bootstrapping: rbac-defaults}}
            rules:
            - {verbs: [get, list], apiGroups: [""], resources: [pods]}
            """;

    @Test
    void aRoleThatGivesLessIsFilledUpAndKeepsWhatItHas() {
        ObjectValue existing = yaml("""
                metadata: {name: r, labels: {mine: x}, uid: u}
                rules:
                - {verbs: [list], apiGroups: ["*"], resources: [pods]}
                - {verbs: [delete], apiGroups: [""], resources: [secrets]}
                """);
        ObjectValue reconciled = BootstrapPolicy.reconciled(existing, yaml(EXPECTED));
        assertThat(reconciled.object("metadata").object("labels").sorted().toString())
                .isEqualTo("{\"kubernetes.io/bootstrapping\":\"rbac-defaults\",\"mine\":\"x\"}");
        assertThat(reconciled.list("rules")).hasSize(3);
        assertThat(reconciled.list("rules").objects().getLast().toString())
                .isEqualTo("{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}");
    }

    @Test
    void aRoleThatGivesMoreStaysAsItIs() {
        ObjectValue existing = yaml("""
                metadata: {name: r, labels: {kubernetes.io/bootstrapping: rbac-defaults, mine: x}}
                rules:
                - {verbs: ["*"], apiGroups: ["*"], resources: ["*"]}
                """);
        assertThat(BootstrapPolicy.reconciled(existing, yaml(EXPECTED))).isEqualTo(existing);
    }

    @Test
    void aBindingGetsItsSubjectsBackAndKeepsOthers() {
        String binding = "metadata: {name: b}\nroleRef: {kind: ClusterRole, name: r}\nsubjects:\n";
        ObjectValue reconciled = BootstrapPolicy.reconciled(
                yaml(binding + "- {kind: User, name: mine}\n"), yaml(binding + "- {kind: Group, name: theirs}\n"));
        assertThat(reconciled.list("subjects").toString())
                .isEqualTo("[{\"kind\":\"User\",\"name\":\"mine\"},{\"kind\":\"Group\",\"name\":\"theirs\"}]");
    }
}
