package dev.jukung.kubelet.pod;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.pod.PodFacts.Blocked;
import dev.jukung.kubelet.pod.PodFacts.Ending;
import dev.jukung.kubelet.pod.PodFacts.Health;
import dev.jukung.kubelet.pod.PodStatusBuilder.NodeIdentity;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one pod as its spec asks, from its arrival on the node until nothing of it is left. One virtual thread: it waits for mail, looks at
 * what changed, asks {@link PodPlanner} what to do, has it done by {@link PodOperations}, and hands the status to
 * {@link PodStatusWriter}. It never waits for anything slow, so it can always react. All fields below are confined to that thread.
 */
final class PodWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    /** More rounds without waiting than this are no progress but a mistake. */
    private static final int ROUNDS_MAX = 20;

    private static final Duration RUNTIME_RETRY = Duration.ofSeconds(1);

    private final PodSurroundings surroundings;
    private final Clock clock;
    private final PodMail mail;
    private final PodRuntimeState state;
    private final PodOperations operations;
    private final PodStatusWriter writer;
    private final VolumeSetup volumes;
    private final Runnable over;
    private final Thread thread;

    private Pod pod;
    private boolean gone;
    private boolean released;
    private boolean done;
    private String reason = "pod update";
    private CrashBackoff backoff = CrashBackoff.NONE;
    private Optional<Ending> ending = Optional.empty();
    private Map<String, Blocked> waiting = Map.of();
    private final Map<String, Blocked> blocked = new HashMap<>();
    private final Map<String, Health> health = new HashMap<>();
    private final Map<String, Probing.Watch> probes = new HashMap<>();
    private Clock.Timer timer = () -> {};

    /** @param over called when nothing is left of the pod */
    PodWorker(Pod pod, PodSurroundings surroundings, PodOperations.Tools tools, Runnable over) {
        this.pod = pod;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        this.over = over;
        this.mail = new PodMail(clock);
        this.state = new PodRuntimeState(
                surroundings.runtime(),
                clock,
                container -> TerminationMessages.complete(container, surroundings.node(), pod.uid()));
        this.writer = new PodStatusWriter(surroundings.api(), clock, surroundings.faults(), mail::pod);
        this.volumes = new VolumeSetup(
                surroundings.volumes(), pod, clock, surroundings.faults(), this::mountFailed, mail::poke);
        this.operations = new PodOperations(surroundings, tools, mail, volumes);
        this.thread = Thread.ofVirtual().name("pod-" + pod.name()).unstarted(this::run);
    }

    PodMail mail() {
        return mail;
    }

    /** Starting twice does nothing. Not thread-safe. */
    void start() {
        if (thread.getState() == Thread.State.NEW) {
            mail.poke();
            thread.start();
        }
    }

    /** Stops looking after the pod; its containers go on. */
    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    // --- the loop

    private void run() {
        try {
            while (!done) {
                PodMail.Batch batch = mail.take();
                attempt(batch);
            }
            over.run();
        } catch (InterruptedException _) {
            LOG.trace("worker of pod {} ends", pod.key()); // close() asked for it
        } finally {
            end();
        }
    }

    private void end() {
        timer.cancel();
        probes.values().forEach(Probing.Watch::close);
        writer.close();
        operations.interrupt();
        try {
            volumes.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the process ends; nothing more can be waited for
        }
        mail.close();
    }

    private void attempt(PodMail.Batch batch) throws InterruptedException {
        try {
            apply(batch);
            step();
        } catch (RuntimeFailure e) {
            LOG.warn("Container runtime failed while syncing pod {}: {}", pod.key(), e.getMessage());
            again(RUNTIME_RETRY);
        } catch (RuntimeException bug) {
            surroundings.faults().report("syncing pod " + pod.key(), bug);
            again(RUNTIME_RETRY);
        }
    }

    private void again(Duration delay) {
        timer.cancel();
        timer = clock.after(delay, mail::poke);
    }

    private void apply(PodMail.Batch batch) throws InterruptedException {
        gone |= batch.gone();
        if (batch.pod().isPresent() && !PodVersions.newer(pod, batch.pod().get())) {
            boolean first =
                    pod.metadata().labels().equals(batch.pod().get().metadata().labels())
                            && pod.metadata()
                                    .annotations()
                                    .equals(batch.pod().get().metadata().annotations());
            pod = batch.pod().get();
            if (!first && volumes.ready()) {
                volumes.refresh(pod); // the downward API may show what changed
            }
        }
        for (PodMail.Result result : batch.results()) {
            result.apply();
        }
        for (String id : batch.changed()) {
            look(id, false);
        }
        for (String id : batch.ended()) {
            look(id, true);
        }
        if (batch.listing().isPresent()) {
            state.compare(
                    batch.listing().get().sandboxes(), batch.listing().get().containers());
        }
        if (batch.references() && ending.isEmpty()) {
            volumes.refresh(pod);
            blocked.values().removeIf(why -> why.reason().equals("CreateContainerConfigError"));
        }
    }

    private void look(String id, boolean end) throws InterruptedException {
        if (state.hasSandbox(id)) {
            state.lookAtSandbox(id, end);
        } else {
            state.lookAtContainer(id, end);
        }
        reason = end ? "container ended" : "container changed";
    }

    private void step() throws InterruptedException {
        startEnding();
        if (ending.isEmpty() && !volumes.ready()) {
            operations.volumes(pod);
        }
        PodPlan plan = PodPlanner.plan(facts());
        for (int round = 0; carryOut(plan); round++) {
            if (round > ROUNDS_MAX) {
                throw new IllegalStateException("plans of pod " + pod.key() + " do not end: " + plan);
            }
            plan = PodPlanner.plan(facts());
        }
        plan.waiting().forEach(this::tellBackOff);
        waiting = plan.waiting();
        probe();
        if (!done) {
            writeStatus();
            plan.wakeAt().ifPresent(at -> again(Duration.between(clock.now(), at)));
        }
    }

    private PodFacts facts() {
        return facts(blocked);
    }

    private PodFacts facts(Map<String, Blocked> why) {
        return new PodFacts(
                pod,
                clock.now(),
                state.newestSandbox(),
                state.containers(),
                Map.copyOf(health),
                Map.copyOf(why),
                operations.starting(),
                operations.stopping(),
                volumes.ready(),
                backoff,
                ending);
    }

    // --- doing what was decided

    /** Tells whether something changed at once, so that a new plan is needed. */
    private boolean carryOut(PodPlan plan) throws InterruptedException {
        boolean changed = false;
        for (PodAction action : plan.actions()) {
            changed |= carryOut(action);
        }
        return changed;
    }

    private boolean carryOut(PodAction action) throws InterruptedException {
        switch (action) {
            case PodAction.StartSandbox(int attempt) ->
                operations.startSandbox(pod, attempt, state, blocked, () -> reason = "sandbox started");
            case PodAction.StartContainer start -> {
                if (start.after().isPresent()) {
                    backoff = backoff.restarted(
                            start.container().name(), start.after().get(), clock.now());
                }
                operations.startContainer(
                        pod,
                        start,
                        state,
                        blocked,
                        () -> reason = "container " + start.container().name() + " started");
            }
            case PodAction.StopContainer(ContainerStatus container, Duration grace, String message) -> {
                Optional.ofNullable(probes.get(container.id())).ifPresent(Probing.Watch::ending);
                operations.stopContainer(pod, container, grace, message, state);
            }
            case PodAction.RemoveContainer(ContainerStatus container) -> {
                surroundings.runtime().removeContainer(container.id());
                state.forgetContainer(container.id());
                removeUselessSandboxes();
            }
            case PodAction.StopSandbox(String id) -> {
                surroundings.runtime().stopSandbox(id);
                state.lookAtSandbox(id, false);
                return true;
            }
            case PodAction.End(Optional<String> phase, String why, String message) -> {
                setEnding(grace(), phase, why, message);
                return true;
            }
            case PodAction.TearDown() -> tearDown();
        }
        return false;
    }

    private void removeUselessSandboxes() throws InterruptedException {
        for (SandboxStatus sandbox : state.useless()) {
            surroundings.runtime().removeSandbox(sandbox.id());
            state.forgetSandbox(sandbox.id());
        }
    }

    private void tellBackOff(String name, Blocked why) {
        if (!waiting.containsKey(name)) {
            PodContainer.named(pod.spec(), name).ifPresent(container -> surroundings
                    .events()
                    .warning(
                            pod,
                            container,
                            "BackOff",
                            "Back-off restarting failed container " + name + " in pod " + pod.name() + "_"
                                    + pod.namespace() + "(" + pod.uid() + ")"));
        }
    }

    private void mountFailed(String message) {
        surroundings.events().warning(pod, "FailedMount", message);
    }

    // --- the end

    private Duration grace() {
        return Duration.ofSeconds(
                Math.max(1, pod.spec().terminationGracePeriodSeconds().orElse(30)));
    }

    /** A pod that is deleted, or is gone already, ends; a shorter grace period than the one before counts from now. */
    private void startEnding() {
        if (!pod.deleting() && !gone) {
            return;
        }
        long asked = pod.metadata().deletionGracePeriodSeconds().orElse(0);
        Duration grace = asked > 0 ? Duration.ofSeconds(asked) : grace();
        if (ending.isEmpty()) {
            setEnding(grace, Optional.empty(), "", "");
        } else if (grace.compareTo(ending.get().grace()) < 0) {
            Ending before = ending.get();
            ending = Optional.of(new Ending(before.since(), grace, before.phase(), before.reason(), before.message()));
            operations.forgetStopping();
        }
    }

    private void setEnding(Duration grace, Optional<String> phase, String why, String message) {
        ending = Optional.of(new Ending(clock.now(), grace, phase, why, message));
        reason = "pod ends";
        probes.values().forEach(Probing.Watch::ending);
        operations.giveUpStarting();
        if (!why.isEmpty()) {
            surroundings.events().record(pod, Optional.empty(), "Normal", why, message);
        }
    }

    private void tearDown() throws InterruptedException {
        if (!released) {
            volumes.close();
            surroundings.volumes().tearDown(pod);
            surroundings.cgroups().remove(pod);
            released = true;
        }
        if (gone) {
            for (SandboxStatus sandbox : state.sandboxes()) {
                surroundings.runtime().removeSandbox(sandbox.id());
                state.forgetSandbox(sandbox.id());
            }
            operations.removeFiles(pod);
            done = true;
        }
    }

    // --- what it shows

    private void probe() {
        Map<String, ContainerStatus> running = new HashMap<>();
        state.running().forEach(container -> running.put(container.id(), container));
        List.copyOf(probes.keySet()).stream()
                .filter(id -> !running.containsKey(id))
                .forEach(this::stopProbing);
        for (ContainerStatus container : running.values()) {
            boolean starting = operations.starting().equals(Optional.of(container.name()));
            if (!starting && ending.isEmpty() && !probes.containsKey(container.id())) {
                PodContainer.named(pod.spec(), container.name()).ifPresent(spec -> startProbing(spec, container));
            }
        }
    }

    private void startProbing(PodContainer spec, ContainerStatus container) {
        String id = container.id();
        Probing.Watch watch = surroundings
                .probing()
                .start(
                        pod,
                        spec,
                        container,
                        addresses(),
                        found -> mail.result(() -> {
                            if (probes.containsKey(id)) {
                                health.put(id, found);
                                reason = "probe";
                            }
                        }));
        probes.put(id, watch);
        health.put(id, watch.now());
    }

    private void stopProbing(String id) {
        Optional.ofNullable(probes.remove(id)).ifPresent(Probing.Watch::close);
        health.remove(id);
    }

    private List<String> addresses() {
        return operations.addresses(pod, state);
    }

    private static String summary(PodStatus status) {
        boolean ready = status.conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
        return status.phase().orElse("") + (ready ? " and Ready" : "");
    }

    private void writeStatus() {
        if (gone) {
            return;
        }
        Map<String, Blocked> all = new HashMap<>(blocked);
        all.putAll(waiting);
        NodeIdentity node =
                new NodeIdentity(surroundings.runtimeName(), surroundings.node().addresses());
        PodStatus status = PodStatusBuilder.status(facts(all), node);
        Cause cause = new Cause("kubelet", "status " + summary(status) + ": " + reason, PodVersions.number(pod));
        if (released && pod.deleting()) {
            writer.writeAndDelete(pod, status, cause);
        } else if (!status.tree().equals(pod.status().tree())) {
            writer.write(pod, status, cause);
        }
    }
}
