package dev.jukung.apiserver.extension;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What makes a schema structural (k8s.io/apiextensions-apiserver/pkg/apiserver/schema): types are given everywhere, and
 * {@code allOf}, {@code anyOf}, {@code oneOf} and {@code not} only restrict what is declared outside of them. One
 * validation; confined to one thread.
 */
final class StructuralRules {
    private static final ListValue INT_OR_STRING =
            ListValue.of(ObjectValue.of("type", "integer"), ObjectValue.of("type", "string"));
    private static final List<String> JUNCTORS = List.of("allOf", "anyOf", "oneOf");

    private enum Level {
        ROOT("must not be empty at the root"),
        ITEM("must not be empty for specified array items"),
        FIELD("must not be empty for specified object fields");

        private final String untyped;

        Level(String untyped) {
            this.untyped = untyped;
        }
    }

    private final List<FieldError> errors = new ArrayList<>();

    private StructuralRules() {}

    /** All errors, sorted by their messages. */
    static FieldErrors check(FieldPath path, ObjectValue schema) {
        StructuralRules rules = new StructuralRules();
        rules.invariants(path, schema, Level.ROOT);
        rules.completeness(path, schema, path, schema);
        FieldErrors sorted = new FieldErrors();
        rules.errors.stream().sorted(Comparator.comparing(FieldError::message)).forEach(sorted::add);
        return sorted;
    }

