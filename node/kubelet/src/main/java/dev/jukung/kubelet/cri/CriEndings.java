package dev.jukung.kubelet.cri;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.RuntimeFailure.Code;
import dev.jukung.kubelet.cri.api.ContainerStatusRequest;
import dev.jukung.kubelet.cri.api.PodSandboxStatusRequest;
import dev.jukung.kubelet.cri.api.RemoveContainerRequest;
import dev.jukung.kubelet.cri.api.RemovePodSandboxRequest;
import dev.jukung.kubelet.cri.api.StopContainerRequest;
import dev.jukung.kubelet.cri.api.StopPodSandboxRequest;
import java.time.Duration;

/**
 * The calls that end something. They succeed when it has ended before, and when it ends while they run: containerd fails
 * then with whatever it stumbles over, such as the closed connection to a shim that is gone or a removal that is under way.
 * So they are tried again for a moment, which CRI allows for each of them. Thread-safe.
 */
final class CriEndings {
    static final int ATTEMPTS = 7;
    /** Doubled after each attempt. containerd needs a few milliseconds to notice an end, more on a loaded machine. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private final CriConnection connection;
    private final Clock clock;
    private final Duration timeout;

    /** @param timeout of each call, without the grace period in it */
    CriEndings(CriConnection connection, Clock clock, Duration timeout) {
        this.connection = connection;
        this.clock = clock;
        this.timeout = timeout;
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    void stopContainer(String id, Duration grace) throws InterruptedException {
        long began = clock.nanos();
        end(() -> stop(id, grace.minusNanos(clock.nanos() - began)), () -> lookAtContainer(id));
    }

    private void stop(String id, Duration left) throws InterruptedException {
        Duration grace = left.isNegative() ? Duration.ZERO : left;
        StopContainerRequest request = StopContainerRequest.newBuilder()
                .setContainerId(id)
                .setTimeout(grace.plusSeconds(1).minusNanos(1).toSeconds()) // begun seconds count
                .build();
        connection.call(CriMethods.STOP_CONTAINER, request, timeout.plus(grace));
    }

    void removeContainer(String id) throws InterruptedException {
        RemoveContainerRequest request =
                RemoveContainerRequest.newBuilder().setContainerId(id).build();
        end(() -> connection.call(CriMethods.REMOVE_CONTAINER, request, timeout), () -> lookAtContainer(id));
    }

    void stopSandbox(String id) throws InterruptedException {
        StopPodSandboxRequest request =
                StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build();
        end(() -> connection.call(CriMethods.STOP_SANDBOX, request, timeout), () -> lookAtSandbox(id));
    }

    void removeSandbox(String id) throws InterruptedException {
        RemovePodSandboxRequest request =
                RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build();
        end(() -> connection.call(CriMethods.REMOVE_SANDBOX, request, timeout), () -> lookAtSandbox(id));
    }

    private void lookAtContainer(String id) throws InterruptedException {
        ContainerStatusRequest request =
                ContainerStatusRequest.newBuilder().setContainerId(id).build();
        connection.call(CriMethods.CONTAINER_STATUS, request, timeout);
    }

    private void lookAtSandbox(String id) throws InterruptedException {
        PodSandboxStatusRequest request =
                PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build();
        connection.call(CriMethods.SANDBOX_STATUS, request, timeout);
    }

    private void end(Call call, Call look) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                call.run();
                return;
            } catch (RuntimeFailure e) {
                if (e.code() == Code.NOT_FOUND && isGone(look)) {
                    return;
                }
                boolean mayPass = e.code() == Code.NOT_FOUND || e.code() == Code.UNKNOWN;
                if (!mayPass || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            clock.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** What was not found may also have been a part of it. */
    private static boolean isGone(Call look) throws InterruptedException {
        try {
            look.run();
            return false;
        } catch (RuntimeFailure e) {
            return e.code() == Code.NOT_FOUND;
        }
    }
}
