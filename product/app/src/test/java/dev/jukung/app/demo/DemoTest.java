package dev.jukung.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandRun;
import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.Progress;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.ListQuery;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a simulated cluster, with the example of this repository. */
class DemoTest {
    @TempDir
    private Path folder;

    private CommandRun demo() throws Exception {
        Map<String, String> environment = CommandRun.environment(folder.resolve("cluster/kubeconfig"), folder);
        environment.put(
                "JUKUNG_HOME", Path.of("../..").toAbsolutePath().normalize().toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandContext context = CommandRun.context(environment, out, err);
        DemoSteps steps = new DemoSteps(
                () -> new DemoSteps.Running(Optional.empty(), Optional.empty()), // it runs already
                (archive, _, _) -> {
                    throw new AssertionError("an image for simulated Pods: " + archive);
                },
                (_, namespace, pod) -> context.out()
                        .print(CommandRun.of(environment, "why", "pod/" + pod, "--namespace", namespace)
                                .out()));
        int code = new DemoCommand(context, steps).call();
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Names and versions of everything that the demo makes. */
    private static List<String> versions(ApiClient api) throws InterruptedException {
        return List.of(
                        Resources.DEPLOYMENTS,
                        Resources.SERVICES,
                        Resources.CONFIGMAPS,
                        Resources.SECRETS,
                        Resources.PODS)
                .stream()
                .flatMap(type -> {
                    try {
                        return api.list(type, ListQuery.in("idp")).items().stream()
                                .map(object -> type.plural() + " " + object.name() + " " + object.resourceVersion());
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void theSecondRunChangesNothing() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ClusterConfig config = new ClusterConfig(
                "demo", folder.resolve("cluster"), port, ClusterConfig.Backend.SIMULATED, "127.0.0.1");
        try (Cluster cluster = Cluster.start(config, Progress.NONE)) {
            ApiClient api = cluster.client("kubernetes-admin", "system:masters");

            CommandRun first = demo();
            List<String> before = versions(api);
            CommandRun second = demo();

            assertThat(first.code()).as(first.toString()).isZero();
            assertThat(first.out())
                    .startsWith("""
                            namespace/idp created
                            configmap/idp-server created
                            secret/idp-server created
                            service/idp-server created
                            deployment.apps/idp-server created
                            Pod idp/idp-server-""")
                    .contains(
                            "kubernetes-admin (jukung): PATCH /apis/apps/v1/namespaces/idp/deployments/idp-server",
                            ": chosen, the only one that fits");
            assertThat(first.err())
                    .contains("Pods are simulated on this cluster")
                    .contains("The objects are applied: changed")
                    .contains("All Pods are Ready");
            assertThat(second.code()).isZero();
            assertThat(second.out()).startsWith("""
                            namespace/idp unchanged
                            configmap/idp-server unchanged
                            secret/idp-server unchanged
                            service/idp-server unchanged
                            deployment.apps/idp-server unchanged
                            """);
            assertThat(second.err()).contains("The objects are applied: unchanged");
            assertThat(versions(api))
                    .isEqualTo(before)
                    .filteredOn(line -> line.startsWith("pods "))
                    .hasSize(3);
        }
    }
}
