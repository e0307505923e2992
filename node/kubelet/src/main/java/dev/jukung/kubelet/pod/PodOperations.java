package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.HeldWork;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.pod.PodFacts.Blocked;
import dev.jukung.model.core.v1.EphemeralContainer;
import dev.jukung.model.core.v1.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slow things that a pod worker has done: each on a virtual thread of its own, its result sent back by mail. At most one start at a time,
 * any number of stops. Confined to the worker's thread, but for the operations themselves.
 */
final class PodOperations {
    private static final Logger LOG = LoggerFactory.getLogger(PodOperations.class);
    private static final Duration SANDBOX_RETRY = Duration.ofSeconds(1);
    private static final Duration SANDBOX_RETRY_MAX = Duration.ofSeconds(16);
    /** The key under which the sandbox's own start is kept. */
    static final String SANDBOX = "";

    /** @param owner told which ids belong to the pod as soon as they are known */
    record Tools(ContainerStart starts, ContainerStop stops, LifecycleHooks hooks, Consumer<Owned> owner) {}

    /** An id of a container or sandbox and the mail of its pod's worker. */
    record Owned(String id, PodMail mail) {}

    private final PodSurroundings surroundings;
    private final Tools tools;
    private final PodMail mail;
    private final VolumeSetup volumes;
    private final Clock clock;
    private final Set<String> stopping = new HashSet<>();
    private Optional<String> starting = Optional.empty();
    private @Nullable Thread start;
    private boolean volumesAsked;
    private int sandboxFailures;

    PodOperations(PodSurroundings surroundings, Tools tools, PodMail mail, VolumeSetup volumes) {
        this.surroundings = surroundings;
        this.tools = tools;
        this.mail = mail;
        this.volumes = volumes;
        this.clock = surroundings.clock();
    }

    /** The container that is being started; empty text for the sandbox. */
    Optional<String> starting() {
        return starting;
    }

    /** Ids of the containers that are being stopped. */
    Set<String> stopping() {
        return Set.copyOf(stopping);
    }

    /** They are to be stopped again, with less patience. */
    void forgetStopping() {
        stopping.clear();
    }

    void volumes(Pod pod) {
        if (!volumesAsked) {
            volumesAsked = true;
            volumes.refresh(pod);
        }
    }

    /** The start that goes on, if any, comes to nothing; its result still arrives. */
    void giveUpStarting() {
        if (start != null) {
            start.interrupt();
        }
    }

    /** The process ends. */
    void interrupt() {
        giveUpStarting();
    }

    private Thread run(String name, PodMail.Result operation, PodMail.Result interrupted) {
        return HeldWork.start(clock, name, () -> {
            try {
                operation.apply();
            } catch (InterruptedException _) {
                mail.result(interrupted); // the pod ends; what was made so far is found by looking
            } catch (RuntimeException bug) {
                surroundings.faults().report(name, bug);
                mail.result(interrupted);
            }
        });
    }

    // --- the sandbox

    void startSandbox(Pod pod, int attempt, PodRuntimeState state, Map<String, Blocked> blocked, Runnable started) {
        starting = Optional.of(SANDBOX);
        SandboxConfig config = SandboxConfigs.of(pod, attempt, surroundings.node(), surroundings.resolver());
        start = run(
                "sandbox-" + pod.name(),
                () -> {
                    try {
                        String id = makeSandbox(pod, config);
                        tools.owner().accept(new Owned(id, mail));
                        mail.result(() -> {
                            state.lookAtSandbox(id, false);
                            endStart();
                            sandboxFailures = 0;
                            blocked.remove(SANDBOX);
                            started.run();
                        });
                    } catch (RuntimeFailure | UncheckedIOException e) {
                        mail.result(() -> sandboxFailed(pod, String.valueOf(e.getMessage()), blocked));
                    }
                },
                () -> lookAgain(pod, state));
    }

