package dev.jukung.apiserver.explain;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The subsystems that know more about objects than the store does; the assembly adds them. Thread-safe. */
public final class Explainers {
    private record Explainer(String name, ResourceType<?> about, Function<ObjectKey, Optional<ObjectValue>> explain) {}

    private final List<Explainer> explainers = new CopyOnWriteArrayList<>();

    /**
     * @param name under which the findings appear: {@code scheduler}
     * @param explain is asked on the thread of a request, so it answers from memory; empty when it knows nothing
     */
    public void add(String name, ResourceType<?> about, Function<ObjectKey, Optional<ObjectValue>> explain) {
        explainers.add(new Explainer(name, about, explain));
    }

    /** What each of them knows about an object. */
    Map<String, ObjectValue> findings(ResourceType<?> type, ObjectKey key) {
        Map<String, ObjectValue> findings = new LinkedHashMap<>();
        for (Explainer explainer : explainers) {
            if (explainer.about().equals(type)) {
                explainer.explain().apply(key).ifPresent(found -> findings.put(explainer.name(), found));
            }
        }
        return findings;
    }
}
