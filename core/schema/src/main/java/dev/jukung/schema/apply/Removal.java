package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** An object without some of its fields and items. A container that loses its last member becomes null. */
final class Removal {
    private Removal() {}

    static ObjectValue remove(MergeType type, ObjectValue object, FieldSet fields) {
        return value(type, object, fields) instanceof ObjectValue left ? left : ObjectValue.EMPTY;
    }

    private static Object value(MergeType type, Object value, FieldSet fields) {
        return switch (type.form(value)) {
            case SCALAR -> value;
            case MAP ->
                value instanceof ObjectValue object && !type.atomicMap() ? map(type, object, fields) : NullValue.NULL;
            case LIST ->
                value instanceof ListValue list && !type.atomicList() ? list(type, list, fields) : NullValue.NULL;
        };
    }

    private static Object map(MergeType type, ObjectValue object, FieldSet fields) {
        ObjectValue.Builder kept = ObjectValue.builder();
        boolean same = true;
        int count = 0;
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            PathElement element = new PathElement.Field(key);
            if (fields.hasMember(element)) {
                same = false;
                continue;
            }
            Object member = object.valueAt(i);
            FieldSet below = fields.below(element);
            MergeType field = type.field(key);
            Object left = below.isEmpty() ? member : value(field == null ? MergeType.DEDUCED : field, member, below);
            same &= left == member;
            kept.set(key, left);
            count++;
        }
        return count == 0 ? NullValue.NULL : same ? object : kept.build();
    }

    private static Object list(MergeType type, ListValue list, FieldSet fields) {
        List<Object> kept = new ArrayList<>(list.size());
        for (Object item : list) {
            PathElement element = ListItems.element(type, item);
            if (!fields.hasMember(element)) {
                FieldSet below = fields.below(element);
                kept.add(below.isEmpty() ? item : value(type.items(), item, below));
            }
        }
        return kept.isEmpty() ? NullValue.NULL : ListValue.of(kept.toArray());
    }
}
