package dev.jukung.apiserver.extension;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.cel.CelRules;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the {@code openAPIV3Schema} of a version may say. Confined to one thread. */
final class SchemaRules {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final String ALLOWED_AT_ROOT =
            "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";
    private static final List<String> KEYWORDS_AT_ROOT = List.of(
            "description",
            "type",
            "format",
            "title",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "multipleOf",
            "required",
            "items",
            "properties",
            "externalDocs",
            "example",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");
    private static final List<String> UNSUPPORTED =
            List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");
    private static final List<String> IDENTITY = List.of("metadata", "kind", "apiVersion");
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private final Schemas builtIn;
    private final DefaultRules defaults;
    private final FieldErrors errors;

    /**
     * Where a part of a schema stands.
     *
     * @param withoutDefaults why there may be no defaults; empty where there may
     * @param withinMeta in the metadata or type of an object
     */
    private record Place(String withoutDefaults, boolean withinMeta) {}

    SchemaRules(Schemas builtIn, FieldErrors errors) {
        this.builtIn = builtIn;
        this.defaults = new DefaultRules(builtIn);
        this.errors = errors;
    }

    static boolean hasDefault(ObjectValue schema) {
        return schema.has("default") || parts(schema).values().stream().anyMatch(SchemaRules::hasDefault);
    }

    /** All schemas directly below, by where they stand. */
    private static Map<FieldPath, ObjectValue> parts(ObjectValue schema) {
        Map<FieldPath, ObjectValue> parts = new java.util.LinkedHashMap<>();
        for (String keyword : List.of("items", "additionalProperties", "not")) {
            if (schema.get(keyword) instanceof ObjectValue part) {
                parts.put(FieldPath.of(keyword), part);
            }
        }
        schema.object("properties").forEach((name, value) -> {
            if (value instanceof ObjectValue part) {
                parts.put(FieldPath.of("properties").key(name), part);
            }
        });
        for (String keyword : List.of("allOf", "oneOf", "anyOf")) {
            List<ObjectValue> all = schema.list(keyword).objects();
            for (int i = 0; i < all.size(); i++) {
                parts.put(FieldPath.of(keyword).index(i), all.get(i));
            }
        }
        return parts;
    }

    /** @param rulesKnown whether the rules in CEL were accepted before, as they are */
    void check(FieldPath path, ObjectValue schema, boolean hasStatus, boolean rulesKnown) {
        int before = errors.list().size();
        if (hasStatus) {
            root(path, schema);
        }
        if (schema.flag("nullable", false)) {
            errors.add(FieldError.forbidden(path.child("nullable"), "nullable cannot be true at the root"));
        }
        FieldErrors structural = StructuralRules.check(path, schema);
        errors.addAll(structural);
        if (structural.isEmpty()) {
            defaults.check(path, schema, errors);
        }
        part(path, schema, new Place("", false), true);
        if (!rulesKnown && errors.list().size() == before) {
            errors.addAll(CelRules.problems(builtIn.custom(schema), path));
        }
    }

    /** The status is validated alone, so what restricts the whole object could not be seen. */
    private void root(FieldPath path, ObjectValue schema) {
        if (!schema.text("type", "").equals("object")) {
            errors.add(
                    FieldError.invalid(
                            path.child("type"),
                            schema.text("type", ""),
                            "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
            return;
        }
        for (int i = 0; i < schema.size(); i++) {
            if (!KEYWORDS_AT_ROOT.contains(schema.keyAt(i))) {
                errors.add(
                        FieldError.invalid(
                                path,
                                schema,
                                "only " + ALLOWED_AT_ROOT
                                        + " fields are allowed at the root of the schema if the status subresource is enabled"));
                return;
            }
        }
    }

    private void part(FieldPath path, ObjectValue schema, Place place, boolean root) {
        keywords(path, schema, place);
        if (schema.flag("uniqueItems", false)) {
            errors.add(FieldError.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }
        Object additional = schema.get("additionalProperties");
        if (additional != null && !schema.object("properties").isEmpty() && !Boolean.TRUE.equals(additional)) {
            errors.add(FieldError.forbidden(
                    path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive"));
        }
        if (additional instanceof ObjectValue values) {
            Place below = place.withinMeta()
                    ? new Place("inside additionalProperties applying to object metadata", true)
                    : place;
            part(path.child("additionalProperties"), values, below, false);
        }
        boolean ofObject = root || schema.flag("x-kubernetes-embedded-resource", false);
        schema.object("properties").forEach((name, value) -> {
            if (value instanceof ObjectValue field) {
                Place below = ofObject && IDENTITY.contains(name)
                        ? new Place(root ? "in top-level " + name : place.withoutDefaults(), true)
                        : place;
                part(path.child("properties").key(name), field, below, false);
            }
        });
        if (schema.get("not") instanceof ObjectValue not) {
            part(path.child("not"), not, place, false);
        }
        for (String keyword : List.of("allOf", "oneOf", "anyOf")) {
            List<ObjectValue> all = schema.list(keyword).objects();
            for (int i = 0; i < all.size(); i++) {
                part(path.child(keyword).index(i), all.get(i), place, false);
            }
        }
        if (schema.get("items") instanceof ObjectValue items) {
            part(path.child("items"), items, place, false);
        }
        if (Boolean.FALSE.equals(schema.get("x-kubernetes-preserve-unknown-fields"))) {
            errors.add(FieldError.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined"));
        }
        new ListRules(path, schema, errors).check();
        rules(path, schema);
    }

    private void keywords(FieldPath path, ObjectValue schema, Place place) {
        String type = schema.text("type", "");
        if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.add(FieldError.notSupported(path.child("type"), type, TYPES));
        }
        if (schema.has("default") && !place.withoutDefaults().isEmpty()) {
            errors.add(FieldError.forbidden(path.child("default"), "must not be set " + place.withoutDefaults()));
        }
        for (String keyword : UNSUPPORTED) {
            if (schema.has(keyword)) {
                errors.add(FieldError.forbidden(path.child(keyword), keyword + " is not supported"));
            }
        }
        if (type.equals("null")) {
            errors.add(FieldError.forbidden(
                    path.child("type"), "type cannot be set to null, use nullable as an alternative"));
        }
        if (schema.get("items") instanceof ListValue) {
            errors.add(FieldError.forbidden(path.child("items"), "items must be a schema object and not an array"));
        }
        if (place.withinMeta() && schema.flag("x-kubernetes-embedded-resource", false)) {
            errors.add(FieldError.forbidden(
                    path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta"));
        }
    }

    /** The parts of CEL rules that are no CEL. */
    private void rules(FieldPath path, ObjectValue schema) {
        List<ObjectValue> rules =
                new ArrayList<>(schema.list("x-kubernetes-validations").objects());
        for (int i = 0; i < rules.size(); i++) {
            FieldPath at = path.child("x-kubernetes-validations").index(i);
            ObjectValue rule = rules.get(i);
            String text = rule.text("rule", "").strip();
            String message = rule.text("message", "");
            if (text.isEmpty()) {
                errors.add(FieldError.required(at.child("rule"), "rule is not specified"));
            } else if (!message.isEmpty() && message.isBlank()) {
                errors.add(FieldError.invalid(at.child("message"), message, "must be non-empty if specified"));
            } else if (message.strip().contains("\n")) {
                errors.add(FieldError.invalid(at.child("message"), message, "must not contain line breaks"));
            } else if (text.contains("\n") && message.isBlank()) {
                errors.add(FieldError.required(
                        at.child("message"), "message must be specified if rule contains line breaks"));
            }
            String expression = rule.text("messageExpression", "");
            if (!expression.isEmpty() && expression.isBlank()) {
                errors.add(FieldError.required(
                        at.child("messageExpression"), "messageExpression must be non-empty if specified"));
            }
            String reason = rule.text("reason", "");
            if (rule.has("reason") && !REASONS.contains(reason)) {
                errors.add(FieldError.notSupported(at.child("reason"), reason, REASONS));
            }
            fieldPath(at.child("fieldPath"), rule.text("fieldPath", ""));
        }
    }

    private void fieldPath(FieldPath at, String given) {
        if (!given.isEmpty() && given.isBlank()) {
            errors.add(FieldError.invalid(at, given, "must be non-empty if specified"));
        }
        if (given.contains("\n")) {
            errors.add(FieldError.invalid(at, given, "must not contain line breaks"));
        }
    }
}
