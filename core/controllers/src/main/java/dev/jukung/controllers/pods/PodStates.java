package dev.jukung.controllers.pods;

import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a pod's status says about it; the functions of Kubernetes' {@code pkg/api/v1/pod} and {@code pkg/controller}. */
public final class PodStates {
    private PodStates() {}

    public static String phase(Pod pod) {
        return pod.tree().object("status").text("phase", "");
    }

    /** Succeeded or Failed: it will never run again. */
    public static boolean isTerminal(Pod pod) {
        String phase = phase(pod);
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Neither finished nor being deleted. */
    public static boolean isActive(Pod pod) {
        return !isTerminal(pod) && !pod.deleting();
    }

    /** Being deleted, and not finished yet. */
    public static boolean isTerminating(Pod pod) {
        return !isTerminal(pod) && pod.deleting();
    }

    public static boolean isReady(Pod pod) {
        for (ObjectValue condition :
                pod.tree().object("status").list("conditions").objects()) {
            if (condition.text("type", "").equals("Ready")) {
                return condition.text("status", "").equals("True");
            }
        }
        return false;
    }

    public static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** Since when the pod has been ready; empty when it is not. */
    public static Optional<Instant> readySince(Pod pod) {
        return isReady(pod) ? condition(pod, "Ready").flatMap(PodCondition::lastTransitionTime) : Optional.empty();
    }

    /** Ready for at least so long. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        if (!isReady(pod)) {
            return false;
        }
        return minReadySeconds == 0
                || availableIn(pod, minReadySeconds, now)
                        .map(left -> !left.isPositive())
                        .orElse(false);
    }

    /** How long until a ready pod has been ready for so long; empty when it is not ready. */
    public static Optional<Duration> availableIn(Pod pod, int minReadySeconds, Instant now) {
        return readySince(pod).map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)));
    }
}
