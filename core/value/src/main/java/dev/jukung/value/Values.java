package dev.jukung.value;

import java.util.List;
import java.util.Map;

/** What a value is, and values from plain Java ones. */
public final class Values {
    private Values() {}

    /** JSON's name of a value's type: object, array, string, integer, number, boolean, null. */
    public static String typeOf(Object value) {
        return switch (value) {
            case ObjectValue _ -> "object";
            case ListValue _ -> "array";
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Long _ -> "integer";
            case NumberValue _ -> "number";
            case NullValue _ -> "null";
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + value.getClass().getName());
        };
    }

    /** Takes Java's maps, lists, strings, numbers, booleans and values, and refuses everything else. */
    public static Object from(Object java) {
        return switch (java) {
            case ObjectValue o -> o;
            case ListValue l -> l;
            case String s -> s;
            case Boolean b -> b;
            case Long l -> l;
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Double d -> NumberValue.of(d);
            case NumberValue n -> n;
            case NullValue n -> n;
            case Map<?, ?> map -> {
                ObjectValue.Builder builder = ObjectValue.builder();
                map.forEach((key, value) -> builder.set((String) key, from(value)));
                yield builder.build();
            }
            case List<?> list -> ListValue.of(list.stream().map(Values::from).toArray());
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + java.getClass().getName());
        };
    }
}
