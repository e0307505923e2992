package dev.jukung.apiserver.extension;

import dev.jukung.schema.Decoder;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.Validator;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** Defaults in a structural schema are valid values and would not be pruned. Thread-safe. */
record DefaultRules(Schemas builtIn) {
    private static final String FIELD = "default";
    private static final List<String> IDENTITY = List.of("metadata", "kind", "apiVersion");

    void check(FieldPath path, ObjectValue schema, FieldErrors errors) {
        below(path, schema, true, errors);
    }

    private void part(FieldPath path, ObjectValue schema, FieldErrors errors) {
        Object value = schema.get(FIELD);
        if (value != null) {
            value(path, schema.without(FIELD), value, errors);
        }
        below(path, schema, schema.flag("x-kubernetes-embedded-resource", false), errors);
    }

    private void below(FieldPath path, ObjectValue schema, boolean ofObject, FieldErrors errors) {
        if (schema.get("items") instanceof ObjectValue items) {
            part(path.child("items"), items, errors);
        }
        schema.object("properties").forEach((name, value) -> {
            boolean identity = ofObject && IDENTITY.contains(name);
            if (value instanceof ObjectValue field && !identity) {
                part(path.child("properties").key(name), field, errors);
            }
        });
    }

    /** The value as the only field of an object, whose name the messages do not show. */
    private void value(FieldPath path, ObjectValue schema, Object value, FieldErrors errors) {
        Schema holder =
                builtIn.customPart(ObjectValue.of("type", "object", "properties", ObjectValue.of(FIELD, schema)));
        ObjectValue object = ObjectValue.of(FIELD, value);
        if (!new Decoder(holder).decode(object).strictErrors().isEmpty()) {
            errors.add(FieldError.invalid(path.child(FIELD), value, "must not have unknown fields"));
        }
        FieldErrors found = new Validator(holder).validate(object);
        new EmbeddedResources(holder).validate(object, found);
        for (FieldError error : found.list()) {
            String detail = error.detail();
            String shown = detail.startsWith(FIELD + " in body ")
                    ? detail.substring(FIELD.length())
                    : detail.startsWith(FIELD + ".") ? detail.substring(FIELD.length() + 1) : detail;
            errors.add(new FieldError(error.type(), error.path().within(path), error.value(), shown));
        }
    }
}
