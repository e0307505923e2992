package dev.jukung.kubelet.container;

import static dev.jukung.kubelet.container.RuntimeConfigs.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jukung.kubelet.container.ContainerRuntime.Subscription;
import dev.jukung.kubelet.container.ContainerStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every container runtime promises. Extended by each implementation. */
public abstract class ContainerRuntimeContract {
    private static final Duration NO_GRACE = Duration.ZERO;
    private static final Duration LOOK = Duration.ofMillis(5);

    private record Running(String sandbox, String container) {}

    /** Of this test only: what another may have left is none of its business. */
    private final List<String> sandboxes = new ArrayList<>();

    /** The runtime under test; the same for all tests of a class. */
    protected abstract ContainerRuntime runtime();

    /** An image of the runtime whose containers run until they are stopped. */
    protected abstract String serverImage();

    /** Annotations of a pod whose containers end by themselves with exit code 3. */
    protected abstract Map<String, String> endingPod();

    /** The command that makes a container of {@link #endingPod} end. */
    protected abstract List<String> endingCommand();

    @AfterEach
    void removePods() throws InterruptedException {
        for (String sandbox : sandboxes) {
            runtime().stopSandbox(sandbox);
            runtime().removeSandbox(sandbox);
        }
    }

    private ContainerConfig container(List<String> command) {
        return RuntimeConfigs.container(serverImage(), command);
    }

    private String runSandbox(SandboxConfig pod) throws InterruptedException {
        String sandbox = runtime().runSandbox(pod);
        sandboxes.add(sandbox);
        return sandbox;
    }

    private Running start(SandboxConfig pod, List<String> command) throws InterruptedException {
        String sandbox = runSandbox(pod);
        String id = runtime().createContainer(sandbox, container(command), pod);
        runtime().startContainer(id);
        return new Running(sandbox, id);
    }

    private static void awaitEvent(BlockingQueue<RuntimeEvent> events, RuntimeEvent wanted)
            throws InterruptedException {
        RuntimeEvent event;
        do {
            event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("waiting for " + wanted).isNotNull();
        } while (!wanted.equals(event));
    }

    /** The status follows the event at once or a moment later. */
    private State.Exited stateAfterEnd(String id) {
        State state = await().pollInterval(LOOK)
                .until(() -> runtime().container(id).orElseThrow().state(), State.Exited.class::isInstance);
        return (State.Exited) state;
    }

    @Test
    void namesItself() throws InterruptedException {
        assertThat(runtime().version().text()).matches("[a-z]+://.+");
        assertThat(runtime().health().runtimeReady()).isTrue();
    }

    @Test
    void labelledWhatIsGivenAtCreationComesBack() throws InterruptedException {
        SandboxConfig pod = pod(Map.of("example.com/note", "x"));

        String sandbox = runSandbox(pod);
        String id = runtime().createContainer(sandbox, container(List.of()), pod);

        SandboxStatus status = runtime().sandbox(sandbox).orElseThrow();
        assertThat(status.pod()).isEqualTo(pod.pod());
        assertThat(status.ready()).isTrue();
        assertThat(status.addresses()).hasSize(1);
        assertThat(status.labels()).isEqualTo(pod.labels());
        assertThat(status.annotations()).containsAllEntriesOf(pod.annotations());
        ContainerStatus container = runtime().container(id).orElseThrow();
        assertThat(container.name()).isEqualTo("app");
        assertThat(container.attempt()).isEqualTo(2);
        assertThat(container.labels()).isEqualTo(Map.of(Labels.CONTAINER_NAME, "app"));
        assertThat(container.annotations()).containsEntry(Labels.RESTART_COUNT, "2");
        assertThat(runtime().containers()).extracting(ContainerStatus::id).containsOnlyOnce(id);
        assertThat(runtime().sandboxes()).extracting(SandboxStatus::id).containsOnlyOnce(sandbox);
    }

    @Test
    void monotoneAContainerIsCreatedThenRunsThenEnds() throws InterruptedException {
        SandboxConfig pod = pod(Map.of());
        String sandbox = runSandbox(pod);

        String id = runtime().createContainer(sandbox, container(List.of()), pod);
        assertThat(runtime().container(id).orElseThrow().state()).isInstanceOf(State.Created.class);
        runtime().startContainer(id);
        assertThat(runtime().container(id).orElseThrow().state()).isInstanceOf(State.Running.class);
        runtime().stopContainer(id, NO_GRACE);

        State.Exited ended = stateAfterEnd(id);
        assertThat(ended.finishedAt()).isAfterOrEqualTo(ended.startedAt());
    }

