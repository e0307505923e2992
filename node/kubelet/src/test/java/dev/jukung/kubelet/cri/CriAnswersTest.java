package dev.jukung.kubelet.cri;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.cri.api.ContainerState;
import dev.jukung.kubelet.cri.api.ContainerStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CriAnswersTest {
    private static State exited(long startedAt, long finishedAt) {
        return CriAnswers.container(ContainerStatus.newBuilder()
                        .setState(ContainerState.CONTAINER_EXITED)
                        .setStartedAt(startedAt)
                        .setFinishedAt(finishedAt)
                        .setExitCode(3)
                        .setReason("Error")
                        .build())
                .state();
    }

    @Test
    void aContainerKeepsItsTimes() {
        assertThat(exited(5, 7))
                .isEqualTo(new State.Exited(Instant.ofEpochSecond(0, 5), Instant.ofEpochSecond(0, 7), 3, "Error", ""));
    }

    @Test
    void aContainerDoesNotEndBeforeItStarts() {
        assertThat(exited(9, 7))
                .isEqualTo(new State.Exited(Instant.ofEpochSecond(0, 7), Instant.ofEpochSecond(0, 7), 3, "Error", ""));
    }
}
