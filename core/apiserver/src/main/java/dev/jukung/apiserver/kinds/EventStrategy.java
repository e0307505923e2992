package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Objects;

/**
 * The rules of Events: one lives in the namespace of the object it is about. Those of {@code events.k8s.io} are held to more
 * (k8s.io/kubernetes/pkg/apis/core/validation, events.go), and what they report never changes.
 *
 * @param legacy whether they come as those of the core group
 */
record EventStrategy(boolean legacy) implements Strategy {
    private static final int SHORT = 128;
    private static final int NOTE = 1024;

    /** What never changes: here, and in the core group, whose names errors have. */
    private static final List<List<String>> FIXED = List.of(
            List.of("regarding", "involvedObject"),
            List.of("reason", "reason"),
            List.of("note", "message"),
            List.of("deprecatedSource", "source"),
            List.of("deprecatedFirstTimestamp", "firstTimestamp"),
            List.of("deprecatedLastTimestamp", "lastTimestamp"),
            List.of("deprecatedCount", "count"),
            List.of("reason", "reason"),
            List.of("type", "type"),
            List.of("eventTime", "eventTime"),
            List.of("action", "action"),
            List.of("related", "related"),
            List.of("reportingController", "reportingController"),
            List.of("reportingInstance", "reportingInstance"));

    /** Any name will do for those of the core group. */
    @Override
    public NameRule nameRule() {
        return legacy ? NameRule.PATH_SEGMENT : NameRule.SUBDOMAIN;
    }

    @Override
    public boolean isCollected(ObjectValue event) {
        return false;
    }

    @Override
    public void validate(ObjectValue event, FieldErrors errors) {
        legacyRules(event, errors);
        if (legacy) {
            return;
        }
        series(event, errors);
        if (!hasTime(event)) {
            errors.take(FieldPath.of("eventTime"));
            errors.add(FieldError.required(FieldPath.of("eventTime"), ""));
        }
        String type = event.text("type", "");
        if (!List.of("Normal", "Warning").contains(type)) {
            errors.add(FieldError.invalid(FieldPath.of("type"), "", "has invalid value: " + type));
        }
        for (String field : List.of("FirstTimestamp", "LastTimestamp", "Count", "Source")) {
            if (event.get("deprecated" + field) instanceof Object value
                    && value != NullValue.NULL
                    && !value.equals(0L)
                    && !value.equals(ObjectValue.EMPTY)) {
                String name = Character.toLowerCase(field.charAt(0)) + field.substring(1);
                errors.add(FieldError.invalid(FieldPath.of(name), "", "needs to be unset"));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue event, ObjectValue old, FieldErrors errors) {
        legacyRules(event, errors);
        if (legacy) {
            return;
        }
        if (!Objects.equals(event.get("series"), old.get("series"))) {
            series(event, errors);
        }
        for (List<String> names : FIXED) {
            Object after = event.get(names.getFirst());
            if (!Objects.equals(after, old.get(names.getFirst()))) {
                boolean structured =
                        List.of("related", "eventTime", "deprecatedSource").contains(names.getFirst());
                Object none = structured ? NullValue.NULL : "";
                errors.add(FieldError.invalid(
                        FieldPath.of(names.getLast()), after == null ? none : after, "field is immutable"));
            }
        }
    }

    private void legacyRules(ObjectValue event, FieldErrors errors) {
        String namespace = event.object(legacy ? "involvedObject" : "regarding").text("namespace", "");
        String own = event.object("metadata").text("namespace", "");
        boolean isNew = hasTime(event);
        boolean matches = namespace.isEmpty()
                ? own.equals("default") || (isNew && own.equals("kube-system"))
                : isNew || namespace.equals(own);
        if (!matches) {
            errors.add(FieldError.invalid(
                    FieldPath.of("involvedObject", "namespace"), namespace, "does not match event.namespace"));
        }
        if (isNew) {
            reported(event, errors);
        }
    }

    private void reported(ObjectValue event, FieldErrors errors) {
        FieldPath path = FieldPath.of(legacy ? "reportingComponent" : "reportingController");
        String controller = event.text(legacy ? "reportingComponent" : "reportingController", "");
        if (controller.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        LabelRules.keyProblems(controller)
                .forEach(problem -> errors.add(FieldError.invalid(path, controller, problem)));
        for (String field : List.of("reportingInstance", "action", "reason")) {
            String text = event.text(field, "");
            if (text.isEmpty()) {
                errors.add(FieldError.required(FieldPath.of(field), ""));
            }
            limited(text, FieldPath.of(field), SHORT, errors);
        }
        limited(event.text(legacy ? "message" : "note", ""), FieldPath.of("message"), NOTE, errors);
    }

    private static void limited(String text, FieldPath path, int longest, FieldErrors errors) {
        if (text.length() > longest) {
            errors.add(FieldError.invalid(path, "", "can have at most " + longest + " characters"));
        }
    }

    private static void series(ObjectValue event, FieldErrors errors) {
        if (!event.has("series")) {
            return;
        }
        ObjectValue series = event.object("series");
        if (series.integer("count", 0) < 2) {
            errors.add(FieldError.invalid(FieldPath.of("series", "count"), "", "should be at least 2"));
        }
        if (series.text("lastObservedTime", "").isEmpty()) {
            errors.add(FieldError.required(FieldPath.of("series", "lastObservedTime"), ""));
        }
    }

    private static boolean hasTime(ObjectValue event) {
        return !event.text("eventTime", "").isEmpty();
    }
}
