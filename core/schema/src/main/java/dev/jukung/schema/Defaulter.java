package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/**
 * Sets the defaults a schema gives ({@code default}) where a field is absent, or null though it may not be. Defaults
 * apply where their parent is present (to Go, a struct that is no pointer always is), from the top down, so a default may itself be completed. Copies only what
 * changes. See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting.
 */
public final class Defaulter {
    private Defaulter() {}

    /** The object with defaults set; the very same object if there was nothing to set. */
    public static ObjectValue apply(Schema schema, ObjectValue object) {
        return (ObjectValue) value(schema, object);
    }

    private static Object value(Schema schema, Object value) {
        return switch (value) {
            case ObjectValue object -> object(schema, object);
            case ListValue list -> list(schema, list);
            default -> value;
        };
    }

    private static ObjectValue object(Schema schema, ObjectValue object) {
        ObjectValue result = declared(schema, object);
        Schema additional = schema.additional();
        if (additional == null) {
            return result;
        }
        for (int i = 0; i < result.size(); i++) {
            String key = result.keyAt(i);
            if (schema.indexOf(key) < 0) {
                result = result.with(key, entry(additional, result.valueAt(i)));
            }
        }
        return result;
    }

    private static ObjectValue declared(Schema schema, ObjectValue object) {
        Object[] fields = null;
        for (int i = 0; i < schema.propertyCount(); i++) {
            Object given = object.get(schema.propertyName(i));
            Object completed = field(schema.property(i), given);
            if (completed != given && fields == null) {
                fields = new Object[schema.propertyCount()];
            }
            if (fields != null && completed != null && completed != given) {
                fields[i] = completed;
            }
        }
        return fields == null ? object : merged(schema, object, fields);
    }

    private static @Nullable Object field(Schema schema, @Nullable Object given) {
        Object start = given == null || isForbiddenNull(schema, given) ? orElse(schema.defaultOrNull(), given) : given;
        if (start == null && schema.goTyped() && schema.inPlace() && schema.propertyCount() > 0) {
            ObjectValue made = schema.emptyWithDefaults(); // a struct in place is there, whatever is given
            return made.isEmpty() ? null : made;
        }
        return start == null ? null : value(schema, start);
    }

    private static Object entry(Schema schema, Object given) {
        Object start = isForbiddenNull(schema, given) ? schema.defaultOrNull() : given;
        return start == null ? given : value(schema, start);
    }

    private static @Nullable Object orElse(@Nullable Object value, @Nullable Object other) {
        return value == null ? other : value;
    }

    private static boolean isForbiddenNull(Schema schema, Object value) {
        return value == NullValue.NULL && !schema.nullable();
    }

    /** The object with the changed fields, in schema order if it was in that order. */
    private static ObjectValue merged(Schema schema, ObjectValue object, @Nullable Object[] changed) {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < changed.length; i++) {
            Object value = changed[i] == null ? object.get(schema.propertyName(i)) : changed[i];
            if (value != null) {
                builder.set(schema.propertyName(i), value);
            }
        }
        for (int i = 0; i < object.size(); i++) {
            if (schema.indexOf(object.keyAt(i)) < 0) {
                builder.set(object.keyAt(i), object.valueAt(i));
            }
        }
        return builder.build();
    }

    private static ListValue list(Schema schema, ListValue list) {
        Schema items = schema.items();
        if (items == null) {
            return list;
        }
        ListValue result = list;
        for (int i = 0; i < list.size(); i++) {
            Object completed = entry(items, list.get(i));
            if (completed != list.get(i)) {
                result = result.with(i, completed);
            }
        }
        return result;
    }
}
