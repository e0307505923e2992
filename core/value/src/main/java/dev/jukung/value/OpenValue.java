package dev.jukung.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container that is being changed. A patch of ten thousand operations on one large object would copy it ten thousand
 * times; so a container is opened when something in it first changes, and closed once at the end. What has not been
 * opened stays the value that it was and is shared. Members are values or open values. Confined to one thread.
 */
sealed interface OpenValue {
    record OpenObject(Map<String, Object> members) implements OpenValue {}

    record OpenList(List<Object> items) implements OpenValue {}

    /** The container, which is an object or a list, open. */
    static OpenValue open(Object container) {
        return switch (container) {
            case OpenValue open -> open;
            case ObjectValue object -> {
                Map<String, Object> members = LinkedHashMap.newLinkedHashMap(object.size() + 1);
                object.forEach(members::put);
                yield new OpenObject(members);
            }
            case ListValue list -> new OpenList(new ArrayList<>(list));
            default -> throw new IllegalArgumentException("not a container: " + Values.typeOf(container));
        };
    }

    /** The value as it is now; what is open stays open. */
    static Object closed(Object value) {
        return switch (value) {
            case OpenObject open -> {
                ObjectValue.Builder builder = ObjectValue.builder();
                open.members().forEach((key, member) -> builder.set(key, closed(member)));
                yield builder.build();
            }
            case OpenList open ->
                ListValue.owning(open.items().stream().map(OpenValue::closed).toArray());
            default -> value;
        };
    }

    static boolean isContainer(Object value) {
        return value instanceof OpenValue || value instanceof ObjectValue || value instanceof ListValue;
    }

    static boolean isList(Object value) {
        return value instanceof OpenList || value instanceof ListValue;
    }
}
