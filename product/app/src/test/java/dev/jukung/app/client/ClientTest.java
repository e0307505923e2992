package dev.jukung.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.CommandRun;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.Progress;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a whole simulated cluster over HTTPS: everything they print, and how they end. */
class ClientTest {
    @TempDir
    private static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(
                new ClusterConfig(
                        "client", folder.resolve("cluster"), freePort(), ClusterConfig.Backend.SIMULATED, "127.0.0.1"),
                Progress.NONE);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(CommandRun.environment(folder.resolve("cluster/kubeconfig"), folder), arguments);
    }

    private static CommandRun ok(String out) {
        return new CommandRun(0, out, "");
    }

    private static CommandRun failed(ExitCode code, String err) {
        return new CommandRun(code.code(), "", err);
    }

    private static String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String configMap(String name, String value) throws IOException {
        return file(name + ".yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, labels: {app: %s}}
                data: {a: "%s"}
                """.formatted(name, name, value));
    }

    private static String namespaced(String namespace, String... more) throws IOException {
        return file(namespace + ".yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: %1$s}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                """.formatted(namespace) + String.join("", more));
    }

    @Test
    void applySaysWhatBecameOfEachObject() throws IOException {
        assertThat(run("apply", "-f", configMap("applied", "1"))).isEqualTo(ok("configmap/applied created\n"));
        assertThat(run("apply", "-f", configMap("applied", "1"))).isEqualTo(ok("configmap/applied unchanged\n"));
        assertThat(run("apply", "-f", configMap("applied", "2"), "--dry-run=server"))
                .isEqualTo(ok("configmap/applied configured (server dry run)\n"));
        assertThat(run("apply", "-f", configMap("applied", "2"))).isEqualTo(ok("configmap/applied configured\n"));
    }

    @Test
    void namespacesAreAppliedBeforeWhatIsInThem() throws IOException {
        assertThat(run("apply", "-f", namespaced("first")))
                .isEqualTo(ok("namespace/first created\nconfigmap/settings created\n"));
    }

    @Test
    void whatOthersManageIsAConflictUntilItIsForced() throws IOException {
        run("apply", "-f", configMap("shared", "1"), "--field-manager", "other");

        CommandRun refused = run("apply", "-f", configMap("shared", "2"));

        assertThat(refused)
                .isEqualTo(failed(
                        ExitCode.FAILED,
                        "Error from server (Conflict): Apply failed with 1 conflict: conflict with \"other\": .data.a\n"
                                + "These fields have other managers. Take them over with --force-conflicts, or leave them"
                                + " out of the file.\n"));
        assertThat(run("apply", "-f", configMap("shared", "2"), "--force-conflicts"))
                .isEqualTo(ok("configmap/shared configured\n"));
    }

    @Test
    void oneBadObjectDoesNotKeepTheOthers() throws IOException {
        String name = file("mixed.yaml", """
                apiVersion: example.org/v1
                kind: Boat
                metadata: {name: jukung}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: Bad_Name}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: good-one}
                """);

        CommandRun run = run("apply", "-f", name);

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run.out()).isEqualTo("configmap/good-one created\n");
        assertThat(run.err())
                .startsWith("error: resource mapping not found for name: \"jukung\" namespace: \"\" from \"" + name
                        + "\": no matches for kind \"Boat\" in version \"example.org/v1\"\nensure CRDs are installed"
                        + " first\nerror: ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value:");
    }

    @Test
    void applyRefusesWhatItCannotRead() throws IOException {
        assertThat(run("apply")).isEqualTo(failed(ExitCode.USAGE, "error: must specify one of -f and -k\n"));
        assertThat(run("apply", "-f", "/nofile"))
                .isEqualTo(failed(ExitCode.NOT_FOUND, "error: the path \"/nofile\" does not exist\n"));
        String bad = file("bad.yaml", "a: b: c\n");
        assertThat(run("apply", "-f", bad).err())
                .startsWith("error: error parsing " + bad + ": error converting YAML to JSON: yaml: ");
        String generated = file("gen.yaml", "{kind: ConfigMap, apiVersion: v1, metadata: {generateName: x}}");
        assertThat(run("apply", "-f", generated))
                .isEqualTo(failed(ExitCode.FAILED, "error: from x: cannot use generate name with apply\n"));
        assertThat(run("apply", "-f", namespaced("elsewhere"), "-n", "here").err())
                .contains("error: the namespace from the provided object \"elsewhere\" does not match the namespace"
                        + " \"here\". You must pass '--namespace=elsewhere' to perform this operation.\n");
    }

    @Test
    void getPrintsTheServersTables() throws IOException {
        run("apply", "-f", configMap("shown", "1"));

        assertThat(run("get", "cm", "shown").normalized()).isEqualTo("NAME DATA AGE\nshown 1 AGE\n");
        assertThat(run("get", "configmaps/shown", "--show-labels").out())
                .matches("NAME    DATA   AGE   LABELS\nshown   1      \\d+s +app=shown\n");
        assertThat(run("get", "cm", "-A", "-l", "app=shown").normalized())
                .isEqualTo("NAMESPACE NAME DATA AGE\ndefault shown 1 AGE\n");
        assertThat(run("get", "cm/shown", "svc/kubernetes").normalized())
                .isEqualTo("NAME DATA AGE\nconfigmap/shown 1 AGE\n\n"
                        + "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\n"
                        + "service/kubernetes ClusterIP 10.96.0.1 <none> 443/TCP AGE\n");
        assertThat(run("get", "cm", "shown", "--no-headers").normalized()).isEqualTo("shown 1 AGE\n");
    }

    @Test
    void getPrintsObjectsInOtherForms() throws IOException {
        run("apply", "-f", configMap("formed", "1"));

        assertThat(run("get", "cm", "formed", "-o", "name")).isEqualTo(ok("configmap/formed\n"));
        assertThat(run("get", "cm", "formed", "-o", "jsonpath={.data.a} {.metadata.labels.app}"))
                .isEqualTo(ok("1 formed"));
        assertThat(run("get", "cm", "formed", "-o", "yaml")
                        .out()
                        .replaceAll("(Timestamp|resourceVersion|uid): .*", "$1: X"))
                .isEqualTo("""
                        apiVersion: v1
                        data:
                          a: "1"
                        kind: ConfigMap
                        metadata:
                          creationTimestamp: X
                          labels:
                            app: formed
                          name: formed
                          namespace: default
                          resourceVersion: X
                          uid: X
                        """);
        assertThat(run("get", "cm", "-l", "app=nothing", "-o", "json")).isEqualTo(ok("""
                        {
                            "apiVersion": "v1",
                            "items": [],
                            "kind": "List",
                            "metadata": {
                                "resourceVersion": ""
                            }
                        }
                        """));
    }

    @Test
    void getFailsInKubectlsWords() {
        assertThat(run("get", "boats"))
                .isEqualTo(failed(ExitCode.NOT_FOUND, "error: the server doesn't have a resource type \"boats\"\n"));
        assertThat(run("get", "po", "x", "y"))
                .isEqualTo(failed(
                        ExitCode.NOT_FOUND,
                        "Error from server (NotFound): pods \"x\" not found\n"
                                + "Error from server (NotFound): pods \"y\" not found\n"));
        assertThat(run("get", "po", "x", "--ignore-not-found")).isEqualTo(ok(""));
        assertThat(run("get", "po", "-n", "nowhere"))
                .isEqualTo(new CommandRun(0, "", "No resources found in nowhere namespace.\n"));
        assertThat(run("get", "po", "x", "-A"))
                .isEqualTo(failed(
                        ExitCode.USAGE, "error: a resource cannot be retrieved by name across all namespaces\n"));
        assertThat(run("get", "po", "x", "-l", "a=b"))
                .isEqualTo(failed(ExitCode.USAGE, "error: name cannot be provided when a selector is specified\n"));
    }

    @Test
    void deleteSaysSoAndWaits() throws IOException {
        run("apply", "-f", configMap("doomed", "1"));

        assertThat(run("delete", "cm", "doomed", "--dry-run=server"))
                .isEqualTo(ok("configmap \"doomed\" deleted (server dry run) from default namespace\n"));
        assertThat(run("get", "cm", "doomed", "-o", "name")).isEqualTo(ok("configmap/doomed\n"));
        assertThat(run("delete", "-f", configMap("doomed", "1")))
                .isEqualTo(ok("configmap \"doomed\" deleted from default namespace\n"));
        assertThat(run("delete", "cm/doomed"))
                .isEqualTo(
                        failed(ExitCode.NOT_FOUND, "Error from server (NotFound): configmaps \"doomed\" not found\n"));
        assertThat(run("delete", "cm/doomed", "--ignore-not-found")).isEqualTo(ok(""));
        assertThat(run("delete", "cm"))
                .isEqualTo(failed(ExitCode.USAGE, "error: resource(s) were provided, but no name was specified\n"));
    }

    @Test
    void aNamespaceIsGoneWhenItsDeletionReturns() throws IOException {
        run("apply", "-f", namespaced("short-lived"));

        assertThat(run("delete", "ns", "short-lived")).isEqualTo(ok("namespace \"short-lived\" deleted\n"));

        assertThat(run("get", "ns", "short-lived").code()).isEqualTo(ExitCode.NOT_FOUND.code());
    }

    @Test
    void waitsForARolloutAndForWhatBecomesOfIt() throws IOException {
        String web = file("web.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: web}]}
                """);
        run("apply", "-f", web);

        CommandRun rollout = run("rollout", "status", "deploy/web");
        assertThat(rollout.code()).isZero();
        assertThat(rollout.out()).endsWith("deployment \"web\" successfully rolled out\n");
        assertThat(run("wait", "--for=condition=Available", "deploy/web"))
                .isEqualTo(ok("deployment.apps/web condition met\n"));
        assertThat(run("wait", "--for=jsonpath={.status.readyReplicas}=2", "deploy/web"))
                .isEqualTo(ok("deployment.apps/web condition met\n"));
        assertThat(run("wait", "--for=jsonpath={.status.readyReplicas}=9", "deploy/web", "--timeout=50ms"))
                .isEqualTo(failed(ExitCode.TIMEOUT, "error: timed out waiting for the condition on deployments/web\n"));
        assertThat(run("wait", "--for=condition=Ready", "po/nothing"))
                .isEqualTo(failed(ExitCode.NOT_FOUND, "Error from server (NotFound): pods \"nothing\" not found\n"));
        assertThat(run("wait", "--for=condition=Ready", "po", "-l", "app=nothing"))
                .isEqualTo(failed(ExitCode.NOT_FOUND, "error: no matching resources found\n"));
        assertThat(run("get", "po", "-l", "app=web").normalized())
                .isEqualTo(
                        "NAME READY STATUS RESTARTS AGE\nweb-HASH-X 1/1 Running 0 AGE\nweb-HASH-X 1/1 Running 0 AGE\n");
        assertThat(run("delete", "deploy", "web", "--cascade=foreground").code())
                .isZero();
        assertThat(run("wait", "--for=delete", "po", "-l", "app=web").code()).isZero();
        assertThat(run("get", "po", "-l", "app=web").err()).isEqualTo("No resources found in default namespace.\n");
    }

    @Test
    void saysWhenThereIsNoClusterToTalkTo() throws IOException {
        int nobody = freePort();
        Path closed = Files.writeString(folder.resolve("closed"), """
                {apiVersion: v1, kind: Config, current-context: a,
                 clusters: [{name: a, cluster: {server: "http://127.0.0.1:%d"}}],
                 contexts: [{name: a, context: {cluster: a}}]}
                """.formatted(nobody));

        assertThat(run("get", "po", "--kubeconfig", closed.toString()))
                .isEqualTo(failed(
                        ExitCode.NETWORK,
                        "error: The connection to the server 127.0.0.1:" + nobody
                                + " was refused - did you specify the right host or port?\n"));
        assertThat(run("get", "po", "--kubeconfig", "/nofile"))
                .isEqualTo(failed(ExitCode.NOT_FOUND, "error: stat /nofile: no such file or directory\n"));
        assertThat(run("get", "po", "--context", "other"))
                .isEqualTo(failed(ExitCode.FAILED, "error: context \"other\" does not exist\n"));
        assertThat(CommandRun.of(CommandRun.environment(folder.resolve("absent"), folder), "get", "po"))
                .isEqualTo(failed(
                        ExitCode.NOT_FOUND,
                        "error: no cluster is configured. Start one by: jukung up. Or name a kubeconfig by KUBECONFIG or"
                                + " --kubeconfig.\n"));
    }
}
