package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The form in which Kubernetes stores and answers an object of a built-in kind: fields in the order of its type; structs in
 * place even if they are empty ({@code status: {}}), what is required even if it is absent ({@code rules: null}).
 */
public final class WrittenForm {
    private WrittenForm() {}

    /** The object in that form; the very same one if it has it. Custom resources are written as they are. */
    public static ObjectValue of(Schema schema, ObjectValue object) {
        return schema.goTyped() ? struct(schema, object) : object;
    }

    private static Object value(Schema schema, Object value) {
        if (schema.wellKnown() != WellKnown.NONE) {
            return value;
        }
        return switch (value) {
            case ObjectValue object -> schema.propertyCount() > 0 ? struct(schema, object) : map(schema, object);
            case ListValue list -> list(schema, list);
            default -> value;
        };
    }

    private static ObjectValue struct(Schema schema, ObjectValue object) {
        int count = schema.propertyCount();
        @Nullable Object[] fields = new Object[count];
        boolean same = true;
        int last = -1;
        for (int i = 0; i < count; i++) {
            int at = object.indexOf(schema.propertyName(i));
            Object given = at < 0 ? null : object.valueAt(at);
            Object written = given == null || isEmptyList(given)
                    ? orNull(given, unset(schema, i))
                    : value(schema.property(i), given);
            fields[i] = written;
            same &= written == given && (at < 0 || at > last);
            last = at < 0 ? last : at;
        }
        return same ? object : rebuilt(schema, object, fields);
    }

    /** What is stored has no empty lists; those of extensions are stored as they are given. */
    private static @Nullable Object orNull(@Nullable Object given, @Nullable Object unset) {
        return given != null && unset != NullValue.NULL ? given : unset;
    }

    private static boolean isEmptyList(Object value) {
        return value instanceof ListValue list && list.isEmpty();
    }

    private static ObjectValue rebuilt(Schema schema, ObjectValue object, @Nullable Object[] fields) {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < fields.length; i++) {
            Object field = fields[i];
            if (field != null) {
                builder.set(schema.propertyName(i), field);
            }
        }
        for (int i = 0; i < object.size(); i++) {
            if (schema.indexOf(object.keyAt(i)) < 0) {
                builder.set(object.keyAt(i), object.valueAt(i));
            }
        }
        return builder.build();
    }

    /** What is written of a field that is not set; null where it is left out. */
    private static @Nullable Object unset(Schema owner, int index) {
        Schema schema = owner.property(index);
        if (schema.inPlace()) {
            boolean isStruct = schema.wellKnown() == WellKnown.NONE && schema.type() == SchemaType.OBJECT;
            return isStruct ? struct(schema, ObjectValue.EMPTY) : GoTypes.zero(schema);
        }
        if (schema.shown()) {
            return GoTypes.zero(schema);
        }
        boolean list = schema.type() == SchemaType.ARRAY || schema.type() == SchemaType.OBJECT;
        return list && !schema.hidden() && owner.required().contains(owner.propertyName(index)) ? NullValue.NULL : null;
    }

    private static ObjectValue map(Schema schema, ObjectValue object) {
        Schema additional = schema.additional();
        if (additional == null) {
            return object;
        }
        ObjectValue result = sorted(object);
        for (int i = 0; i < result.size(); i++) {
            Object written = value(additional, result.valueAt(i));
            if (written != result.valueAt(i)) {
                result = result.with(result.keyAt(i), written);
            }
        }
        return result;
    }

    /** Go writes the entries of a map in the order of their keys. */
    private static ObjectValue sorted(ObjectValue map) {
        boolean inOrder = true;
        for (int i = 1; i < map.size() && inOrder; i++) {
            inOrder = map.keyAt(i - 1).compareTo(map.keyAt(i)) < 0;
        }
        if (inOrder) {
            return map;
        }
        TreeMap<String, Object> entries = new TreeMap<>();
        map.forEach(entries::put);
        ObjectValue.Builder builder = ObjectValue.builder();
        entries.forEach(builder::set);
        return builder.build();
    }

    private static ListValue list(Schema schema, ListValue list) {
        Schema items = schema.items();
        if (items == null) {
            return list;
        }
        ListValue result = list;
        for (int i = 0; i < list.size(); i++) {
            Object written = value(items, list.get(i));
            if (written != list.get(i)) {
                result = result.with(i, written);
            }
        }
        return result;
    }
}
