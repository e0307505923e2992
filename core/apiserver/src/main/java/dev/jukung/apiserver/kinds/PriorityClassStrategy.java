package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of PriorityClasses: the highest values and the prefix system- are the system's own. */
final class PriorityClassStrategy implements Strategy {
    private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public void validate(ObjectValue priorityClass, FieldErrors errors) {
        String name = priorityClass.object("metadata").text("name", "");
        long value = priorityClass.integer("value", 0);
        boolean system = name.equals("system-node-critical") || name.equals("system-cluster-critical");
        if (name.startsWith("system-") && !system) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("metadata", "name"),
                    "priority class names with 'system-' prefix are reserved for system use only"));
        } else if (!system && value > HIGHEST_USER_PRIORITY) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("value"), "maximum allowed value of a user defined priority is 1000000000"));
        }
        new Checked(priorityClass, FieldPath.ROOT, errors)
                .oneOf("preemptionPolicy", List.of("PreemptLowerPriority", "Never"));
    }

    @Override
    public void validateUpdate(ObjectValue priorityClass, ObjectValue old, FieldErrors errors) {
        if (priorityClass.integer("value", 0) != old.integer("value", 0)) {
            errors.add(FieldError.forbidden(FieldPath.of("value"), "may not be changed in an update."));
        }
        if (!priorityClass.text("preemptionPolicy", "").equals(old.text("preemptionPolicy", ""))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("preemptionPolicy"),
                    priorityClass.text("preemptionPolicy", ""),
                    "field is immutable"));
        }
    }
}
