package dev.jukung.kubelet.server;

import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.Labels;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What the server tells about the node as a whole: health, pods, statistics, metrics. Thread-safe. */
final class NodePages {
    private static final String JSON = "application/json";

    private final NodePods pods;
    private final ServerParts parts;
    private final IntSupplier port;
    private final StatsSummary summary;
    private final RequestCounts counts = new RequestCounts();

    NodePages(NodePods pods, ServerParts parts, IntSupplier port) {
        this.pods = pods;
        this.parts = parts;
        this.port = port;
        this.summary = new StatsSummary(parts.nodeName());
    }

    RequestCounts counts() {
        return counts;
    }

    /** Empty where there is no such page. */
    Optional<Response> find(Request request, String path) throws InterruptedException {
        return Optional.ofNullable(
                switch (path) {
                    case "healthz", "healthz/ping", "healthz/log", "healthz/syncloop" -> Response.text(200, "ok");
                    case "pods" -> json(list(pods.all().stream().map(Pod::tree).toList()));
                    case "runningpods" -> json(list(runningPods()));
                    case "configz" ->
                        json(ObjectValue.of(
                                "kubeletconfig", parts.configuration().apply(port.getAsInt())));
                    case "stats/summary" -> json(summary.of(usage(), isShort(request)));
                    case "metrics" -> metrics(own());
                    case "metrics/resource" -> metrics(UsageMetrics.resource(usage()));
                    case "metrics/cadvisor" -> metrics(UsageMetrics.cadvisor(usage(), parts.cpus(), parts.cgroup()));
                    case "metrics/probes" -> metrics(parts.probes().get());
                    default -> null;
                });
    }

    private static boolean isShort(Request request) {
        return request.parameter("only_cpu_and_memory").filter("true"::equals).isPresent();
    }

    private NodeUsage usage() throws InterruptedException {
        return NodeUsage.read(parts.runtime(), parts.usage().get());
    }

    private static Response json(ObjectValue value) {
        return Response.of(200, JSON, Json.bytes(value));
    }

    private static Response metrics(String text) {
        return Response.of(200, MetricsText.CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectValue list(List<ObjectValue> items) {
        return ObjectValue.of(
                "kind",
                "PodList",
                "apiVersion",
                "v1",
                "metadata",
                ObjectValue.EMPTY,
                "items",
                ListValue.copyOf(items.stream()
                        .map(item -> item.without("kind").without("apiVersion"))
                        .toList()));
    }

    /** What the runtime runs, whatever the API says. */
    private List<ObjectValue> runningPods() throws InterruptedException {
        Map<String, List<ContainerStatus>> byPod = new LinkedHashMap<>();
        for (ContainerStatus container : parts.runtime().containers()) {
            if (container.running()) {
                byPod.computeIfAbsent(container.labels().getOrDefault(Labels.POD_UID, ""), _ -> new ArrayList<>())
                        .add(container);
            }
        }
        return byPod.entrySet().stream()
                .map(entry -> ObjectValue.of(
                        "metadata",
                        ObjectValue.of(
                                "name",
                                entry.getValue().getFirst().labels().getOrDefault(Labels.POD_NAME, ""),
                                "namespace",
                                entry.getValue().getFirst().labels().getOrDefault(Labels.POD_NAMESPACE, ""),
                                "uid",
                                entry.getKey()),
                        "spec",
                        ObjectValue.of(
                                "containers",
                                ListValue.copyOf(entry.getValue().stream()
                                        .map(container -> ObjectValue.of(
                                                "name",
                                                container.name(),
                                                "image",
                                                container.image(),
                                                "resources",
                                                ObjectValue.EMPTY))
                                        .toList())),
                        "status",
                        ObjectValue.EMPTY))
                .toList();
    }

    private String own() throws InterruptedException {
        MetricsText text = new MetricsText();
        List<ContainerStatus> containers = parts.runtime().containers();
        long sandboxes = parts.runtime().sandboxes().stream()
                .filter(sandbox -> sandbox.ready())
                .count();
        text.metric("kubelet_node_name", "gauge", "[ALPHA] The node's name. The count is always 1.")
                .sample("kubelet_node_name", 1, "node", parts.nodeName());
        text.metric("kubelet_running_pods", "gauge", "[BETA] Number of pods that have a running pod sandbox")
                .sample("kubelet_running_pods", sandboxes);
        text.metric("kubelet_running_containers", "gauge", "[BETA] Number of containers currently running")
                .sample("kubelet_running_containers", count(containers, "created"), "container_state", "created")
                .sample("kubelet_running_containers", count(containers, "exited"), "container_state", "exited")
                .sample("kubelet_running_containers", count(containers, "running"), "container_state", "running");
        text.metric(
                        "kubernetes_build_info",
                        "gauge",
                        "[BETA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.")
                .sample("kubernetes_build_info", 1, "git_version", parts.version());
        counts.write(text);
        return text.toString();
    }

    private static long count(List<ContainerStatus> containers, String state) {
        return containers.stream()
                .filter(container -> state.equals(
                        switch (container.state()) {
                            case ContainerStatus.State.Created _ -> "created";
                            case ContainerStatus.State.Running _ -> "running";
                            case ContainerStatus.State.Exited _ -> "exited";
                            case ContainerStatus.State.Unknown _ -> "unknown";
                        }))
                .count();
    }
}
