package dev.jukung.schema.apply;

import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Collectors;

/** The path elements of the items of sets and list maps. */
final class ListItems {
    private ListItems() {}

    /** The item's identity; throws when the item has none. */
    static PathElement element(MergeType list, Object item) {
        List<String> keys = list.listKeys();
        return keys.isEmpty() ? value(item) : key(list, keys, item);
    }

    private static PathElement value(Object item) {
        return switch (item) {
            case ObjectValue _ ->
                throw new ListItemException("associative list without keys has an element that's a map type");
            case ListValue _ -> throw new ListItemException("not supported: associative list with lists as elements");
            case NullValue _ ->
                throw new ListItemException("associative list without keys has an element that's an explicit null");
            default -> new PathElement.Value(item);
        };
    }

    private static PathElement key(MergeType list, List<String> names, Object item) {
        if (item == NullValue.NULL) {
            throw new ListItemException("associative list with keys may not have a null element");
        }
        if (!(item instanceof ObjectValue object)) {
            throw new ListItemException("associative list with keys may not have non-map elements");
        }
        ObjectValue.Builder fields = ObjectValue.builder();
        boolean found = false;
        for (String name : names) {
            Object value = object.get(name);
            Object given = value == null ? defaultOf(list, name) : value;
            if (given != NullValue.NULL || value != null) {
                fields.set(name, given);
                found = true;
            }
        }
        if (!found) {
            throw new ListItemException("associative list with keys has an element that omits all key fields "
                    + names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(" ", "[", "]"))
                    + " (and doesn't have default values for any key fields)");
        }
        return new PathElement.Key(fields.build());
    }

    /** The default of a key field, or null's value when it has none. */
    private static Object defaultOf(MergeType list, String name) {
        MergeType field = list.items().field(name);
        Schema schema = field == null ? null : field.schema();
        return schema == null ? NullValue.NULL : schema.defaultValue().orElse(NullValue.NULL);
    }

    /** An item without identity. The message is structured-merge-diff's. */
    static final class ListItemException extends RuntimeException {

        ListItemException(String message) {
            super(message);
        }
    }
}
