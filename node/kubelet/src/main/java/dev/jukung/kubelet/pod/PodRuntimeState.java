package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.SandboxStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What the runtime has of one pod, as far as it has been looked at: all its sandboxes and containers. Looks only at what is said to have
 * changed. Confined to the pod worker's thread.
 */
final class PodRuntimeState {
    /** The runtime tells of an end a moment before its status does; so long it is looked at again, this often. */
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private static final Duration END_CHECK = Duration.ofMillis(5);

    private final ContainerRuntime runtime;
    private final Clock clock;
    private final UnaryOperator<ContainerStatus> ended;
    private final Map<String, SandboxStatus> sandboxes = new HashMap<>();
    private final Map<String, ContainerStatus> containers = new HashMap<>();

    /** @param ended completes the status of a container that was found to have ended */
    PodRuntimeState(ContainerRuntime runtime, Clock clock, UnaryOperator<ContainerStatus> ended) {
        this.runtime = runtime;
        this.clock = clock;
        this.ended = ended;
    }

    /** Looks at one sandbox. @param end whether the runtime told that it ended */
    void lookAtSandbox(String id, boolean end) throws InterruptedException {
        Optional<SandboxStatus> status = runtime.sandbox(id);
        long limit = clock.nanos() + END_LIMIT.toNanos();
        while (end && status.isPresent() && status.get().ready() && clock.nanos() < limit) {
            clock.sleep(END_CHECK);
            status = runtime.sandbox(id);
        }
        status.ifPresentOrElse(found -> sandboxes.put(id, found), () -> sandboxes.remove(id));
    }

    /** Looks at one container. @param end whether the runtime told that it ended */
    void lookAtContainer(String id, boolean end) throws InterruptedException {
        Optional<ContainerStatus> status = runtime.container(id);
        long limit = clock.nanos() + END_LIMIT.toNanos();
        while (end && status.isPresent() && status.get().running() && clock.nanos() < limit) {
            clock.sleep(END_CHECK);
            status = runtime.container(id);
        }
        if (status.isEmpty()) {
            containers.remove(id);
            return;
        }
        ContainerStatus before = containers.get(id);
        boolean newlyEnded = status.get().exited() && (before == null || !before.exited());
        if (newlyEnded) {
            containers.put(id, ended.apply(status.get()));
        } else if (before == null || !before.exited()) {
            containers.put(id, status.get());
        }
    }

    /** Compares with complete lists of the pod's sandboxes and containers and looks at what differs. */
    void compare(List<SandboxStatus> listedSandboxes, List<ContainerStatus> listedContainers)
            throws InterruptedException {
        Set<String> unseen = new HashSet<>(sandboxes.keySet());
        for (SandboxStatus listed : listedSandboxes) {
            unseen.remove(listed.id());
            SandboxStatus known = sandboxes.get(listed.id());
            if (known == null || known.ready() != listed.ready()) {
                lookAtSandbox(listed.id(), false);
            }
        }
        for (String id : unseen) {
            lookAtSandbox(id, false); // gone, or made after the list was
        }
        unseen = new HashSet<>(containers.keySet());
        for (ContainerStatus listed : listedContainers) {
            unseen.remove(listed.id());
            ContainerStatus known = containers.get(listed.id());
            if (known == null || known.state().getClass() != listed.state().getClass()) {
                lookAtContainer(listed.id(), false);
            }
        }
        for (String id : unseen) {
            lookAtContainer(id, false);
        }
    }

    boolean hasSandbox(String id) {
        return sandboxes.containsKey(id);
    }

    /** All sandboxes, the newest first. */
    List<SandboxStatus> sandboxes() {
        return sandboxes.values().stream()
                .sorted(Comparator.comparing(SandboxStatus::createdAt).reversed())
                .toList();
    }

    Optional<SandboxStatus> newestSandbox() {
        return sandboxes().stream().findFirst();
    }

    /** Containers by name, the newest first. */
    Map<String, List<ContainerStatus>> containers() {
        Map<String, List<ContainerStatus>> byName = new LinkedHashMap<>();
        containers.values().stream()
                .map(ContainerStatus::name)
                .distinct()
                .forEach(name -> byName.put(name, history(name)));
        return byName;
    }

    private List<ContainerStatus> history(String name) {
        return containers.values().stream()
                .filter(container -> container.name().equals(name))
                .sorted(Comparator.comparing(ContainerStatus::attempt)
                        .thenComparing(ContainerStatus::createdAt)
                        .reversed())
                .toList();
    }

    List<ContainerStatus> running() {
        return containers.values().stream().filter(ContainerStatus::running).toList();
    }

    void forgetContainer(String id) {
        containers.remove(id);
    }

    void forgetSandbox(String id) {
        sandboxes.remove(id);
    }

    /** Sandboxes of the past that no container is remembered of. */
    List<SandboxStatus> useless() {
        return sandboxes().stream()
                .skip(1)
                .filter(sandbox -> !sandbox.ready())
                .filter(sandbox -> containers.values().stream().noneMatch(container -> sandbox.id()
                        .equals(container.labels().get(PodFacts.SANDBOX_LABEL))))
                .toList();
    }
}
