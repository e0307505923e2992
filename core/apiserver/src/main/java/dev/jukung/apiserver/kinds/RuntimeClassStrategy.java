package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        Set<ObjectValue> known = new HashSet<>();
        for (Checked toleration : scheduling.items("tolerations")) {
            if (!known.add(toleration.value())) {
                errors.add(FieldError.duplicate(toleration.path(), shown(toleration)));
            }
        }
    }

    private static GoText.Literal shown(Checked toleration) {
        ObjectValue texts = ObjectValue.EMPTY;
        for (String field : List.of("key", "operator", "value", "effect")) {
            texts = texts.with(field, toleration.text(field));
        }
        return GoStruct.of(
                texts.withAll(toleration.value()), List.of("key", "operator", "value", "effect", "tolerationSeconds"));
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
