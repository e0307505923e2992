package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.Map;

/** Checks that the items of sets and list maps are different. Each repeated item is reported once. */
final class ListUniqueness {
    private final FieldErrors errors;

    ListUniqueness(FieldErrors errors) {
        this.errors = errors;
    }

    void check(Schema schema, ObjectValue object) {
        object(FieldPath.ROOT, schema, object);
    }

    private void value(FieldPath path, Schema schema, Object value) {
        switch (value) {
            case ObjectValue object -> object(path, schema, object);
            case ListValue list -> list(path, schema, list);
            default -> {}
        }
    }

    private void object(FieldPath path, Schema schema, ObjectValue object) {
        Schema additional = schema.additional();
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            int index = schema.indexOf(key);
            if (index >= 0) {
                value(path.child(key), schema.property(index), object.valueAt(i));
            } else if (additional != null) {
                value(path.key(key), additional, object.valueAt(i));
            }
        }
    }

    private void list(FieldPath path, Schema schema, ListValue list) {
        if (schema.goTyped()) {
            return; // metadata: its lists are not checked here
        }
        switch (schema.listType()) {
            case SET -> repeated(list.toArray(), path);
            case MAP -> listMap(path, schema, list);
            case ATOMIC -> {}
        }
        Schema items = schema.items();
        if (items != null) {
            for (int i = 0; i < list.size(); i++) {
                value(path.index(i), items, list.get(i));
            }
        }
    }

    private void listMap(FieldPath path, Schema schema, ListValue list) {
        Object[] keys = new Object[list.size()];
        for (int i = 0; i < keys.length; i++) {
            Object item = list.get(i);
            if (item instanceof ObjectValue object) {
                keys[i] = given(schema, object);
            } else if (item == NullValue.NULL) {
                keys[i] = ObjectValue.EMPTY;
            } else {
                errors.add(FieldError.invalid(path.index(i), item, "must be an object for an array of list-type map"));
                return;
            }
        }
        repeated(keys, path);
    }

    private static ObjectValue given(Schema schema, ObjectValue item) {
        ObjectValue.Builder keys = ObjectValue.builder();
        for (String name : schema.listMapKeys()) {
            Object value = item.get(name);
            if (value != null) {
                keys.set(name, value);
            }
        }
        return keys.build();
    }

    private void repeated(Object[] items, FieldPath path) {
        Map<Object, Integer> seen = HashMap.newHashMap(items.length);
        for (int i = 0; i < items.length; i++) {
            if (seen.merge(items[i], 1, Integer::sum) == 2) {
                errors.add(FieldError.duplicate(path.index(i), items[i]));
            }
        }
    }
}
