package dev.jukung.kubelet.sim;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.kubelet.container.ContainerConfig;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.container.ContainerUsage;
import dev.jukung.kubelet.container.HeldWork;
import dev.jukung.kubelet.container.ImageService;
import dev.jukung.kubelet.container.RuntimeEvent;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.container.StreamingService;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A runtime without processes: containers run, get ready and end by rule ({@link SimulatedBehaviour}) and by the calls of a test. It keeps the
 * contract of a real one, so the kubelet above it is the real kubelet. Everything is in memory; time is the clock's. Thread-safe.
 */
public final class SimulatedRuntime implements ContainerRuntime {
    private static final int KILLED = 137;

    private record Sandbox(SandboxConfig config, SandboxStatus status) {
        Sandbox stopped() {
            SandboxStatus old = status;
            return new Sandbox(
                    config,
                    new SandboxStatus(
                            old.id(),
                            old.pod(),
                            old.attempt(),
                            false,
                            old.createdAt(),
                            old.hostNetwork(),
                            List.of(),
                            Optional.empty(),
                            old.labels(),
                            old.annotations()));
        }
    }

    private final Clock clock;
    private final Randomness randomness;
    private final SimulatedImages images;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    // Guarded by this.
    private final AddressPool addresses;
    private final Map<String, Sandbox> sandboxes = new LinkedHashMap<>();
    private final Map<String, SimulatedContainer> containers = new HashMap<>();

    /** @param podCidr where the pods' addresses come from; nothing answers there */
    public SimulatedRuntime(String podCidr, Clock clock, Randomness randomness) {
        this(new AddressPool(podCidr), new SimulatedImages(), clock, randomness);
    }

    private SimulatedRuntime(AddressPool addresses, SimulatedImages images, Clock clock, Randomness randomness) {
        this.addresses = addresses;
        this.images = images;
        this.clock = clock;
        this.randomness = randomness;
    }

    /**
     * A second runtime with the same sandboxes, containers and images, which nobody listens to yet. What a container was
     * about to do, it does there as well.
     *
     * @param clock shows the same time as this runtime's
     */
    public synchronized SimulatedRuntime fork(Clock clock, Randomness randomness) {
        SimulatedRuntime fork = new SimulatedRuntime(addresses.copy(), images.copy(), clock, randomness);
        fork.sandboxes.putAll(sandboxes);
        containers.forEach((id, container) -> fork.resume(container.copy()));
        return fork;
    }

    private synchronized void resume(SimulatedContainer container) {
        containers.put(container.id, container);
        if (container.state instanceof State.Running(Instant startedAt)) {
            schedule(container, Duration.between(startedAt, clock.now()));
        }
    }

    @Override
    public Version version() {
        return new Version("simulated", "1.0.0");
    }

    @Override
    public Health health() {
        return Health.GOOD;
    }

    // --- sandboxes

    @Override
    public String runSandbox(SandboxConfig config) {
        String id = id();
        synchronized (this) {
            boolean host = config.security().hostNetwork();
            List<String> own = host ? List.of() : List.of(addresses.take());
            SandboxStatus status = new SandboxStatus(
                    id,
                    config.pod(),
                    config.attempt(),
                    true,
                    clock.now(),
                    host,
                    own,
                    Optional.empty(),
                    config.labels(),
                    config.annotations());
            sandboxes.put(id, new Sandbox(config, status));
        }
        tell(new RuntimeEvent.Started(id));
        return id;
    }

    private String id() {
        return (randomness.uid() + randomness.uid()).replace("-", "");
    }

    @Override
    public void stopSandbox(String id) {
        List<SimulatedContainer> inside;
        synchronized (this) {
            Sandbox sandbox = sandboxes.get(id);
            if (sandbox == null || !sandbox.status().ready()) {
                return;
            }
            sandbox.status().addresses().forEach(addresses::giveBack);
            sandboxes.put(id, sandbox.stopped());
            inside = containers.values().stream()
                    .filter(container -> container.sandboxId.equals(id))
                    .toList();
        }
        inside.forEach(container -> end(container, KILLED, "Error"));
        tell(new RuntimeEvent.Ended(id));
    }

