package dev.jukung.cluster;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the containers of a node that goes down: each is asked to end, as when a machine is shut down. */
final class PodStop {
    private static final Logger LOG = LoggerFactory.getLogger(PodStop.class);
    /** As kubelet's {@code shutdownGracePeriod}: whoever stops a cluster does not want to wait for the longest of all Pods. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private PodStop() {}

    /** All side by side; returns when they have ended. */
    static void all(ContainerRuntime runtime) throws InterruptedException {
        List<ContainerStatus> containers = runtime.containers();
        List<SandboxStatus> sandboxes = runtime.sandboxes();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("stop-pod-", 0).factory())) {
            CompletableFuture.allOf(containers.stream()
                            .map(container -> stop(threads, () -> runtime.stopContainer(container.id(), GRACE)))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
            CompletableFuture.allOf(sandboxes.stream()
                            .map(sandbox -> stop(threads, () -> runtime.stopSandbox(sandbox.id())))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    @FunctionalInterface
    private interface Stop {
        void run() throws InterruptedException;
    }

    private static CompletableFuture<Void> stop(Executor threads, Stop stop) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        stop.run();
                    } catch (RuntimeFailure e) {
                        LOG.warn(
                                "A container could not be stopped: {}",
                                e.getMessage()); // it goes on; the next start takes it over
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                },
                threads);
    }
}
