package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.Set;

/** The conditions in the status of the kinds of flow control. */
final class FlowConditions {
    private FlowConditions() {}

    static void check(ObjectValue object, FieldErrors errors) {
        Set<String> types = new HashSet<>();
        for (Checked condition :
                new Checked(object, FieldPath.ROOT, errors).in("status").items("conditions")) {
            String type = condition.text("type");
            if (!types.add(type)) {
                errors.add(FieldError.duplicate(condition.path().child("type"), type));
            }
            if (type.isEmpty()) {
                condition.required("type", "");
            }
        }
    }
}
