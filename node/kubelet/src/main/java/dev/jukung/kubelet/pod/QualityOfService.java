package dev.jukung.kubelet.pod;

import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How safe a pod is when memory runs out, after "Pod Quality of Service Classes" of the Kubernetes documentation:
 * guaranteed when every container has limits for cpu and memory and requests equal to them, best effort when none asks for
 * anything.
 */
public enum QualityOfService {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final Set<String> COUNTED = Set.of("cpu", "memory");

    private final String text;

    QualityOfService(String text) {
        this.text = text;
    }

    /** As in {@code status.qosClass}. */
    public String text() {
        return text;
    }

    public static QualityOfService of(PodSpec pod) {
        List<ResourceRequirements> all = Stream.concat(pod.initContainers().stream(), pod.containers().stream())
                .map(Container::resources)
                .map(resources -> resources.orElse(ResourceRequirements.EMPTY))
                .toList();
        boolean nothing = all.stream().allMatch(resources -> none(resources.requests()) && none(resources.limits()));
        if (nothing) {
            return BEST_EFFORT;
        }
        return all.stream().allMatch(QualityOfService::guaranteed) ? GUARANTEED : BURSTABLE;
    }

    private static boolean none(Map<String, Quantity> amounts) {
        return COUNTED.stream()
                .allMatch(name ->
                        amounts.getOrDefault(name, Quantity.ZERO).amount().signum() == 0);
    }

    private static boolean guaranteed(ResourceRequirements resources) {
        return COUNTED.stream().allMatch(name -> {
            Quantity limit = resources.limits().getOrDefault(name, Quantity.ZERO);
            return limit.amount().signum() > 0
                    && resources.requests().getOrDefault(name, limit).equals(limit);
        });
    }
}
