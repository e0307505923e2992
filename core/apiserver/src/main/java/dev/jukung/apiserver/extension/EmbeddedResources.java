package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Locale;

/** Objects within a custom resource ({@code x-kubernetes-embedded-resource}) say what they are. Thread-safe. */
record EmbeddedResources(Schema root) {
    void validate(ObjectValue object, FieldErrors errors) {
        fields(FieldPath.ROOT, root, object, errors);
    }

    private static void value(FieldPath path, Schema schema, Object value, FieldErrors errors) {
        switch (value) {
            case ObjectValue object -> {
                if (schema.embeddedResource()) {
                    embedded(path, object, errors);
                }
                fields(path, schema, object, errors);
            }
            case ListValue list -> {
                Schema items = schema.items();
                for (int i = 0; items != null && i < list.size(); i++) {
                    value(path.index(i), items, list.get(i), errors);
                }
            }
            default -> {}
        }
    }

    private static void fields(FieldPath path, Schema schema, ObjectValue object, FieldErrors errors) {
        Schema additional = schema.additional();
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            Schema field = schema.property(key).orElse(null);
            if (field != null && !field.goTyped()) {
                value(path.child(key), field, object.valueAt(i), errors);
            } else if (field == null && additional != null) {
                value(path.key(key), additional, object.valueAt(i), errors);
            }
        }
    }

    private static void embedded(FieldPath path, ObjectValue object, FieldErrors errors) {
        for (String field : List.of("apiVersion", "kind")) {
            Object given = object.get(field);
            FieldPath at = path.child(field);
            if (given == null) {
                errors.add(FieldError.required(at, ""));
            } else if (!(given instanceof String text)) {
                errors.add(FieldError.invalid(at, given, "must be a string"));
            } else if (text.isEmpty()) {
                errors.add(FieldError.invalid(at, text, "must not be empty"));
            } else if (field.equals("apiVersion")) {
                if (text.chars().filter(c -> c == '/').count() > 1) {
                    errors.add(FieldError.invalid(at, text, "unexpected GroupVersion string: " + text));
                }
            } else {
                for (String problem : NameRule.LABEL_1035.problems(text.toLowerCase(Locale.ROOT), false)) {
                    errors.add(FieldError.invalid(
                            at, text, "may have mixed case, but should otherwise match: " + problem));
                }
            }
        }
    }
}
