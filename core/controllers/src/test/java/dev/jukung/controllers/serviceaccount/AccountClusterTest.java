package dev.jukung.controllers.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What controllers do for identities: tokens in Secrets, and ClusterRoles that gather others. */
@Timeout(60)
class AccountClusterTest {
    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static String secret(String name, String account) {
        return """
                metadata:
                  name: %s
                  namespace: default
                  annotations:
                    kubernetes.io/service-account.name: %s
                type: kubernetes.io/service-account-token
                """.formatted(name, account);
    }

    @Test
    void aSecretForAnAccountIsFilledAndGoesWithTheAccount() throws InterruptedException {
        cluster.create(Resources.SERVICEACCOUNTS, "metadata: {name: robot, namespace: default}");
        cluster.create(Resources.SECRETS, secret("robot-token", "robot"));
        cluster.settle();

        Secret filled = cluster.get(Resources.SECRETS, "robot-token");
        assertThat(filled.metadata().annotations())
                .containsEntry(
                        "kubernetes.io/service-account.uid",
                        cluster.get(Resources.SERVICEACCOUNTS, "robot").uid());
        ObjectValue data = filled.tree().object("data");
        assertThat(text(data, "namespace")).isEqualTo("default");
        assertThat(text(data, "ca.crt")).startsWith("-----BEGIN CERTIFICATE-----");
        String claims =
                new String(Base64.getUrlDecoder().decode(text(data, "token").split("\\.")[1]), StandardCharsets.UTF_8);
        assertThat(claims)
                .contains(
                        "\"sub\":\"system:serviceaccount:default:robot\"",
                        "\"kubernetes.io/serviceaccount/secret.name\":\"robot-token\"");

        cluster.client().delete(Resources.SERVICEACCOUNTS, ObjectKey.of("default", "robot"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(cluster.find(Resources.SECRETS, "robot-token")).isEmpty();
    }

    private static String text(ObjectValue data, String key) {
        return new String(Base64.getDecoder().decode(data.text(key, "")), StandardCharsets.UTF_8);
    }

    @Test
    void aSecretForAnAccountThatIsNotThereIsDeletedAndNoneAppearsByItself() throws InterruptedException {
        cluster.create(Resources.SECRETS, secret("orphan", "nobody"));
        cluster.create(Resources.SERVICEACCOUNTS, "metadata: {name: robot, namespace: default}");
        cluster.settle();
        assertThat(cluster.list(Resources.SECRETS)).isEmpty();
    }

    @Test
    void aClusterRoleGathersTheRulesOfThoseItSelects() throws InterruptedException {
        assertThat(cluster.get(Resources.CLUSTERROLES, "view")
                        .tree()
                        .list("rules")
                        .objects())
                .anyMatch(rule -> rule.list("resources").contains("pods"));
        assertThat(cluster.get(Resources.CLUSTERROLES, "admin")
                        .tree()
                        .list("rules")
                        .objects())
                .as("what gathers is gathered too")
                .anyMatch(rule -> rule.list("resources").contains("localsubjectaccessreviews"))
                .anyMatch(rule -> rule.list("resources").contains("secrets"));

        cluster.create(Resources.CLUSTERROLES, """
                metadata:
                  name: watch-crontabs
                  labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}
                rules:
                - {apiGroups: [stable.example.com], resources: [crontabs], verbs: [watch]}
                """);
        cluster.settle();
        ObjectValue rule = ObjectValue.of(
                "apiGroups", ListValue.of("stable.example.com"),
                "resources", ListValue.of("crontabs"),
                "verbs", ListValue.of("watch"));
        assertThat(cluster.get(Resources.CLUSTERROLES, "view")
                        .tree()
                        .list("rules")
                        .objects())
                .anyMatch(each -> each.sorted().equals(rule.sorted()));
    }
}
