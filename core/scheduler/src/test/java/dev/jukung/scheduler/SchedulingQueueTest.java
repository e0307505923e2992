package dev.jukung.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.core.v1.Pod;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SchedulingQueue queue = new SchedulingQueue();

    private static PodFacts pod(String name, int priority) {
        Pod pod = Pod.named("default", name);
        pod = new Pod(pod.tree().withAt(name + "-uid", "metadata", "uid").withAt((long) priority, "spec", "priority"));
        return new PodFacts(pod);
    }

    @Test
    void theMostImportantComesFirstThenTheOldest() {
        PodFacts old = pod("old", 0);
        PodFacts young = pod("young", 0);
        PodFacts important = pod("important", 10);
        queue.put(old, NOON);
        queue.put(young, NOON.plusSeconds(1));
        queue.put(important, NOON.plusSeconds(2));

        assertThat(queue.next(NOON.plusSeconds(3))).contains(important);
        assertThat(queue.next(NOON.plusSeconds(3))).contains(old);
        assertThat(queue.next(NOON.plusSeconds(3))).contains(young);
        assertThat(queue.next(NOON.plusSeconds(3))).isEmpty();
    }

    @Test
    void aRefusedPodWaitsForAnEventAndForItsBackoff() {
        PodFacts pod = pod("web", 0);
        queue.put(pod, NOON);
        queue.next(NOON);
        queue.refuse(pod, Set.of("NodeResourcesFit"), NOON);

        assertThat(queue.next(NOON.plusSeconds(60))).isEmpty();
        queue.wake(refused -> refused.by().contains("NodeResourcesFit"), NOON);
        assertThat(queue.next(NOON)).isEmpty();
        assertThat(queue.wakeAt()).contains(NOON.plusSeconds(1));
        assertThat(queue.next(NOON.plusSeconds(1))).contains(pod);
    }

    @Test
    void aRefusedPodIsTriedAgainAfterFiveMinutesWhateverHappens() {
        PodFacts pod = pod("web", 0);
        queue.put(pod, NOON);
        queue.next(NOON);
        queue.refuse(pod, Set.of("NodeAffinity"), NOON);

        assertThat(queue.wakeAt()).contains(NOON.plusSeconds(300));
        assertThat(queue.next(NOON.plusSeconds(299))).isEmpty();
        assertThat(queue.next(NOON.plusSeconds(300))).contains(pod);
    }
}
