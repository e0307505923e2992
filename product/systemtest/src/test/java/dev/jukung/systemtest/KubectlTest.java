package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The real kubectl, unchanged, against a simulated cluster: its everyday commands and what they print. */
class KubectlTest extends KubectlTests {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME, labels: {app: NAME}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec:
                  containers:
                  - {name: main, image: "example/app:1"}
            """;

    private static String deployment(String name) {
        return DEPLOYMENT.replace("NAME", name);
    }

    @Test
    void appliesDiffsAndAppliesAgain() throws Exception {
        assertThat(given(deployment("applied"), "apply", "-f", "-")).isEqualTo("deployment.apps/applied created");
        assertThat(given(deployment("applied"), "apply", "-f", "-")).isEqualTo("deployment.apps/applied unchanged");
        String changed = deployment("applied").replace("app:1", "app:2");
        Result diff = run(changed, "diff", "-f", "-");
        assertThat(diff.code()).as(diff.out()).isEqualTo(1);
        assertThat(diff.out()).contains("-      - image: example/app:1", "+      - image: example/app:2");
        assertThat(given(changed, "apply", "--dry-run=server", "-f", "-"))
                .isEqualTo("deployment.apps/applied configured (server dry run)");
        assertThat(given(changed, "apply", "-f", "-")).isEqualTo("deployment.apps/applied configured");
        assertThat(given(changed, "apply", "--server-side", "-f", "-"))
                .isEqualTo("deployment.apps/applied serverside-applied");
    }

    @Test
    void rollsOutGoesBackAndScales() throws Exception {
        given(deployment("rolled"), "apply", "-f", "-");
        kubectl("rollout", "status", "deployment/rolled", "--timeout=60s");
        assertThat(kubectl("set", "image", "deployment/rolled", "main=example/app:2"))
                .isEqualTo("deployment.apps/rolled image updated");
        assertThat(kubectl("rollout", "status", "deployment/rolled", "--timeout=60s"))
                .endsWith("deployment \"rolled\" successfully rolled out");
        assertThat(kubectl("rollout", "history", "deployment/rolled")).contains("1         <none>", "2         <none>");
        assertThat(kubectl("rollout", "undo", "deployment/rolled")).isEqualTo("deployment.apps/rolled rolled back");
        assertThat(kubectl("get", "deployment", "rolled", "-o", "jsonpath={..image}"))
                .isEqualTo("example/app:1");
        assertThat(kubectl("rollout", "restart", "deployment/rolled")).isEqualTo("deployment.apps/rolled restarted");
        assertThat(kubectl("scale", "deployment/rolled", "--replicas=3")).isEqualTo("deployment.apps/rolled scaled");
        kubectl("wait", "deployment/rolled", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=60s");
        assertThat(kubectl("describe", "deployment", "rolled")).contains("3 desired", "ScalingReplicaSet");
    }

    @Test
    void createsLabelsPatchesAndDeletes() throws Exception {
        assertThat(kubectl("create", "configmap", "made", "--from-literal=a=1")).isEqualTo("configmap/made created");
        assertThat(kubectl("label", "configmap", "made", "l=1")).isEqualTo("configmap/made labeled");
        assertThat(kubectl("patch", "configmap", "made", "-p", "{\"data\":{\"b\":\"2\"}}"))
                .isEqualTo("configmap/made patched");
        assertThat(kubectl("get", "configmaps", "-l", "l=1", "--no-headers", "-o", "custom-columns=:.data.b"))
                .isEqualTo("2");
        assertThat(kubectl("delete", "configmap", "made", "--dry-run=server"))
                .isEqualTo("configmap \"made\" deleted (server dry run)");
        assertThat(kubectl("delete", "configmap", "made")).startsWith("configmap \"made\" deleted");
        assertThat(refused("get", "configmap", "made"))
                .isEqualTo("Error from server (NotFound): configmaps \"made\" not found");
    }

    @Test
    void runsWaitsForAndEvictsPods() throws Exception {
        assertThat(kubectl("run", "single", "--image=example/app:1")).isEqualTo("pod/single created");
        assertThat(kubectl("wait", "pod/single", "--for=condition=Ready", "--timeout=60s"))
                .isEqualTo("pod/single condition met");
        assertThat(kubectl("events", "--for", "pod/single")).contains("Scheduled", "Started");
        assertThat(kubectl("delete", "pod", "single", "--now")).startsWith("pod \"single\" deleted");
    }

    @Test
    void saysWhoMayWhatAndWhatThereIs() throws Exception {
        assertThat(kubectl("auth", "whoami")).contains("kubernetes-admin", "system:masters");
        assertThat(kubectl("auth", "can-i", "create", "pods")).isEqualTo("yes");
        assertThat(refused("auth", "can-i", "create", "pods", "--as=jane")).isEqualTo("no");
        assertThat(refused("get", "pods", "--as=jane"))
                .isEqualTo(
                        "Error from server (Forbidden): pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        assertThat(kubectl("api-resources", "--api-group=apps")).contains("deployments");
        assertThat(kubectl("explain", "deployment.spec.replicas")).contains("FIELD: replicas <integer>");
        assertThat(kubectl("create", "token", "default")).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    }

    @Test
    void unknownFieldsAreRefusedByNameOrWarnedOf() throws Exception {
        String wrong = deployment("wrong").replace("replicas: 2", "replicaz: 2");
        Result strict = run(wrong, "apply", "-f", "-");
        assertThat(strict.code()).isNotZero();
        assertThat(strict.out()).contains("strict decoding error: unknown field \"spec.replicaz\"");
        assertThat(given(wrong, "apply", "--validate=warn", "--dry-run=server", "-f", "-"))
                .contains("Warning: unknown field \"spec.replicaz\"", "created (server dry run)");
    }
}
