package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** Parts of a Pod with rules of their own: ephemeral containers and resources. */
final class PodParts {
    private PodParts() {}

    /** Of a Pod only its ephemeral containers count; {@link PodPartRules} says how they may change. */
    static ObjectValue ephemeralContainers(ObjectValue current, ObjectValue written, Context context) {
        ObjectValue spec = written.object("spec");
        ObjectValue changed = current.with("metadata", Subresource.keptMetadata(current, written));
        return spec.has("ephemeralContainers")
                ? changed.withAt(spec.list("ephemeralContainers"), "spec", "ephemeralContainers")
                : changed.withoutAt("spec", "ephemeralContainers");
    }

    /** Only resources count, of containers and of the Pod as a whole, and how a container takes to a change of them. */
    static ObjectValue resized(ObjectValue current, ObjectValue written, Context context) {
        ObjectValue spec = current.object("spec");
        for (String list : List.of("containers", "initContainers")) {
            List<ObjectValue> wanted = written.object("spec").list(list).objects();
            spec = PodSpecRules.mapped(spec, list, container -> wanted.stream()
                    .filter(candidate -> candidate.text("name", "").equals(container.text("name", "")))
                    .findFirst()
                    .map(candidate -> taken(taken(container, candidate, "resources"), candidate, "resizePolicy"))
                    .orElse(container));
        }
        spec = taken(spec, written.object("spec"), "resources");
        return current.with("metadata", Subresource.keptMetadata(current, written))
                .with("spec", spec);
    }

    private static ObjectValue taken(ObjectValue into, ObjectValue from, String field) {
        Object value = from.get(field);
        return value == null ? into.without(field) : into.with(field, value);
    }
}
