package dev.jukung.apiserver.extension;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** The condition {@code NonStructuralSchema}, for definitions from before schemas had to be structural. Decides only. */
final class SchemaCondition {
    private SchemaCondition() {}

    static Optional<ObjectValue> of(Definition definition) {
        FieldErrors errors = new FieldErrors();
        if (definition.spec().flag("preserveUnknownFields", false)) {
            errors.add(FieldError.invalid(FieldPath.of("spec", "preserveUnknownFields"), true, "must be false"));
        }
        List<ObjectValue> versions = definition.versions();
        for (int i = 0; i < versions.size(); i++) {
            ObjectValue schema = Definition.schema(versions.get(i));
            if (!schema.isEmpty()) {
                FieldPath path = FieldPath.of("spec", "versions")
                        .index(i)
                        .child("schema")
                        .child("openAPIV3Schema");
                errors.addAll(StructuralRules.check(path, schema));
            }
        }
        return errors.isEmpty()
                ? Optional.empty()
                : Optional.of(Conditions.of(Definition.NON_STRUCTURAL, true, "Violations", errors.message()));
    }
}
