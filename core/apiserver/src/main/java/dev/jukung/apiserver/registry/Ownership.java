package dev.jukung.apiserver.registry;

import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** Who wrote which field: keeps {@code metadata.managedFields} and merges applied configurations. Thread-safe. */
public interface Ownership {
    /** The object with the fields that this write set recorded for its manager; unchanged if only times would differ. */
    ObjectValue written(Call call, Optional<ObjectValue> old, ObjectValue object);

    /** The object that {@link #applied} has merged, after defaults: its fields are recorded; unchanged if only times would differ. */
    ObjectValue settled(ObjectValue old, ObjectValue object);

    /** Throws what is wrong with an applied configuration by itself: another kind, unknown fields, wrong types. */
    void check(Call call, ObjectValue configuration);

    /** Merges an applied configuration into the live object (or into nothing), with conflicts as an ApiException. */
    ObjectValue applied(Call call, Optional<ObjectValue> live, ObjectValue configuration);
}
