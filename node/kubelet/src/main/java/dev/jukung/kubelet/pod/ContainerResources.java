package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerConfig.Resources;
import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.ResourceRequirements;
import java.util.Map;

/** Requests and limits as the kernel's numbers. Pure functions. */
final class ContainerResources {
    static final long SHARES_MIN = 2;
    static final long SHARES_MAX = 262_144;
    static final long PERIOD_MICROS = 100_000;
    private static final long QUOTA_MICROS_MIN = 1_000;
    private static final int GUARANTEED_SCORE = -997;
    private static final int BEST_EFFORT_SCORE = 1000;
    /** Pods at least this important are treated as guaranteed; the value of system-cluster-critical. */
    private static final int CRITICAL_PRIORITY = 2_000_000_000;

    private ContainerResources() {}

    static Resources of(PodSpec pod, Container container, long memoryCapacityBytes) {
        ResourceRequirements resources = container.resources().orElse(ResourceRequirements.EMPTY);
        Quantity cpuLimit = amount(resources.limits(), "cpu");
        Quantity cpuRequest = resources.requests().getOrDefault("cpu", cpuLimit);
        return new Resources(
                shares(cpuRequest.millis()),
                PERIOD_MICROS,
                quota(cpuLimit.millis()),
                amount(resources.limits(), "memory").value(),
                oomScore(pod, resources, memoryCapacityBytes));
    }

    static Quantity amount(Map<String, Quantity> amounts, String name) {
        return amounts.getOrDefault(name, Quantity.ZERO);
    }

    /** 1024 shares for one CPU. */
    static long shares(long milliCpu) {
        return Math.clamp(milliCpu * 1024 / 1000, SHARES_MIN, SHARES_MAX);
    }

    /** CPU time per period; 0 for no limit. */
    static long quota(long milliCpu) {
        return milliCpu == 0 ? 0 : Math.max(milliCpu * PERIOD_MICROS / 1000, QUOTA_MICROS_MIN);
    }

    /**
     * Who is killed first when memory runs out: best effort before burstable before guaranteed; among the burstable the one
     * that asked for the least of the node's memory.
     */
    static int oomScore(PodSpec pod, ResourceRequirements resources, long memoryCapacityBytes) {
        if (pod.priority().orElse(0) >= CRITICAL_PRIORITY) {
            return GUARANTEED_SCORE;
        }
        return switch (QualityOfService.of(pod)) {
            case GUARANTEED -> GUARANTEED_SCORE;
            case BEST_EFFORT -> BEST_EFFORT_SCORE;
            case BURSTABLE -> {
                long request = amount(resources.requests(), "memory").value();
                long share = memoryCapacityBytes == 0 ? 0 : (long) (1000.0 * request / memoryCapacityBytes);
                yield Math.clamp(1000 - share, 1000 + GUARANTEED_SCORE, BEST_EFFORT_SCORE - 1);
            }
        };
    }
}
