package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** Parts of a Pod with rules of their own: ephemeral containers and resources. */
final class PodParts {
    private PodParts() {}

    /** Ephemeral containers may be added, never changed or removed. */
    static ObjectValue ephemeralContainers(ObjectValue current, ObjectValue written, Context context) {
        ListValue before = current.object("spec").list("ephemeralContainers");
        ListValue after = written.object("spec").list("ephemeralContainers");
        for (ObjectValue container : before.objects()) {
            String name = container.text("name", "");
            boolean kept = after.objects().stream()
                    .anyMatch(candidate -> candidate.text("name", "").equals(name));
            if (!kept) {
                throw Failures.badRequest("spec.ephemeralContainers: Forbidden: existing ephemeral containers \"" + name
                        + "\" may not be removed");
            }
        }
        return current.with("metadata", Subresource.keptMetadata(current, written))
                .withAt(after, "spec", "ephemeralContainers");
    }

    /** Only the resources of containers count. */
    static ObjectValue resized(ObjectValue current, ObjectValue written, Context context) {
        ObjectValue spec = current.object("spec");
        for (String list : List.of("containers", "initContainers")) {
            List<ObjectValue> wanted = written.object("spec").list(list).objects();
            spec = PodSpecRules.mapped(spec, list, container -> wanted.stream()
                    .filter(candidate -> candidate.text("name", "").equals(container.text("name", "")))
                    .findFirst()
                    .map(candidate -> container.with("resources", candidate.object("resources")))
                    .orElse(container));
        }
        return current.with("metadata", Subresource.keptMetadata(current, written))
                .with("spec", spec);
    }
}
