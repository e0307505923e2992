package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.container.Labels;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.pod.PodContainer.Role;
import dev.jukung.kubelet.pod.PodFacts.Blocked;
import dev.jukung.kubelet.pod.PodFacts.ProbeFailure;
import dev.jukung.model.core.v1.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides the next moves for a pod that shall run. It reads the facts and returns a plan; it calls nothing.
 *
 * <p>The order is Kubernetes': a sandbox; the init containers one after the other (a sidecar counts as done once it has
 * started); then the regular containers, each started when the one before it has been started or has failed to. A
 * container that ended starts again by its policy, after its back-off. One that its probes condemn, or whose image was
 * changed, is stopped; it starts again because it ended. Not thread-safe; used once.
 */
final class PodPlanner {
    /** Dead containers kept per name, so that {@code logs --previous} and lastState work. */
    private static final int DEAD_KEPT = 1;

    private final PodFacts facts;
    private final PodSpec spec;
    private final List<PodContainer> containers;
    private final List<PodAction> actions = new ArrayList<>();
    private final Map<String, Blocked> waiting = new HashMap<>();
    private Optional<Instant> wakeAt = Optional.empty();

    private PodPlanner(PodFacts facts) {
        this.facts = facts;
        this.spec = facts.pod().spec();
        this.containers = PodContainer.of(spec);
    }

    static PodPlan plan(PodFacts facts) {
        if (facts.ending().isPresent()) {
            return EndingPlanner.plan(facts, facts.ending().get());
        }
        PodPlanner planner = new PodPlanner(facts);
        planner.decide();
        return new PodPlan(List.copyOf(planner.actions), planner.wakeAt, Map.copyOf(planner.waiting));
    }

    private void decide() {
        Optional<PodAction> end = end();
        if (end.isPresent()) {
            actions.add(end.get());
            return;
        }
        removeOld();
        stopCondemned();
        if (!facts.sandboxReady()) {
            replaceSandbox();
            return;
        }
        if (facts.starting().isEmpty() && facts.volumesReady()) {
            startNext();
        }
    }

    // --- the end

