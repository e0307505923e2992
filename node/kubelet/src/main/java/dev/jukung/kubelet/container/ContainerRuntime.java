package dev.jukung.kubelet.container;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs pods' sandboxes and containers. The promises, which {@code ContainerRuntimeContract} checks under these names:
 *
 * <ul>
 *   <li><b>Labelled</b>: labels and annotations given at creation come back unchanged, also after a restart of the kubelet.
 *   <li><b>Monotone</b>: a container goes Created, Running, Exited and never back; a sandbox goes ready, not ready.
 *   <li><b>Idempotent</b>: stopping what is stopped and removing what is gone succeed.
 *   <li><b>Announced</b>: when a container starts or ends, or a sandbox ends, a {@link RuntimeEvent} follows, after which the status tells it.
 *   <li><b>Graceful</b>: a stopped container is asked first and killed when the grace period is over.
 * </ul>
 *
 * <p>Methods block and throw {@link RuntimeFailure} when the runtime refuses or cannot be reached. Thread-safe.
 */
public interface ContainerRuntime extends AutoCloseable {
    Version version() throws InterruptedException;

    /** What the runtime says about itself: its conditions RuntimeReady and NetworkReady. */
    Health health() throws InterruptedException;

    /** Creates and starts a sandbox and gives its id. The network is set up when it returns. */
    String runSandbox(SandboxConfig config) throws InterruptedException;

    /** Ends the containers in the sandbox and gives back its network. */
    void stopSandbox(String id) throws InterruptedException;

    /** Removes the sandbox and the containers in it. */
    void removeSandbox(String id) throws InterruptedException;

    Optional<SandboxStatus> sandbox(String id) throws InterruptedException;

    /** All sandboxes, without their addresses. */
    List<SandboxStatus> sandboxes() throws InterruptedException;

    /** Creates a container in a sandbox; it does not run yet. */
    String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandbox) throws InterruptedException;

    void startContainer(String id) throws InterruptedException;

    /** Asks the container to end and kills it when {@code grace} is over; returns when it has ended. */
    void stopContainer(String id, Duration grace) throws InterruptedException;

    void removeContainer(String id) throws InterruptedException;

    Optional<ContainerStatus> container(String id) throws InterruptedException;

    /** All containers, without what only their status tells (exit codes, times of start and end). */
    List<ContainerStatus> containers() throws InterruptedException;

    /** Runs a command in a running container and waits for it. */
    ExecResult exec(String containerId, List<String> command, Duration timeout) throws InterruptedException;

    /** Tells the runtime that a container's log file has been moved away, so that it opens a new one. */
    void reopenLog(String containerId) throws InterruptedException;

    /** What running containers use now. */
    List<ContainerUsage> usage() throws InterruptedException;

    ImageService images();

    /** Where exec, attach and port-forward of one container or sandbox are served. */
    StreamingService streaming();

    /**
     * Follows what happens to containers from now on. {@link RuntimeEvent.Missed} tells that some events may have been lost;
     * then everything has to be looked at again.
     */
    Subscription events(Listener listener);

    @Override
    void close();

    /** Called on one thread at a time; must not block for long. */
    @FunctionalInterface
    interface Listener {
        void event(RuntimeEvent event);
    }

    /** Ends the delivery of events; closing twice does nothing. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** @param name of the runtime: {@code containerd} */
    record Version(String name, String version) {
        /** As in {@code status.nodeInfo.containerRuntimeVersion}. */
        public String text() {
            return name + "://" + version;
        }
    }

    /** Messages are empty where the runtime is well. */
    record Health(boolean runtimeReady, String runtimeMessage, boolean networkReady, String networkMessage) {
        public static final Health GOOD = new Health(true, "", true, "");
    }

    /** Output of a command, both streams up to the runtime's limit (16 MiB). */
    record ExecResult(int exitCode, byte[] stdout, byte[] stderr) {}
}