    @Override
    public void removeSandbox(String id) {
        stopSandbox(id);
        synchronized (this) {
            sandboxes.remove(id);
            containers.values().removeIf(container -> container.sandboxId.equals(id));
        }
    }

    @Override
    public synchronized Optional<SandboxStatus> sandbox(String id) {
        return Optional.ofNullable(sandboxes.get(id)).map(Sandbox::status);
    }

    @Override
    public synchronized List<SandboxStatus> sandboxes() {
        return sandboxes.values().stream().map(Sandbox::status).toList();
    }

    // --- containers

    @Override
    public synchronized String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandbox) {
        if (!sandboxes.containsKey(sandboxId)) {
            throw notFound("sandbox", sandboxId);
        }
        SimulatedBehaviour behaviour;
        try {
            behaviour = SimulatedBehaviour.of(config, sandbox.annotations());
        } catch (IllegalArgumentException e) {
            throw new RuntimeFailure(
                    RuntimeFailure.Code.UNKNOWN,
                    "rpc error: code = Unknown desc = bad annotation: " + e.getMessage(),
                    e);
        }
        String id = id();
        containers.put(id, new SimulatedContainer(id, sandboxId, config, behaviour, clock.now()));
        return id;
    }

    private static RuntimeFailure notFound(String what, String id) {
        return new RuntimeFailure(
                RuntimeFailure.Code.NOT_FOUND,
                "rpc error: code = NotFound desc = " + what + " \"" + id + "\": not found");
    }

    @Override
    public void startContainer(String id) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(id);
            if (container == null) {
                throw notFound("container", id);
            }
            if (!container.behaviour.startError().isEmpty()) {
                Instant now = clock.now();
                container.state = new State.Exited(now, now, 128, "StartError", container.behaviour.startError());
                throw new RuntimeFailure(
                        RuntimeFailure.Code.UNKNOWN,
                        "rpc error: code = Unknown desc = " + container.behaviour.startError());
            }
            container.state = new State.Running(clock.now());
            container.ready = container.behaviour.readyAtOnce();
            schedule(container, Duration.ZERO);
        }
        tell(new RuntimeEvent.Started(id));
    }

    /** @param age how long it has run already: what was due before does not come again */
    private void schedule(SimulatedContainer container, Duration age) {
        SimulatedBehaviour behaviour = container.behaviour;
        Duration readyIn = behaviour.readyAfter().minus(age);
        if (!behaviour.neverReady() && readyIn.isPositive()) {
            container.timers.add(clock.after(readyIn, () -> ready(container, true)));
        }
        behaviour
                .exitAfter()
                .ifPresent(after -> container.timers.add(
                        clock.after(after.minus(age), () -> endByItself(container, behaviour.exitCode()))));
    }

    private void endByItself(SimulatedContainer container, int exitCode) {
        end(container, exitCode, exitCode == 0 ? "Completed" : "Error");
    }

    private void end(SimulatedContainer container, int exitCode, String reason) {
        synchronized (this) {
            if (!(container.state instanceof State.Running(Instant startedAt))) {
                return;
            }
            container.cancelTimers();
            container.ready = false;
            container.state = new State.Exited(startedAt, clock.now(), exitCode, reason, "");
        }
        tell(new RuntimeEvent.Ended(container.id));
    }

    @Override
    public void stopContainer(String id, Duration grace) throws InterruptedException {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(id);
        }
        if (container == null) {
            return;
        }
        Duration takes = container.behaviour.stopAfter();
        boolean patient = takes.compareTo(grace) <= 0;
        HeldWork.sleep(clock, patient ? takes : grace);
        end(container, patient ? 0 : KILLED, patient ? "Completed" : "Error");
    }

    @Override
    public synchronized void removeContainer(String id) {
        Optional.ofNullable(containers.remove(id)).ifPresent(SimulatedContainer::cancelTimers);
    }

    @Override
    public synchronized Optional<ContainerStatus> container(String id) {
        return Optional.ofNullable(containers.get(id)).map(SimulatedContainer::status);
    }

    @Override
    public synchronized List<ContainerStatus> containers() {
        return containers.values().stream().map(SimulatedContainer::status).toList();
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        throw unsupported("a command cannot run in it");
    }

    static RuntimeFailure unsupported(String what) {
        return new RuntimeFailure(
                RuntimeFailure.Code.UNIMPLEMENTED,
                "this container is simulated: it has no process, so " + what
                        + " (start the node with --runtime containerd for real containers)");
    }

    @Override
    public void reopenLog(String containerId) {
        // there are no log files
    }

    @Override
    public synchronized List<ContainerUsage> usage() {
        return containers.values().stream()
                .filter(SimulatedContainer::running)
                .map(container -> new ContainerUsage(container.id, clock.now(), 0, 0, 0, 0))
                .toList();
    }

    @Override
    public ImageService images() {
        return images;
    }

    @Override
    public StreamingService streaming() {
        return new SimulatedStreaming();
    }

    // --- events

    @Override
    public Subscription events(Listener listener) {
        listeners.add(listener);
        listener.event(new RuntimeEvent.Missed());
        return () -> listeners.remove(listener);
    }

    private void tell(RuntimeEvent event) {
        listeners.forEach(listener -> listener.event(event));
    }

    // --- what a test may do

    /** Ends a running container of a pod as if its process had ended; false when there is none. */
    public boolean end(String namespace, String pod, String container, int exitCode) {
        Optional<SimulatedContainer> found = running(namespace, pod, container);
        found.ifPresent(running -> endByItself(running, exitCode));
        return found.isPresent();
    }

    /** Makes a running container ready or not; false when there is none. */
    public boolean ready(String namespace, String pod, String container, boolean ready) {
        Optional<SimulatedContainer> found = running(namespace, pod, container);
        found.ifPresent(running -> ready(running, ready));
        return found.isPresent();
    }

    private synchronized Optional<SimulatedContainer> running(String namespace, String pod, String container) {
        return containers.values().stream()
                .filter(SimulatedContainer::running)
                .filter(candidate -> candidate.config.name().equals(container))
                .filter(candidate -> belongsTo(candidate.sandboxId, namespace, pod))
                .findFirst();
    }

    private boolean belongsTo(String sandboxId, String namespace, String pod) {
        Sandbox sandbox = sandboxes.get(sandboxId);
        return sandbox != null
                && sandbox.config().pod().name().equals(pod)
                && sandbox.config().pod().namespace().equals(namespace);
    }

    private void ready(SimulatedContainer container, boolean ready) {
        List<Runnable> interested;
        synchronized (this) {
            if (!container.running() || container.ready == ready) {
                return;
            }
            container.ready = ready;
            interested = List.copyOf(container.readinessListeners);
        }
        interested.forEach(Runnable::run);
    }

    synchronized boolean isReady(String id) {
        SimulatedContainer container = containers.get(id);
        return container != null && container.ready;
    }

    /** Tells whenever the readiness of a container changes, until the answer is run. */
    synchronized Runnable onReadiness(String id, Runnable listener) {
        SimulatedContainer container = containers.get(id);
        if (container == null) {
            return () -> {};
        }
        container.readinessListeners.add(listener);
        return () -> {
            synchronized (this) {
                container.readinessListeners.remove(listener);
            }
        };
    }

    @Override
    public synchronized void close() {
        containers.values().forEach(SimulatedContainer::cancelTimers);
        listeners.clear();
    }
}
