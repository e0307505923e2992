package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.http.HttpClient;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster is, for {@code status}.
 *
 * @param objects what the API server says; empty when it does not answer
 */
record ClusterState(
        ClusterFolder folder,
        ClusterSettings settings,
        ServerRecord.State state,
        Optional<Process> process,
        Optional<Objects> objects) {
    /** A server that takes longer than this is in trouble. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** The server process. */
    record Process(long pid, Duration uptime, double cpuSeconds, long residentBytes) {
        /** In percent of one core, since its start. */
        double cpuPercent() {
            return 100 * cpuSeconds / Math.max(1.0, uptime.toMillis() / 1000.0);
        }
    }

    /** @param nodes name and whether it is ready */
    record Objects(List<NodeState> nodes, long podsReady, long podsTotal) {}

    record NodeState(String name, boolean ready) {}

    static ClusterState read(CommandContext context, ClusterFolder folder, ClusterSettings settings)
            throws IOException, InterruptedException {
        ServerRecord.State state = ServerRecord.state(folder);
        Optional<ServerRecord> running = ServerRecord.running(folder);
        return new ClusterState(
                folder,
                settings,
                state,
                running.isPresent() ? Optional.of(process(context, running.get())) : Optional.empty(),
                state == ServerRecord.State.RUNNING ? objects(context, folder) : Optional.empty());
    }

    private static Process process(CommandContext context, ServerRecord server) throws IOException {
        ProcessIdentity identity = server.process();
        return new Process(
                identity.pid(),
                Duration.between(server.since(), context.clock().now()),
                identity.cpuSeconds(),
                identity.residentBytes());
    }

    private static Optional<Objects> objects(CommandContext context, ClusterFolder folder)
            throws IOException, InterruptedException {
        Kubeconfig kubeconfig = Kubeconfig.parse(Files.readString(folder.kubeconfig()), folder.path());
        ClusterAccess access = kubeconfig.currentAccess();
        HttpClient.Options options = HttpClient.Options.of(
                        "status", access.tls(), context.clock(), (where, bug) -> context.err()
                                .println(where + ": " + bug))
                .withTimeouts(ANSWER_LIMIT, ANSWER_LIMIT);
        try (HttpApiClient client = new HttpApiClient(access, "jukung", new HttpClient(options), context.clock())) {
            return Optional.of(objects(client));
        } catch (ApiException e) {
            context.say("status.no-answer", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Objects objects(ApiClient client) throws InterruptedException {
        List<Node> nodes = client.list(Resources.NODES, ListQuery.ALL).items();
        List<Pod> pods = client.list(Resources.PODS, ListQuery.ALL).items();
        return new Objects(
                nodes.stream()
                        .map(node -> new NodeState(node.name(), Readiness.ready(node)))
                        .toList(),
                pods.stream().filter(Readiness::ready).count(),
                pods.size());
    }

    /** For programs. */
    ObjectValue tree() {
        ObjectValue tree = ObjectValue.of(
                "name", folder.name(),
                "state", state.name().toLowerCase(java.util.Locale.ROOT),
                "runtime", RuntimeOption.of(settings.runtime()).text(),
                "server", settings.server(),
                "context", folder.contextName(),
                "folder", folder.path().toString());
        if (process.isPresent()) {
            Process server = process.get();
            tree = tree.with(
                    "process",
                    ObjectValue.of(
                            "pid", server.pid(),
                            "uptimeSeconds", server.uptime().toSeconds(),
                            "cpuSeconds", server.cpuSeconds(),
                            "residentBytes", server.residentBytes()));
        }
        if (objects.isPresent()) {
            Objects seen = objects.get();
            tree = tree.with(
                            "nodes",
                            ListValue.copyOf(seen.nodes().stream()
                                    .map(node -> ObjectValue.of("name", node.name(), "ready", node.ready()))
                                    .toList()))
                    .with("pods", ObjectValue.of("ready", seen.podsReady(), "total", seen.podsTotal()));
        }
        return tree;
    }
}
