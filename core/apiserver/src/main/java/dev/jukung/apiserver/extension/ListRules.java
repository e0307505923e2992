package dev.jukung.apiserver.extension;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How a part of a schema says lists and maps are merged: {@code x-kubernetes-list-type} and its like. */
record ListRules(FieldPath path, ObjectValue schema, FieldErrors errors) {
    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String MAP_TYPE = "x-kubernetes-map-type";
    private static final String KEYS = "x-kubernetes-list-map-keys";

    void check() {
        String listType = schema.text(LIST_TYPE, "");
        String mapType = schema.text(MAP_TYPE, "");
        if (schema.has(MAP_TYPE)) {
            type("object", MAP_TYPE);
            if (!List.of("atomic", "granular").contains(mapType)) {
                errors.add(FieldError.notSupported(path.child(MAP_TYPE), mapType, List.of("atomic", "granular")));
            }
        }
        ObjectValue items = schema.object("items");
        if (schema.has(LIST_TYPE) && !type("array", LIST_TYPE)) {
            // named already
        } else if (listType.equals("set")) {
            items(items);
        }
        if (schema.has(LIST_TYPE) && !List.of("atomic", "set", "map").contains(listType)) {
            errors.add(FieldError.notSupported(path.child(LIST_TYPE), listType, List.of("atomic", "set", "map")));
        }
        if (!schema.list(KEYS).isEmpty() && !listType.equals("map")) {
            String why = "must be map if x-kubernetes-list-map-keys is non-empty";
            errors.add(
                    schema.has(LIST_TYPE)
                            ? FieldError.invalid(path.child(LIST_TYPE), listType, why)
                            : FieldError.required(path.child(LIST_TYPE), why));
        }
        if (listType.equals("map")) {
            map(items);
        }
        if (List.of("set", "map").contains(listType) && schema.has("items")) {
            keys(listType, items);
        }
    }

    /** Whether the type is the one that the keyword is for. */
    private boolean type(String wanted, String keyword) {
        String type = schema.text("type", "");
        if (type.equals(wanted)) {
            return true;
        }
        String why = "must be " + wanted + " if " + keyword + " is specified";
        errors.add(
                type.isEmpty()
                        ? FieldError.required(path.child("type"), why)
                        : FieldError.invalid(path.child("type"), type, why));
        return false;
    }

    private void items(ObjectValue items) {
        String why = "must be atomic as item of a list with x-kubernetes-list-type=set";
        FieldPath at = path.child("items");
        Object listType = items.get(LIST_TYPE);
        switch (items.text("type", "")) {
            case "array" -> {
                if (listType != null && !listType.equals("atomic")) {
                    errors.add(FieldError.invalid(at.child(LIST_TYPE), listType, why));
                }
            }
            case "object" -> {
                if (!items.text(MAP_TYPE, "").equals("atomic")) {
                    errors.add(
                            FieldError.invalid(at.child(MAP_TYPE), listType == null ? NullValue.NULL : listType, why));
                }
            }
            default -> {}
        }
    }

    private void map(ObjectValue items) {
        if (schema.list(KEYS).isEmpty()) {
            errors.add(FieldError.required(path.child(KEYS), "must not be empty if x-kubernetes-list-type is map"));
        }
        if (!schema.has("items")) {
            errors.add(FieldError.required(path.child("items"), "must have a schema if x-kubernetes-list-type is map"));
            return;
        }
        String type = items.text("type", "");
        if (!type.equals("object")) {
            errors.add(FieldError.invalid(
                    path.child("items").child("type"),
                    type,
                    "must be object if parent array's x-kubernetes-list-type is map"));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String key : schema.list(KEYS).texts()) {
            ObjectValue field = items.object("properties").object(key);
            if (!items.object("properties").has(key)) {
                errors.add(FieldError.invalid(
                        path.child(KEYS), schema.list(KEYS), "entries must all be names of item properties"));
            } else if (List.of("array", "object").contains(field.text("type", ""))) {
                errors.add(FieldError.invalid(
                        path.child("items").child("properties").key(key).child("type"),
                        type,
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"));
            }
            if (!seen.add(key)) {
                errors.add(
                        FieldError.invalid(path.child(KEYS), schema.list(KEYS), "must not contain duplicate entries"));
            }
        }
    }

    private void keys(String listType, ObjectValue items) {
        FieldPath at = path.child("items");
        if (items.flag("nullable", false)) {
            errors.add(FieldError.forbidden(
                    at.child("nullable"), "cannot be nullable when x-kubernetes-list-type is " + listType));
        }
        if (!listType.equals("map")) {
            return;
        }
        for (String key : schema.list(KEYS).texts()) {
            if (!items.object("properties").has(key)) {
                continue;
            }
            ObjectValue field = items.object("properties").object(key);
            FieldPath of = at.child("properties").key(key);
            if (!items.list("required").contains(key) && !field.has("default")) {
                errors.add(
                        FieldError.required(
                                of.child("default"),
                                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
            if (field.flag("nullable", false)) {
                errors.add(FieldError.forbidden(
                        of.child("nullable"),
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
            }
        }
    }
}
