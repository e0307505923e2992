package dev.jukung.kubelet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.kubelet.container.ContainerConfig.Resources;
import dev.jukung.kubelet.container.ContainerConfig.Security;
import dev.jukung.kubelet.container.ContainerRuntime.Subscription;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.container.SandboxConfig.PodIdentity;
import dev.jukung.kubelet.container.SandboxConfig.Seccomp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every container runtime promises. Extended by each implementation. */
public abstract class ContainerRuntimeContract {
    private static final Duration NO_GRACE = Duration.ZERO;

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
        for (SandboxStatus sandbox : runtime().sandboxes()) {
            runtime().stopSandbox(sandbox.id());
            runtime().removeSandbox(sandbox.id());
        }
    }

    protected SandboxConfig pod(Map<String, String> annotations) {
        PodIdentity pod = new PodIdentity("default", "web", UUID.randomUUID().toString());
        return new SandboxConfig(
                pod,
                0,
                "web",
                "",
                Optional.empty(),
                List.of(),
                Map.of(Labels.POD_UID, pod.uid(), Labels.POD_NAME, "web"),
                annotations,
                "",
                Map.of(),
                new SandboxConfig.Security(
                        false,
                        false,
                        false,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Seccomp.RuntimeDefault()),
                "");
    }

    private ContainerConfig container(List<String> command) {
        return new ContainerConfig(
                "app",
                2,
                serverImage(),
                serverImage(),
                command,
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of(Labels.CONTAINER_NAME, "app"),
                Map.of(Labels.RESTART_COUNT, "2"),
                "",
                false,
                false,
                false,
                Resources.NONE,
                new Security(
                        false,
                        List.of(),
                        List.of(),
                        false,
                        false,
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        List.of(),
                        false,
                        new Seccomp.RuntimeDefault(),
                        Optional.empty()));
    }

    private String start(SandboxConfig pod, List<String> command) throws InterruptedException {
        String sandbox = runtime().runSandbox(pod);
        String id = runtime().createContainer(sandbox, container(command), pod);
        runtime().startContainer(id);
        return id;
    }

    private static void await(BlockingQueue<RuntimeEvent> events, RuntimeEvent wanted) throws InterruptedException {
        RuntimeEvent event;
        do {
            event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("waiting for " + wanted).isNotNull();
        } while (!wanted.equals(event));
    }

    /** The status follows the event at once or a moment later. */
    private State stateAfterEnd(String id) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            State state = runtime().container(id).orElseThrow().state();
            if (state instanceof State.Exited) {
                return state;
            }
            TimeUnit.MILLISECONDS.timedWait(this, 1);
        }
        throw new AssertionError("not ended: " + runtime().container(id));
    }

    @Test
    void namesItself() throws InterruptedException {
        assertThat(runtime().version().text()).matches("[a-z]+://.+");
        assertThat(runtime().health().runtimeReady()).isTrue();
    }

    @Test
    void labelledWhatIsGivenAtCreationComesBack() throws InterruptedException {
        SandboxConfig pod = pod(Map.of("example.com/note", "x"));

        String sandbox = runtime().runSandbox(pod);
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
        assertThat(runtime().containers()).extracting(ContainerStatus::id).containsExactly(id);
        assertThat(runtime().sandboxes()).extracting(SandboxStatus::id).containsExactly(sandbox);
    }

    @Test
    void monotoneAContainerIsCreatedThenRunsThenEnds() throws InterruptedException {
        SandboxConfig pod = pod(Map.of());
        String sandbox = runtime().runSandbox(pod);

        String id = runtime().createContainer(sandbox, container(List.of()), pod);
        assertThat(runtime().container(id).orElseThrow().state()).isInstanceOf(State.Created.class);
        runtime().startContainer(id);
        assertThat(runtime().container(id).orElseThrow().state()).isInstanceOf(State.Running.class);
        runtime().stopContainer(id, NO_GRACE);

        assertThat(stateAfterEnd(id)).isInstanceOf(State.Exited.class);
    }

    @Test
    void monotoneAStoppedSandboxIsNotReady() throws InterruptedException {
        SandboxConfig pod = pod(Map.of());
        String id = start(pod, List.of());
        String sandbox = runtime().sandboxes().getFirst().id();

        runtime().stopSandbox(sandbox);

        assertThat(runtime().sandbox(sandbox).orElseThrow().ready()).isFalse();
        assertThat(stateAfterEnd(id)).isInstanceOf(State.Exited.class);
    }

    @Test
    void announcedAStartAndAnEndAreTold() throws InterruptedException {
        BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
        try (Subscription _ = runtime().events(events::add)) {
            await(events, new RuntimeEvent.Missed());

            String id = start(pod(Map.of()), List.of());
            await(events, new RuntimeEvent.Started(id));
            runtime().stopContainer(id, NO_GRACE);

            await(events, new RuntimeEvent.Ended(id));
        }
    }

    @Test
    void announcedAContainerThatEndsByItselfTellsItsExitCode() throws InterruptedException {
        BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
        try (Subscription _ = runtime().events(events::add)) {
            String id = start(pod(endingPod()), endingCommand());

            await(events, new RuntimeEvent.Ended(id));

            State.Exited exited = (State.Exited) stateAfterEnd(id);
            assertThat(exited.exitCode()).isEqualTo(3);
            assertThat(exited.reason()).isEqualTo("Error");
            assertThat(exited.finishedAt()).isAfterOrEqualTo(exited.startedAt());
        }
    }

    @Test
    void announcedTheEndOfASandboxIsTold() throws InterruptedException {
        BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
        try (Subscription _ = runtime().events(events::add)) {
            String sandbox = runtime().runSandbox(pod(Map.of()));

            runtime().stopSandbox(sandbox);

            await(events, new RuntimeEvent.Ended(sandbox));
        }
    }

    @Test
    void idempotentStoppingAndRemovingTwiceSucceeds() throws InterruptedException {
        String id = start(pod(Map.of()), List.of());
        String sandbox = runtime().sandboxes().getFirst().id();

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
        assertThat(runtime().containers()).isEmpty();
        assertThat(runtime().sandboxes()).isEmpty();
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
