package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerConfig;
import dev.jukung.kubelet.container.ContainerConfig.Mount;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.container.Labels;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.pod.PodFacts.Blocked;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Lifecycle;
import dev.jukung.model.core.v1.LifecycleHandler;
import dev.jukung.model.core.v1.Pod;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts a container: its image, its configuration, its creation, its start, its postStart hook, in this order. Tells users each step as
 * Kubernetes does. Thread-safe; blocks; interruptible.
 */
final class ContainerStart {
    /** A configuration that cannot be made may become possible when somebody makes what is missing. */
    private static final Duration CONFIGURATION_RETRY = Duration.ofSeconds(5);

    private static final Duration CREATION_RETRY = Duration.ofSeconds(10);
    /** Hooks of a start have no limit of their own; they are given up when the pod ends. */
    private static final Duration HOOK_LIMIT = Duration.ofHours(24);

    /** What became of a start; a failed one says why the container waits. */
    sealed interface Outcome {
        record Started() implements Outcome {}

        record Failed(Blocked why) implements Outcome {}
    }

    /**
     * @param addresses of the pod, the main one first
     * @param target id of the container that an ephemeral container looks into
     * @param volumes where each volume is on the host
     * @param created told the id as soon as there is one
     */
    record Task(
            Pod pod,
            PodContainer container,
            int attempt,
            String sandboxId,
            SandboxConfig sandbox,
            List<String> addresses,
            Optional<String> target,
            Map<String, Path> volumes,
            Consumer<String> created) {}

    private final ContainerRuntime runtime;
    private final ImagePuller images;
    private final ContainerFiles files;
    private final LifecycleHooks hooks;
    private final PodSurroundings surroundings;

    ContainerStart(PodSurroundings surroundings, ImagePuller images, ContainerFiles files, LifecycleHooks hooks) {
        this.runtime = surroundings.runtime();
        this.images = images;
        this.files = files;
        this.hooks = hooks;
        this.surroundings = surroundings;
    }

    Outcome run(Task task) throws InterruptedException {
        return switch (images.ensure(task.pod(), task.container(), task.sandbox())) {
            case ImagePuller.Result.Missing(Blocked why) -> new Outcome.Failed(why);
            case ImagePuller.Result.Present(Image image) -> create(task, image);
        };
    }

    private Outcome create(Task task, Image image) throws InterruptedException {
        ContainerConfig config;
        try {
            config = config(task, image);
        } catch (ConfigurationException | UncheckedIOException e) {
            return failed(task, "CreateContainerConfigError", String.valueOf(e.getMessage()), CONFIGURATION_RETRY);
        }
        String id;
        try {
            id = runtime.createContainer(task.sandboxId(), config, task.sandbox());
        } catch (RuntimeFailure e) {
            return failed(task, "CreateContainerError", e.getMessage(), CREATION_RETRY);
        }
        task.created().accept(id);
        surroundings.events().normal(task.pod(), task.container(), "Created", "Container created");
        try {
            runtime.startContainer(id);
        } catch (RuntimeFailure e) {
            return failed(task, "RunContainerError", e.getMessage(), Duration.ZERO);
        }
        surroundings.events().normal(task.pod(), task.container(), "Started", "Container started");
        return postStart(task, id);
    }

    private Outcome failed(Task task, String reason, String message, Duration retry) {
        surroundings.events().warning(task.pod(), task.container(), "Failed", "Error: " + message);
        return new Outcome.Failed(
                new Blocked(reason, message, surroundings.clock().now().plus(retry)));
    }

    private Outcome postStart(Task task, String id) throws InterruptedException {
        Optional<LifecycleHandler> hook = task.container().spec().lifecycle().flatMap(Lifecycle::postStart);
        if (hook.isEmpty()) {
            return new Outcome.Started();
        }
        String address = task.addresses().isEmpty() ? "" : task.addresses().getFirst();
        Optional<String> error = hooks.run(task.container(), id, hook.get(), address, HOOK_LIMIT);
        if (error.isEmpty()) {
            return new Outcome.Started();
        }
        surroundings.events().warning(task.pod(), task.container(), "FailedPostStartHook", "PostStartHook failed");
        surroundings.events().normal(task.pod(), task.container(), "Killing", "FailedPostStartHook");
        long grace = task.pod().spec().terminationGracePeriodSeconds().orElse(30);
        runtime.stopContainer(id, Duration.ofSeconds(grace));
        return new Outcome.Failed(new Blocked(
                "PostStartHookError", error.get(), surroundings.clock().now()));
    }

    private ContainerConfig config(Task task, Image image) throws ConfigurationException, InterruptedException {
        Pod pod = task.pod();
        Container spec = task.container().spec();
        NodeSettings node = surroundings.node();
        Map<String, String> environment = Environment.of(pod, spec, surroundings.objects(), node, task.addresses());
        List<Mount> mounts =
                files.mounts(pod, task.container(), task.attempt(), task.volumes(), environment, task.addresses());
        return new ContainerConfig(
                task.container().name(),
                task.attempt(),
                image.id(),
                spec.image().orElse(""),
                expanded(spec.command(), environment),
                expanded(spec.args(), environment),
                spec.workingDir().orElse(""),
                Environment.variables(environment),
                mounts,
                labels(task),
                annotations(task),
                task.container().name() + "/" + task.attempt() + ".log",
                spec.stdin().orElse(false),
                spec.stdinOnce().orElse(false),
                spec.tty().orElse(false),
                ContainerResources.of(pod.spec(), spec, node.memoryCapacityBytes()),
                ContainerSecurity.of(pod, task.container(), image, node.seccompDefault(), task.target()));
    }

    private static List<String> expanded(List<String> words, Map<String, String> environment) {
        return words.stream().map(word -> Expansion.expand(word, environment)).toList();
    }

    private static Map<String, String> labels(Task task) {
        return Map.of(
                Labels.POD_NAME,
                task.pod().name(),
                Labels.POD_NAMESPACE,
                task.pod().namespace(),
                Labels.POD_UID,
                task.pod().uid(),
                Labels.CONTAINER_NAME,
                task.container().name(),
                Labels.ROLE,
                task.container().role().name(),
                PodFacts.SANDBOX_LABEL,
                task.sandboxId());
    }

    private static Map<String, String> annotations(Task task) {
        Container spec = task.container().spec();
        Map<String, String> annotations = new HashMap<>();
        annotations.put(Labels.CONTAINER_HASH, PodPlanner.hash(task.container()));
        annotations.put(Labels.RESTART_COUNT, Integer.toString(task.attempt()));
        annotations.put(
                Labels.TERMINATION_MESSAGE_PATH, spec.terminationMessagePath().orElse("/dev/termination-log"));
        annotations.put(
                Labels.TERMINATION_MESSAGE_POLICY,
                spec.terminationMessagePolicy().orElse("File"));
        annotations.put(
                Labels.RESTART_POLICY,
                spec.restartPolicy().or(() -> task.pod().spec().restartPolicy()).orElse("Always"));
        annotations.put(
                Labels.POD_GRACE_PERIOD,
                Long.toString(task.pod().spec().terminationGracePeriodSeconds().orElse(30)));
        return Map.copyOf(annotations);
    }
}