    private Optional<PodAction> end() {
        String phase = facts.pod().status().phase().orElse("");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return Optional.of(new PodAction.End(Optional.of(phase), "", ""));
        }
        if (spec.activeDeadlineSeconds().isPresent()
                && facts.pod().status().startTime().isPresent()) {
            Instant deadline = facts.pod()
                    .status()
                    .startTime()
                    .get()
                    .plusSeconds(spec.activeDeadlineSeconds().getAsLong());
            if (!deadline.isAfter(facts.now())) {
                return Optional.of(new PodAction.End(
                        Optional.of("Failed"),
                        "DeadlineExceeded",
                        "Pod was active on the node longer than the specified deadline"));
            }
            wake(deadline);
        }
        return facts.starting().isEmpty() && finished()
                ? Optional.of(new PodAction.End(Optional.empty(), "", ""))
                : Optional.empty();
    }

    /** An init container failed for good, or every regular container ended for good. */
    private boolean finished() {
        boolean initFailed = containers.stream()
                .filter(container -> container.role() == Role.INIT)
                .anyMatch(container -> failedForGood(container));
        return initFailed
                || containers.stream()
                        .filter(container -> container.role() == Role.REGULAR)
                        .allMatch(container -> endedForGood(container).isPresent());
    }

    private boolean failedForGood(PodContainer container) {
        return endedForGood(container).map(exit -> exit.exitCode() != 0).orElse(false);
    }

    private Optional<State.Exited> endedForGood(PodContainer container) {
        return facts.newest(container.name())
                .map(ContainerStatus::state)
                .filter(State.Exited.class::isInstance)
                .map(State.Exited.class::cast)
                .filter(exit -> !container.restartsAfter(spec, exit.exitCode()));
    }

    // --- what has to go

    private void removeOld() {
        for (List<ContainerStatus> history : facts.containers().values()) {
            history.stream()
                    .skip(1L + DEAD_KEPT)
                    .filter(container -> !container.running())
                    .forEach(container -> actions.add(new PodAction.RemoveContainer(container)));
        }
    }

    private void stopCondemned() {
        for (PodContainer container : containers) {
            facts.newest(container.name())
                    .filter(ContainerStatus::running)
                    .filter(running -> !facts.stopping().contains(running.id()))
                    .ifPresent(running -> condemned(container, running));
        }
    }

    private void condemned(PodContainer container, ContainerStatus running) {
        Optional<ProbeFailure> failed = facts.healthOf(running).failed();
        if (failed.isPresent()) {
            Duration grace = failed.get().grace().orElse(grace());
            actions.add(new PodAction.StopContainer(running, grace, failed.get().message()));
        } else if (!running.annotations()
                .getOrDefault(Labels.CONTAINER_HASH, hash(container))
                .equals(hash(container))) {
            actions.add(new PodAction.StopContainer(
                    running, grace(), "Container " + container.name() + " definition changed, will be restarted"));
        }
    }

    private Duration grace() {
        return Duration.ofSeconds(spec.terminationGracePeriodSeconds().orElse(30));
    }

    /** Changes when the container has to be made anew: only the image of a running pod's container can change. */
    static String hash(PodContainer container) {
        return Integer.toHexString(container.spec().image().orElse("").hashCode());
    }

    // --- the sandbox

    private void replaceSandbox() {
        List<ContainerStatus> alive = facts.containers().values().stream()
                .flatMap(List::stream)
                .filter(container -> container.running() && !facts.stopping().contains(container.id()))
                .toList();
        for (ContainerStatus container : alive) {
            actions.add(new PodAction.StopContainer(container, grace(), "Stopping container " + container.name()));
        }
        Optional<Blocked> blocked = Optional.ofNullable(facts.blocked().get(""));
        if (blocked.isPresent() && blocked.get().retryAt().isAfter(facts.now())) {
            wake(blocked.get().retryAt());
        } else if (alive.isEmpty()
                && facts.stopping().isEmpty()
                && facts.starting().isEmpty()) {
            actions.add(new PodAction.StartSandbox(
                    facts.sandbox().map(SandboxStatus::attempt).orElse(-1) + 1));
        }
    }

    // --- starting

    private void startNext() {
        boolean initialized = facts.pod().spec().containers().stream()
                .anyMatch(container -> facts.current(container.name()).isPresent());
        for (PodContainer container : containers) {
            boolean first = container.role() == Role.INIT || container.role() == Role.SIDECAR;
            if (container.role() == Role.INIT && initialized) {
                continue; // its work is done, whatever has become of it since
            }
            if (start(container)) {
                return;
            }
            if (first && !initialized && !done(container)) {
                return; // the next one waits for it
            }
        }
    }

    /** Whether what comes after this init container may start. */
    private boolean done(PodContainer container) {
        Optional<ContainerStatus> current = facts.current(container.name());
        if (current.isEmpty()) {
            return false;
        }
        return container.role() == Role.SIDECAR
                ? facts.started(current.get())
                : current.get().state() instanceof State.Exited exit && exit.exitCode() == 0;
    }

    /** Starts the container if it is its time; tells whether it did. */
    private boolean start(PodContainer container) {
        Optional<ContainerStatus> newest = facts.newest(container.name());
        if (newest.isPresent() && !mayStart(container, newest.get())) {
            return false;
        }
        Blocked blocked = facts.blocked().get(container.name());
        if (blocked != null && blocked.retryAt().isAfter(facts.now())) {
            wake(blocked.retryAt());
            return false;
        }
        Optional<Instant> after = newest.map(PodPlanner::endOf);
        Optional<Instant> notBefore = after.flatMap(
                ended -> facts.backoff().delay(container.name(), ended).map(ended::plus));
        if (notBefore.isPresent() && notBefore.get().isAfter(facts.now())) {
            Duration delay =
                    facts.backoff().delay(container.name(), after.get()).orElseThrow();
            waiting.put(container.name(), crashLoop(container, delay, notBefore.get()));
            wake(notBefore.get());
            return false;
        }
        actions.add(new PodAction.StartContainer(container, attempt(container, newest), after));
        return true;
    }

    private boolean mayStart(PodContainer container, ContainerStatus newest) {
        boolean current = facts.current(container.name()).isPresent();
        return switch (newest.state()) {
            case State.Running _ -> false;
            case State.Exited exit ->
                container.restartsAfter(spec, exit.exitCode()) || (!current && container.role() == Role.INIT);
            // Created by a kubelet that ended before it could start it, or failed to start.
            case State.Created _, State.Unknown _ -> container.role() != Role.EPHEMERAL;
        };
    }

    private static Instant endOf(ContainerStatus container) {
        return container.state() instanceof State.Exited exit ? exit.finishedAt() : container.createdAt();
    }

    /** Counts on from the last container, or from what the API knows where the runtime has forgotten it. */
    private int attempt(PodContainer container, Optional<ContainerStatus> newest) {
        if (newest.isPresent()) {
            return newest.get().attempt() + 1;
        }
        return PodStatuses.of(facts.pod(), container.name())
                .filter(status -> status.containerID().isPresent())
                .map(status -> status.restartCount() + 1)
                .orElse(0);
    }

    private Blocked crashLoop(PodContainer container, Duration delay, Instant until) {
        String pod = facts.pod().name() + "_" + facts.pod().namespace() + "("
                + facts.pod().uid() + ")";
        return new Blocked(
                "CrashLoopBackOff",
                "back-off " + GoDurations.text(delay) + " restarting failed container=" + container.name() + " pod="
                        + pod,
                until);
    }

    private void wake(Instant at) {
        wakeAt = Optional.of(wakeAt.filter(earlier -> earlier.isBefore(at)).orElse(at));
    }
}
