package dev.jukung.schema.apply;

import dev.jukung.schema.GoText;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an applied configuration fits its schema, with the messages of structured-merge-diff. */
final class TypeCheck {
    private final List<String> problems = new ArrayList<>();

    private TypeCheck() {}

    /** All problems as one message; empty when there is none. */
    static Optional<String> problem(MergeType type, ObjectValue configuration) {
        TypeCheck check = new TypeCheck();
        check.value("", type, configuration);
        return switch (check.problems.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(check.problems.getFirst());
            default -> Optional.of("errors:\n  " + String.join("\n  ", check.problems));
        };
    }

    private void report(String path, String message) {
        problems.add(path.isEmpty() ? message : path + ": " + message);
    }

    private void value(String path, MergeType type, Object value) {
        if (value == NullValue.NULL) {
            return;
        }
        switch (type.form(value)) {
            case SCALAR -> scalar(path, type, value);
            case MAP -> {
                if (value instanceof ObjectValue object) {
                    map(path, type, object);
                } else {
                    report(path, "expected map, got " + wrapped(value));
                }
            }
            case LIST -> {
                if (value instanceof ListValue list) {
                    list(path, type, list);
                } else {
                    report(path, "expected list, got " + wrapped(value));
                }
            }
        }
    }

    private void scalar(String path, MergeType type, Object value) {
        Schema schema = type.schema();
        boolean isScalar = MergeType.formOf(value) == MergeType.Form.SCALAR;
        if (schema == null || !isTyped(schema)) {
            if (!isScalar) {
                report(path, "expected any scalar, got " + wrapped(value));
            }
            return;
        }
        boolean isNumber = isScalar && !(value instanceof String) && !(value instanceof Boolean);
        switch (schema.type()) {
            case INTEGER, NUMBER -> {
                if (!isNumber) {
                    report(path, "expected numeric (int or float), got " + goType(value));
                }
            }
            case STRING -> {
                if (!(value instanceof String)) {
                    report(path, "expected string, got &value.valueUnstructured{Value:" + goSyntax(value) + "}");
                }
            }
            case BOOLEAN -> {
                if (!(value instanceof Boolean)) {
                    report(path, "expected boolean, got " + wrapped(value));
                }
            }
            case ANY, OBJECT, ARRAY, INT_OR_STRING -> {}
        }
    }

    /** Texts of a format of their own may be written as other scalars. */
    private static boolean isTyped(Schema schema) {
        return switch (schema.type()) {
            case INTEGER, NUMBER, BOOLEAN -> true;
            case STRING -> schema.format().isEmpty() || schema.format().equals("byte");
            case ANY, OBJECT, ARRAY, INT_OR_STRING -> false;
        };
    }

    private void map(String path, MergeType type, ObjectValue object) {
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            MergeType field = type.field(key);
            if (field == null) {
                report(path + "." + key, "field not declared in schema");
                return; // one is enough: the rest is not looked at
            }
            value(path + "." + key, field, object.valueAt(i));
        }
    }

    private void list(String path, MergeType type, ListValue list) {
        Set<PathElement> seen = HashSet.newHashSet(list.size());
        for (int i = 0; i < list.size(); i++) {
            PathElement element;
            if (type.atomicList()) {
                element = new PathElement.Index(i);
            } else {
                try {
                    element = ListItems.element(type, list.get(i));
                } catch (ListItems.ListItemException e) {
                    report(path, "element " + i + ": " + e.getMessage());
                    return;
                }
                if (!seen.add(element)) {
                    report(path, "duplicate entries for key " + element);
                }
            }
            value(path + element, type.items(), list.get(i));
        }
    }

    private static String wrapped(Object value) {
        return "&{" + GoText.printed(value) + "}";
    }

    private static String goType(Object value) {
        return switch (value) {
            case ObjectValue _ -> "map[string]interface {}";
            case ListValue _ -> "[]interface {}";
            case String _ -> "string";
            case Boolean _ -> "bool";
            default -> "nil";
        };
    }

    private static String goSyntax(Object value) {
        return switch (value) {
            case ObjectValue _ -> "map[string]interface {}" + GoText.json(value);
            case ListValue list -> "[]interface {}{" + GoText.json(list).replaceAll("^\\[|]$", "") + "}";
            default -> GoText.printed(value);
        };
    }
}
