package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** What writers are told of names that make bad host names of Pods. Pure functions. */
final class PodNameWarnings {
    private PodNameWarnings() {}

    /** @param used what the name becomes a part of */
    static List<String> of(ObjectValue object, ObjectValue old, String used) {
        List<String> problems =
                NameRule.LABEL.problems(object.object("metadata").text("name", ""), false);
        return problems.isEmpty() || !old.isEmpty()
                ? List.of()
                : List.of("metadata.name: this is used in " + used
                        + ", which can result in surprising behavior; a DNS label is recommended: ["
                        + String.join(" ", problems) + "]");
    }
}
