package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of ReplicationControllers: selector and labels default to the template's labels. */
final class ReplicationControllerStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public boolean orphansByDefault() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue result = object;
        ObjectValue template = object.object("spec").object("template");
        ObjectValue labels = template.object("metadata").object("labels");
        if (!labels.isEmpty() && object.object("spec").object("selector").isEmpty()) {
            result = result.withAt(labels, "spec", "selector");
        }
        if (!labels.isEmpty() && object.object("metadata").object("labels").isEmpty()) {
            result = result.withAt(labels, "metadata", "labels");
        }
        return template.has("spec")
                ? result.withAt(PodSpecRules.defaults(template.object("spec")), "spec", "template", "spec")
                : result;
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ObjectValue spec = object.object("spec");
        PodSpecRules.nonNegative(spec, "minReadySeconds", SPEC, errors);
        PodSpecRules.nonNegative(spec, "replicas", SPEC, errors);
        ObjectValue selector = spec.object("selector");
        if (selector.isEmpty()) {
            errors.add(FieldError.required(SPEC.child("selector"), ""));
        }
        if (!spec.has("template")) {
            errors.add(FieldError.required(SPEC.child("template"), ""));
            return;
        }
        ObjectValue labels = spec.object("template").object("metadata").object("labels");
        for (int i = 0; i < selector.size(); i++) {
            if (!selector.valueAt(i).equals(labels.get(selector.keyAt(i)))) {
                errors.add(FieldError.invalid(
                        SPEC.child("template").child("metadata").child("labels"),
                        labels.isEmpty() ? NullValue.NULL : labels,
                        "`selector` does not match template `labels`"));
                break;
            }
        }
        PodPlacementRules.template(new Checked(spec, SPEC, errors).in("template"));
        PodSpecRules.validate(
                spec.object("template").object("spec"), SPEC.child("template").child("spec"), errors);
        String restart = spec.object("template").object("spec").text("restartPolicy", "");
        if (!restart.equals("Always")) {
            errors.add(FieldError.notSupported(
                    SPEC.child("template").child("spec").child("restartPolicy"), restart, List.of("Always")));
        }
        if (spec.object("template").object("spec").has("activeDeadlineSeconds")) {
            errors.add(FieldError.forbidden(
                    SPEC.child("template").child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in ReplicationController is not Supported"));
        }
    }

    @Override
    public List<String> warnings(ObjectValue object, ObjectValue old) {
        return PodNameWarnings.of(object, old, "Pod names and hostnames");
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        StatusCounts.check(object, errors);
    }
}
