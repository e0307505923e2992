package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of RuntimeClasses: the handler never changes. */
final class RuntimeClassStrategy implements Strategy {
    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Checked checked = new Checked(object, FieldPath.ROOT, errors);
        if (!checked.text("handler").isEmpty()) {
            checked.problems("handler", NameRule.LABEL.problems(checked.text("handler"), false));
        }
        Checked scheduling = checked.in("scheduling");
        LabelRules.labels(
                scheduling.value().object("nodeSelector"), scheduling.path().child("nodeSelector"), errors);
        PodPlacementRules.tolerations(scheduling);
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        String after = object.text("handler", "");
        if (!after.equals(old.text("handler", ""))) {
            errors.add(FieldError.invalid(FieldPath.of("handler"), after, "field is immutable"));
        }
        validate(object, errors);
    }
}
