package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.Map;

/** The fields that a configuration speaks of: its leaves, the items of its lists and the keys of its maps. */
final class OwnedFields {
    /** What a value contributes: whether its own path is one of the fields, and the fields below. */
    private record Part(boolean self, FieldSet below) {
        static final Part NONE = new Part(false, FieldSet.EMPTY);
        static final Part SELF = new Part(true, FieldSet.EMPTY);
    }

    private OwnedFields() {}

    static FieldSet of(MergeType type, ObjectValue object) {
        return part(type, object).below();
    }

    private static Part part(MergeType type, Object value) {
        return switch (type.form(value)) {
            case SCALAR -> Part.SELF;
            case MAP -> type.atomicMap() ? Part.SELF : map(type, value);
            case LIST -> type.atomicList() ? Part.SELF : list(type, value);
        };
    }

    private static Part map(MergeType type, Object value) {
        if (!(value instanceof ObjectValue object)) {
            return Part.NONE;
        }
        FieldSet.Level level = new FieldSet.Level();
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            Object member = object.valueAt(i);
            MergeType field = type.field(key);
            Part part = part(field == null ? MergeType.DEDUCED : field, member);
            boolean empty = member == NullValue.NULL || (member instanceof ObjectValue inner && inner.isEmpty());
            level.add(new PathElement.Field(key), part.self() || empty || !type.declares(key), part.below());
        }
        return new Part(false, level.build());
    }

    private static Part list(MergeType type, Object value) {
        if (!(value instanceof ListValue list)) {
            return Part.NONE;
        }
        Map<PathElement, Integer> counts = HashMap.newHashMap(list.size());
        for (Object item : list) {
            counts.merge(ListItems.element(type, item), 1, Integer::sum);
        }
        FieldSet.Level level = new FieldSet.Level();
        for (Object item : list) {
            PathElement element = ListItems.element(type, item);
            boolean repeated = counts.getOrDefault(element, 1) > 1;
            level.add(
                    element,
                    true,
                    repeated ? FieldSet.EMPTY : part(type.items(), item).below());
        }
        return new Part(false, level.build());
    }
}