    private String makeSandbox(Pod pod, SandboxConfig config) throws InterruptedException {
        surroundings.cgroups().create(pod);
        try {
            Files.createDirectories(Path.of(config.logDirectory()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return surroundings.runtime().runSandbox(config);
    }

    private void sandboxFailed(Pod pod, String message, Map<String, Blocked> blocked) {
        endStart();
        surroundings.events().warning(pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + message);
        Duration delay = SANDBOX_RETRY.multipliedBy(1L << Math.min(sandboxFailures++, 4));
        Duration limited = delay.compareTo(SANDBOX_RETRY_MAX) < 0 ? delay : SANDBOX_RETRY_MAX;
        blocked.put(SANDBOX, new Blocked("", message, clock.now().plus(limited)));
    }

    private void endStart() {
        starting = Optional.empty();
        start = null;
    }

    /** After a start was given up: whatever it made is listed by the runtime. */
    private void lookAgain(Pod pod, PodRuntimeState state) throws InterruptedException {
        endStart();
        String uid = pod.uid();
        List<SandboxStatus> sandboxes = surroundings.runtime().sandboxes().stream()
                .filter(sandbox -> sandbox.pod().uid().equals(uid))
                .toList();
        List<ContainerStatus> containers = surroundings.runtime().containers().stream()
                .filter(container -> PodWorkers.podOf(container).equals(uid))
                .toList();
        sandboxes.forEach(sandbox -> tools.owner().accept(new Owned(sandbox.id(), mail)));
        containers.forEach(container -> tools.owner().accept(new Owned(container.id(), mail)));
        state.compare(sandboxes, containers);
    }

    // --- containers

    void startContainer(
            Pod pod,
            PodAction.StartContainer action,
            PodRuntimeState state,
            Map<String, Blocked> blocked,
            Runnable started) {
        String name = action.container().name();
        SandboxStatus sandbox = state.newestSandbox().orElseThrow();
        starting = Optional.of(name);
        AtomicReference<@Nullable String> made = new AtomicReference<>();
        ContainerStart.Task task = new ContainerStart.Task(
                pod,
                action.container(),
                action.attempt(),
                sandbox.id(),
                SandboxConfigs.of(pod, sandbox.attempt(), surroundings.node(), surroundings.resolver()),
                addresses(pod, state),
                target(action.container(), state),
                volumes.paths(),
                id -> {
                    made.set(id);
                    tools.owner().accept(new Owned(id, mail));
                });
        start = run(
                "start-" + pod.name() + "-" + name,
                () -> {
                    ContainerStart.Outcome outcome = tools.starts().run(task);
                    mail.result(() -> {
                        String id = made.get();
                        if (id != null) {
                            state.lookAtContainer(id, false);
                        }
                        endStart();
                        switch (outcome) {
                            case ContainerStart.Outcome.Started() -> {
                                blocked.remove(name);
                                started.run();
                            }
                            case ContainerStart.Outcome.Failed(Blocked why) -> blocked.put(name, why);
                        }
                    });
                },
                () -> lookAgain(pod, state));
    }

    private static Optional<String> target(PodContainer container, PodRuntimeState state) {
        return container.role() == PodContainer.Role.EPHEMERAL
                ? new EphemeralContainer(container.spec().tree())
                        .targetContainerName()
                        .flatMap(name -> state.running().stream()
                                .filter(running -> running.name().equals(name))
                                .map(ContainerStatus::id)
                                .findFirst())
                : Optional.empty();
    }

    void stopContainer(Pod pod, ContainerStatus container, Duration grace, String message, PodRuntimeState state) {
        stopping.add(container.id());
        List<String> addresses = addresses(pod, state);
        PodMail.Result stopped = () -> {
            stopping.remove(container.id());
            state.lookAtContainer(container.id(), true);
        };
        run(
                "stop-" + pod.name() + "-" + container.name(),
                () -> {
                    try {
                        tools.stops().run(pod, container, grace, message, addresses);
                    } catch (RuntimeFailure e) {
                        LOG.warn("Kill container {} of pod {} failed: {}", container.name(), pod.key(), e.getMessage());
                        HeldWork.sleep(clock, SANDBOX_RETRY); // the next plan tries again
                    }
                    mail.result(stopped);
                },
                stopped);
    }

    /** The pod's addresses as its containers see them. */
    List<String> addresses(Pod pod, PodRuntimeState state) {
        return pod.spec().hostNetwork().orElse(false)
                ? surroundings.node().addresses()
                : state.newestSandbox().map(SandboxStatus::addresses).orElse(List.of());
    }

    /** The pod's directories, after everything in them has been taken away. */
    void removeFiles(Pod pod) {
        delete(surroundings.node().podDirectory(pod.uid()));
        delete(surroundings.node().logDirectory(SandboxConfigs.identity(pod)));
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be removed", directory, e);
        }
    }
}
