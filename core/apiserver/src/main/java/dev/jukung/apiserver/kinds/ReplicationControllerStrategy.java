package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

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
                        labels,
                        "`selector` does not match template `labels`"));
                break;
            }
        }
        PodSpecRules.validate(
                spec.object("template").object("spec"), SPEC.child("template").child("spec"), errors);
    }
}