    private void invariants(FieldPath path, ObjectValue schema, Level level) {
        String type = schema.text("type", "");
        boolean embedded = schema.flag("x-kubernetes-embedded-resource", false);
        boolean preserves = schema.flag("x-kubernetes-preserve-unknown-fields", false);
        boolean intOrString = schema.flag("x-kubernetes-int-or-string", false);
        if (type.equals("array") && !schema.has("items")) {
            errors.add(FieldError.required(path.child("items"), "must be specified"));
        }
        if (schema.get("items") instanceof ObjectValue items) {
            invariants(path.child("items"), items, Level.ITEM);
        }
        schema.object("properties").forEach((name, field) -> {
            if (field instanceof ObjectValue property) {
                invariants(path.child("properties").key(name), property, Level.FIELD);
            }
        });
        if (schema.has("additionalProperties")) {
            if (level == Level.ROOT) {
                errors.add(FieldError.forbidden(path.child("additionalProperties"), "must not be used at the root"));
            }
            if (schema.get("additionalProperties") instanceof ObjectValue values) {
                invariants(path.child("additionalProperties"), values, Level.FIELD);
            }
        }
        if (intOrString && preserves) {
            errors.add(FieldError.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"),
                    true,
                    "must be false if x-kubernetes-int-or-string is true"));
        }
        if (intOrString && embedded) {
            errors.add(FieldError.invalid(
                    path.child("x-kubernetes-embedded-resource"),
                    true,
                    "must be false if x-kubernetes-int-or-string is true"));
        }
        boolean plainPattern = schema.list("anyOf").equals(INT_OR_STRING);
        boolean nestedPattern = !schema.list("allOf").isEmpty()
                && schema.list("allOf").objects().getFirst().list("anyOf").equals(INT_OR_STRING);
        values(path, schema, plainPattern, nestedPattern);
        type(path, type, embedded, intOrString || preserves, level);
        metadata(path, schema, level == Level.ROOT || embedded, level);
        if (embedded && schema.has("additionalProperties")) {
            errors.add(FieldError.forbidden(
                    path.child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set"));
        }
        if (embedded && !preserves && schema.object("properties").isEmpty()) {
            errors.add(
                    FieldError.required(
                            path.child("properties"),
                            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        }
    }

    private void type(FieldPath path, String type, boolean embedded, boolean untyped, Level level) {
        FieldPath at = path.child("type");
        if (embedded && !type.equals("object")) {
            String why = "must be object if x-kubernetes-embedded-resource is true";
            errors.add(type.isEmpty() ? FieldError.required(at, why) : FieldError.invalid(at, type, why));
        } else if (type.isEmpty() && !untyped) {
            errors.add(FieldError.required(at, level.untyped));
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
            errors.add(FieldError.invalid(at, type, "must be object at the root"));
        }
    }

    private void metadata(FieldPath path, ObjectValue schema, boolean ofObject, Level level) {
        ObjectValue fields = schema.object("properties");
        for (String name : List.of("kind", "apiVersion")) {
            String type = fields.object(name).text("type", "");
            if (ofObject && fields.has(name) && !type.equals("string")) {
                errors.add(
                        FieldError.invalid(path.child("properties").key(name).child("type"), type, "must be string"));
            }
        }
        if (!fields.has("metadata")) {
            return;
        }
        FieldPath at = path.child("properties").key("metadata");
        ObjectValue metadata = fields.object("metadata");
        if (ofObject && !metadata.text("type", "").equals("object")) {
            errors.add(FieldError.invalid(at.child("type"), metadata.text("type", ""), "must be object"));
        }
        if (level == Level.ROOT) {
            ObjectValue rest = metadata.without("type").without("default");
            ObjectValue names = metadata.object("properties");
            if (!names.isEmpty()
                    && names.without("name").without("generateName").isEmpty()) {
                rest = rest.without("properties");
            }
            if (!rest.isEmpty()) {
                errors.add(
                        FieldError.forbidden(
                                at,
                                "must not specify anything other than name and generateName, but metadata is implicitly specified"));
            }
        }
    }

    private void values(FieldPath path, ObjectValue schema, boolean skipAnyOf, boolean skipFirstAllOf) {
        for (String junctor : List.of("anyOf", "allOf", "oneOf")) {
            if (junctor.equals("anyOf") && skipAnyOf) {
                continue;
            }
            List<ObjectValue> parts = schema.list(junctor).objects();
            for (int i = 0; i < parts.size(); i++) {
                boolean skip = junctor.equals("allOf") && skipFirstAllOf && i == 0;
                nested(path.child(junctor).index(i), parts.get(i), skip);
            }
        }
        if (schema.get("not") instanceof ObjectValue not) {
            nested(path.child("not"), not, false);
        }
        String pattern = schema.text("pattern", "");
        if (!pattern.isEmpty()) {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                errors.add(FieldError.invalid(
                        path.child("pattern"),
                        pattern,
                        "must be a valid regular expression, but isn't: " + e.getMessage()));
            }
        }
    }

    private static final Map<String, String> FORBIDDEN_WITHIN = Map.of(
            "type", "must be empty to be structural",
            "default", "must be undefined to be structural",
            "title", "must be empty to be structural",
            "description", "must be empty to be structural",
            "x-kubernetes-list-map-keys", "must be empty to be structural",
            "x-kubernetes-list-type", "must be undefined to be structural",
            "x-kubernetes-map-type", "must be undefined to be structural",
            "additionalProperties", "must be undefined to be structural",
            "x-kubernetes-validations", "must be empty to be structural");
    private static final List<String> FALSE_WITHIN = List.of(
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string");

    private void nested(FieldPath path, ObjectValue schema, boolean skipAnyOf) {
        values(path, schema, skipAnyOf, false);
        if (schema.get("items") instanceof ObjectValue items) {
            nested(path.child("items"), items, false);
        }
        schema.object("properties").forEach((name, field) -> {
            if (field instanceof ObjectValue property) {
                nested(path.child("properties").key(name), property, false);
            }
        });
        FORBIDDEN_WITHIN.forEach((keyword, why) -> {
            if (schema.has(keyword) && !"".equals(schema.get(keyword))) {
                errors.add(FieldError.forbidden(path.child(keyword), why));
            }
        });
        for (String keyword : FALSE_WITHIN) {
            if (schema.flag(keyword, false)) {
                errors.add(FieldError.forbidden(path.child(keyword), "must be false to be structural"));
            }
        }
        if (schema.object("properties").has("metadata")) {
            errors.add(FieldError.forbidden(
                    path.child("properties").key("metadata"), "must not be specified in a nested context"));
        }
    }

    /** What a restriction talks about has to be declared outside of it. */
    private void completeness(FieldPath path, ObjectValue schema, FieldPath at, ObjectValue restriction) {
        for (String junctor : JUNCTORS) {
            List<ObjectValue> parts = restriction.list(junctor).objects();
            for (int i = 0; i < parts.size(); i++) {
                declared(path, schema, at.child(junctor).index(i), parts.get(i));
            }
        }
        if (restriction.get("not") instanceof ObjectValue not) {
            declared(path, schema, at.child("not"), not);
        }
    }

    private void declared(FieldPath path, ObjectValue schema, FieldPath at, ObjectValue restriction) {
        completeness(path, schema, at, restriction);
        if (restriction.get("items") instanceof ObjectValue items) {
            if (schema.get("items") instanceof ObjectValue known) {
                declared(path.child("items"), known, at.child("items"), items);
            } else {
                errors.add(FieldError.required(path.child("items"), "because it is defined in " + at.child("items")));
            }
        }
        restriction.object("properties").forEach((name, field) -> {
            FieldPath of = path.child("properties").key(name);
            FieldPath in = at.child("properties").key(name);
            if (!(schema.object("properties").get(name) instanceof ObjectValue known)) {
                errors.add(FieldError.required(of, "because it is defined in " + in));
            } else if (field instanceof ObjectValue property) {
                declared(of, known, in, property);
            }
        });
    }
}
