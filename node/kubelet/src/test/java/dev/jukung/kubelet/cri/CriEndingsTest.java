package dev.jukung.kubelet.cri;

import static dev.jukung.kubelet.cri.FakeCri.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.cri.api.ContainerStatusResponse;
import dev.jukung.kubelet.cri.api.PodSandboxStatusResponse;
import dev.jukung.kubelet.cri.api.RemoveContainerResponse;
import dev.jukung.kubelet.cri.api.RemovePodSandboxResponse;
import dev.jukung.kubelet.cri.api.StopContainerResponse;
import dev.jukung.kubelet.cri.api.StopPodSandboxResponse;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a runtime may answer while something is just ending. */
@Timeout(30)
class CriEndingsTest {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Code FINE = Code.OK;

    /** Whoever sleeps wakes at once, that much later. */
    private static final class Impatient implements Clock {
        private Instant now = Instant.EPOCH; // guarded by this

        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return Duration.between(Instant.EPOCH, now()).toNanos();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("no timers here");
        }

        @Override
        public synchronized void sleep(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Hold hold() {
            return Hold.NONE;
        }
    }

    private final Impatient clock = new Impatient();
    private final Queue<Code> answers = new ArrayDeque<>(); // of the endings; the last one is repeated
    private final List<Long> graces = Collections.synchronizedList(new ArrayList<>());
    private Code status = FINE; // of container and sandbox
    private Duration takes = Duration.ZERO; // each attempt to stop a container
    private FakeCri runtime;
    private FakeCri.Running running;
    private CriEndings endings;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        runtime = new FakeCri(directory.resolve("cri.sock"))
                .on(CriMethods.STOP_CONTAINER, request -> {
                    graces.add(request.getTimeout());
                    clock.sleep(takes);
                    return answer(StopContainerResponse.getDefaultInstance());
                })
                .on(CriMethods.REMOVE_CONTAINER, _ -> answer(RemoveContainerResponse.getDefaultInstance()))
                .on(CriMethods.STOP_SANDBOX, _ -> answer(StopPodSandboxResponse.getDefaultInstance()))
                .on(CriMethods.REMOVE_SANDBOX, _ -> answer(RemovePodSandboxResponse.getDefaultInstance()))
                .on(CriMethods.CONTAINER_STATUS, _ -> given(status, ContainerStatusResponse.getDefaultInstance()))
                .on(CriMethods.SANDBOX_STATUS, _ -> given(status, PodSandboxStatusResponse.getDefaultInstance()));
        running = runtime.start();
        endings = new CriEndings(running.client(), clock, Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        running.close();
        runtime.close();
    }

    private synchronized <A> A answer(A answer) {
        Code code = answers.size() > 1 ? answers.remove() : answers.element();
        return given(code, answer);
    }

    private static <A> A given(Code code, A answer) {
        if (code != FINE) {
            throw failure(code, "ttrpc: closed: unknown");
        }
        return answer;
    }

    private synchronized void answers(Code... codes) {
        answers.addAll(List.of(codes));
    }

    @Test
    void aContainerThatEndsWhileItIsStoppedIsStopped() throws InterruptedException {
        answers(Code.UNKNOWN, Code.UNKNOWN, FINE);

        endings.stopContainer("c", GRACE);

        assertThat(runtime.calls()).containsExactly("StopContainer", "StopContainer", "StopContainer");
    }

    @Test
    void allAttemptsTogetherHaveTheGracePeriod() throws InterruptedException {
        answers(Code.UNKNOWN, Code.UNKNOWN, FINE);
        takes = Duration.ofSeconds(6);

        endings.stopContainer("c", GRACE);

        assertThat(graces).containsExactly(10L, 4L, 0L);
    }

    @Test
    void whatCannotBeEndedFailsInTheEnd() {
        answers(Code.UNKNOWN);

        assertThatThrownBy(() -> endings.stopSandbox("s"))
                .isInstanceOf(RuntimeFailure.class)
                .hasMessage("rpc error: code = Unknown desc = ttrpc: closed: unknown");
        assertThat(runtime.calls()).hasSize(CriEndings.ATTEMPTS);
        assertThat(clock.now()).isBefore(Instant.EPOCH.plusSeconds(2));
    }

    @Test
    void aRuntimeThatCannotBeReachedIsNotAskedAgain() {
        answers(Code.UNAVAILABLE);

        assertThatThrownBy(() -> endings.removeSandbox("s"))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(RuntimeFailure.Code.UNAVAILABLE));
        assertThat(runtime.calls()).hasSize(1);
    }

    @Test
    void whatIsGoneIsEnded() throws InterruptedException {
        answers(Code.NOT_FOUND);
        status = Code.NOT_FOUND;

        endings.stopContainer("c", GRACE);
        endings.removeContainer("c");
        endings.stopSandbox("s");
        endings.removeSandbox("s");

        assertThat(runtime.calls())
                .containsExactly(
                        "StopContainer",
                        "ContainerStatus",
                        "RemoveContainer",
                        "ContainerStatus",
                        "StopPodSandbox",
                        "PodSandboxStatus",
                        "RemovePodSandbox",
                        "PodSandboxStatus");
    }

    @Test
    void aPartThatIsGoneDoesNotMeanThatAllIs() throws InterruptedException {
        answers(Code.NOT_FOUND, FINE);

        endings.removeSandbox("s");

        assertThat(runtime.calls()).containsExactly("RemovePodSandbox", "PodSandboxStatus", "RemovePodSandbox");
    }
}
