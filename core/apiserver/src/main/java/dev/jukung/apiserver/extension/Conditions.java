package dev.jukung.apiserver.extension;

import dev.jukung.model.Views;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.Optional;

/** The conditions in the status of a definition or an API service. Pure functions. */
final class Conditions {
    private Conditions() {}

    static Optional<ObjectValue> find(ObjectValue object, String type) {
        return object.object("status").list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals(type))
                .findFirst();
    }

    static boolean isTrue(ObjectValue object, String type) {
        return find(object, type)
                .filter(condition -> condition.text("status", "").equals("True"))
                .isPresent();
    }

    static ObjectValue of(String type, boolean status, String reason, String message) {
        return ObjectValue.of("type", type, "status", status ? "True" : "False", "reason", reason, "message", message);
    }

    /** The object with this condition; the time of its last transition stays unless its status changes. */
    static ObjectValue with(ObjectValue object, ObjectValue condition, Instant now) {
        String type = condition.text("type", "");
        ListValue conditions = object.object("status").list("conditions");
        for (int i = 0; i < conditions.size(); i++) {
            ObjectValue old = conditions.objects().get(i);
            if (old.text("type", "").equals(type)) {
                boolean same = old.text("status", "").equals(condition.text("status", ""));
                Object time =
                        same && old.get("lastTransitionTime") instanceof String known ? known : Views.fromTime(now);
                return object.withAt(conditions.with(i, timed(condition, time)), "status", "conditions");
            }
        }
        return object.withAt(conditions.plus(timed(condition, Views.fromTime(now))), "status", "conditions");
    }

    static ObjectValue without(ObjectValue object, String type) {
        ListValue kept = ListValue.copyOf(object.object("status").list("conditions").objects().stream()
                .filter(condition -> !condition.text("type", "").equals(type))
                .toList());
        return object.withAt(kept, "status", "conditions");
    }

    private static ObjectValue timed(ObjectValue condition, Object time) {
        return ObjectValue.of(
                "type", condition.text("type", ""),
                "status", condition.text("status", ""),
                "lastTransitionTime", time,
                "reason", condition.text("reason", ""),
                "message", condition.text("message", ""));
    }
}
