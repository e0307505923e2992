package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;

/** What several transformations do with trees. */
final class Trees {
    private Trees() {}

    /** All keys of both; where both have one, {@code above}'s value. */
    static ObjectValue merged(ObjectValue below, ObjectValue above) {
        ObjectValue.Builder merged = ObjectValue.builder();
        below.forEach(merged::set);
        above.forEach(merged::set);
        return merged.build();
    }
}
