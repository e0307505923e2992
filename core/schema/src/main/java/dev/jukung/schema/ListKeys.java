package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/** What tells the items of a list map apart. */
final class ListKeys {
    private ListKeys() {}

    /** The item's keys and their values, defaults included; fields that are absent and have none are left out. */
    static ObjectValue of(Schema list, ObjectValue item) {
        ObjectValue.Builder keys = ObjectValue.builder();
        Schema items = list.items();
        for (String name : list.listMapKeys()) {
            Object value = item.get(name);
            if (value == null && items != null) {
                value = items.property(name).map(Schema::defaultOrNull).orElse(null);
            }
            if (value != null) {
                keys.set(name, value);
            }
        }
        return keys.build();
    }

    /** The item of the old list that has the same keys; null when there is none or the list is no list map. */
    static @Nullable Object correlated(Schema list, Object item, Object old) {
        if (list.listType() != ListType.MAP
                || !(item instanceof ObjectValue object)
                || !(old instanceof ListValue oldItems)) {
            return null;
        }
        ObjectValue keys = of(list, object);
        for (Object candidate : oldItems) {
            if (candidate instanceof ObjectValue oldObject
                    && of(list, oldObject).equals(keys)) {
                return oldObject;
            }
        }
        return null;
    }
}
