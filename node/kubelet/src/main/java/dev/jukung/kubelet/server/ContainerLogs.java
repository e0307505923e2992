package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.Response.Sink;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.model.core.v1.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code /containerLogs/{namespace}/{pod}/{container}}: a container's log as clients want it. Thread-safe. */
final class ContainerLogs {
    private final NodePods pods;
    private final ContainerRuntime runtime;
    private final FileChanges files;
    private final RuntimeSignals signals;
    private final Clock clock;

    ContainerLogs(NodePods pods, ContainerRuntime runtime, FileChanges files, RuntimeSignals signals, Clock clock) {
        this.pods = pods;
        this.runtime = runtime;
        this.files = files;
        this.signals = signals;
        this.clock = clock;
    }

    Response answer(Request request, String namespace, String podName, String container)
            throws RefusedException, InterruptedException {
        LogOptions options = LogOptions.parse(request.query(), clock.now());
        Pod pod = pods.find(namespace, podName)
                .orElseThrow(() -> new RefusedException(404, "pod \"" + podName + "\" does not exist\n"));
        if (PodContainer.named(pod.spec(), container).isEmpty()) {
            throw new RefusedException(404, "container \"" + container + "\" not found in pod \"" + podName + "\"\n");
        }
        String id = LogTarget.containerId(pod, container, options.previous());
        Optional<ContainerStatus> status = runtime.container(id);
        if (status.map(found -> found.logPath().isEmpty()).orElse(false)) {
            throw new RefusedException(
                    400,
                    "container \"" + container + "\" in pod \"" + podName
                            + "\" is simulated: it has no process, so there is no log"
                            + " (start the node with --runtime containerd for real containers)");
        }
        return new Response(200, Headers.of("Content-Type", "text/plain"), new Response.Stream(sink -> {
            if (status.isEmpty()) {
                say(
                        sink,
                        "unable to retrieve container logs for "
                                + runtime.version().name() + "://" + id);
                return;
            }
            send(status.get(), options, sink);
        }));
    }

    private void send(ContainerStatus container, LogOptions options, Sink sink)
            throws IOException, InterruptedException {
        Path log = Path.of(container.logPath());
        LogReader reader = new LogReader(log, options, sink);
        try {
            if (!options.follow()) {
                reader.read(() -> false);
                return;
            }
            try (LogFollow follow = new LogFollow(container.id(), log, runtime, files, signals, clock)) {
                reader.read(follow);
            }
        } catch (NoSuchFileException _) {
            // The answer has begun, so the failure can only be said in it, as the kubelet does.
            say(
                    sink,
                    "failed to try resolving symlinks in path \"" + log + "\": lstat " + log
                            + ": no such file or directory");
        }
    }

    private static void say(Sink sink, String text) throws IOException, InterruptedException {
        sink.send(text.getBytes(StandardCharsets.UTF_8));
    }
}
