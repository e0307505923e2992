package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
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
            Object written = given == null ? unset(schema, i) : value(schema.property(i), given);
            fields[i] = written;
            same &= written == given && (at < 0 || at > last);
            last = at < 0 ? last : at;
        }
        return same ? object : rebuilt(schema, object, fields);
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
        return list && owner.required().contains(owner.propertyName(index)) ? NullValue.NULL : null;
    }

    private static ObjectValue map(Schema schema, ObjectValue object) {
        Schema additional = schema.additional();
        if (additional == null) {
            return object;
        }
        ObjectValue result = object;
        for (int i = 0; i < object.size(); i++) {
            Object written = value(additional, object.valueAt(i));
            if (written != object.valueAt(i)) {
                result = result.with(object.keyAt(i), written);
            }
        }
        return result;
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