    @Test
    void monotoneAStoppedSandboxIsNotReady() throws InterruptedException {
        SandboxConfig pod = pod(Map.of());
        Running running = start(pod, List.of());

        runtime().stopSandbox(running.sandbox());

        assertThat(runtime().sandbox(running.sandbox()).orElseThrow().ready()).isFalse();
        State.Exited ended = stateAfterEnd(running.container());
        assertThat(ended.finishedAt()).isAfterOrEqualTo(ended.startedAt());
    }

    @Test
    void announcedAStartAndAnEndAreTold() throws InterruptedException {
        BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
        try (Subscription _ = runtime().events(events::add)) {
            awaitEvent(events, new RuntimeEvent.Missed());

            String id = start(pod(Map.of()), List.of()).container();
            awaitEvent(events, new RuntimeEvent.Started(id));
            runtime().stopContainer(id, NO_GRACE);

            awaitEvent(events, new RuntimeEvent.Ended(id));
        }
    }

    @Test
    void announcedAContainerThatEndsByItselfTellsItsExitCode() throws InterruptedException {
        BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
        try (Subscription _ = runtime().events(events::add)) {
            String id = start(pod(endingPod()), endingCommand()).container();

            awaitEvent(events, new RuntimeEvent.Ended(id));

            State.Exited exited = stateAfterEnd(id);
            assertThat(exited.exitCode()).isEqualTo(3);
            assertThat(exited.reason()).isEqualTo("Error");
            assertThat(exited.finishedAt()).isAfterOrEqualTo(exited.startedAt());
        }
    }

    @Test
    void announcedTheEndOfASandboxIsTold() throws InterruptedException {
        BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
        try (Subscription _ = runtime().events(events::add)) {
            String sandbox = runSandbox(pod(Map.of()));

            runtime().stopSandbox(sandbox);

            awaitEvent(events, new RuntimeEvent.Ended(sandbox));
        }
    }

    @Test
    void idempotentStoppingAndRemovingTwiceSucceeds() throws InterruptedException {
        Running running = start(pod(Map.of()), List.of());
        String id = running.container();
        String sandbox = running.sandbox();

        for (int i = 0; i < 2; i++) {
            runtime().stopContainer(id, NO_GRACE);
        }
        for (int i = 0; i < 2; i++) {
            runtime().removeContainer(id);
        }
        for (int i = 0; i < 2; i++) {
            runtime().stopSandbox(sandbox);
        }
        for (int i = 0; i < 2; i++) {
            runtime().removeSandbox(sandbox);
        }

        runtime().stopContainer(id, NO_GRACE);
        assertThat(runtime().container(id)).isEmpty();
        assertThat(runtime().sandbox(sandbox)).isEmpty();
        assertThat(runtime().containers()).extracting(ContainerStatus::id).doesNotContain(id);
        assertThat(runtime().sandboxes()).extracting(SandboxStatus::id).doesNotContain(sandbox);
    }

    @Test
    void idempotentStoppingAContainerThatJustEndsSucceeds() throws InterruptedException {
        SandboxConfig pod = pod(endingPod());
        String sandbox = runSandbox(pod);

        for (int i = 0; i < 10; i++) {
            String id = runtime().createContainer(sandbox, container(endingCommand()), pod);
            runtime().startContainer(id);
            runtime().stopContainer(id, Duration.ofSeconds(10));

            stateAfterEnd(id);
            runtime().removeContainer(id);
        }
    }

    @Test
    void idempotentSeveralMayRemoveTheSameAtTheSameTime() throws InterruptedException, ExecutionException {
        Running running = start(pod(Map.of()), List.of());
        List<FutureTask<Void>> removals =
                Stream.generate(() -> removal(running)).limit(3).toList();

        removals.forEach(Thread::startVirtualThread);

        for (FutureTask<Void> removal : removals) {
            removal.get();
        }
        assertThat(runtime().sandbox(running.sandbox())).isEmpty();
        assertThat(runtime().container(running.container())).isEmpty();
    }

    private FutureTask<Void> removal(Running running) {
        return new FutureTask<>(() -> {
            runtime().stopContainer(running.container(), NO_GRACE);
            runtime().stopSandbox(running.sandbox());
            runtime().removeSandbox(running.sandbox());
            return null;
        });
    }

    @Test
    void startingWhatDoesNotExistFails() {
        assertThatThrownBy(() -> runtime().startContainer("nosuch"))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(RuntimeFailure.Code.NOT_FOUND))
                .hasMessageContaining("rpc error: code = NotFound desc = ");
    }

    @Test
    void anImageIsFoundByNameAndById() throws InterruptedException {
        ImageService.Image image = runtime().images().image(serverImage()).orElseThrow();

        assertThat(image.id()).startsWith("sha256:");
        assertThat(image.tags()).contains(serverImage());
        assertThat(runtime().images().image(image.id())).contains(image);
        assertThat(runtime().images().images()).contains(image);
    }
}
