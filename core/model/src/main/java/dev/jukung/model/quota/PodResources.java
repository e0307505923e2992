package dev.jukung.model.quota;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Pod asks for as a whole: its containers together, or the init container that asks for more, and the overhead.
 * Pure functions. See https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers.
 */
public final class PodResources {
    private PodResources() {}

    /** @param which {@code requests} or {@code limits} */
    public static ResourceAmounts of(ObjectValue pod, String which) {
        ObjectValue spec = pod.object("spec");
        ResourceAmounts running = ResourceAmounts.NONE;
        for (ObjectValue container : spec.list("containers").objects()) {
            running = running.plus(amounts(container, which));
        }
        ResourceAmounts sidecars = ResourceAmounts.NONE;
        ResourceAmounts starting = ResourceAmounts.NONE;
        for (ObjectValue container : spec.list("initContainers").objects()) {
            ResourceAmounts own = amounts(container, which);
            if (container.text("restartPolicy", "").equals("Always")) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(own.plus(sidecars));
            }
        }
        ResourceAmounts total = running.plus(sidecars).max(starting);
        ResourceAmounts whole = amounts(spec, which);
        total = total.withAll(whole);
        ResourceAmounts overhead = ResourceAmounts.of(spec.object("overhead"));
        return total.plus(which.equals("limits") ? overhead.only(total.byName().keySet()) : overhead);
    }

    static ResourceAmounts amounts(ObjectValue container, String which) {
        return ResourceAmounts.of(container.object("resources").object(which));
    }

    static List<ObjectValue> containers(ObjectValue pod) {
        List<ObjectValue> all =
                new ArrayList<>(pod.object("spec").list("containers").objects());
        all.addAll(pod.object("spec").list("initContainers").objects());
        return all;
    }
}
