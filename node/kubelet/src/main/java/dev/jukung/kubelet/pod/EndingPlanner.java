package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.pod.PodContainer.Role;
import dev.jukung.kubelet.pod.PodFacts.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides the next moves for a pod that has to end: all containers but the sidecars are stopped, side by side; then the
 * sidecars, the last one first; then the sandbox; then everything else goes. All of it shares one grace period. Pure
 * function.
 */
final class EndingPlanner {
    /** What a sidecar gets when the others have used up the grace period. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private EndingPlanner() {}

    static PodPlan plan(PodFacts facts, Ending ending) {
        return new PodPlan(actions(facts, ending), Optional.empty(), Map.of());
    }

    private static List<PodAction> actions(PodFacts facts, Ending ending) {
        if (facts.starting().isPresent()) {
            return List.of(); // it is being given up; what it leaves is stopped next
        }
        List<String> sidecars = PodContainer.of(facts.pod().spec()).stream()
                .filter(container -> container.role() == Role.SIDECAR)
                .map(PodContainer::name)
                .toList();
        List<ContainerStatus> running = facts.containers().values().stream()
                .flatMap(List::stream)
                .filter(ContainerStatus::running)
                .toList();
        List<ContainerStatus> others = running.stream()
                .filter(container -> !sidecars.contains(container.name()))
                .toList();
        if (!others.isEmpty()) {
            return stop(facts, others, ending.grace());
        }
        for (String name : sidecars.reversed()) {
            List<ContainerStatus> last = running.stream()
                    .filter(container -> container.name().equals(name))
                    .toList();
            if (!last.isEmpty()) {
                return stop(facts, last, remaining(ending, facts.now()));
            }
        }
        return facts.sandbox()
                .filter(SandboxStatus::ready)
                .<List<PodAction>>map(sandbox -> List.of(new PodAction.StopSandbox(sandbox.id())))
                .orElse(List.of(new PodAction.TearDown()));
    }

    private static List<PodAction> stop(PodFacts facts, List<ContainerStatus> containers, Duration grace) {
        List<PodAction> actions = new ArrayList<>();
        for (ContainerStatus container : containers) {
            if (!facts.stopping().contains(container.id())) {
                actions.add(new PodAction.StopContainer(container, grace, "Stopping container " + container.name()));
            }
        }
        return List.copyOf(actions);
    }

    private static Duration remaining(Ending ending, Instant now) {
        Duration left = ending.grace().minus(Duration.between(ending.since(), now));
        Duration least = ending.grace().compareTo(LEAST_GRACE) < 0 ? ending.grace() : LEAST_GRACE;
        return left.compareTo(least) > 0 ? left : least;
    }
}
