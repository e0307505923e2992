package dev.jukung.value;

import java.math.BigDecimal;
import java.math.BigInteger;
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
            case Double d -> number(d);
            case Float f -> number(Double.parseDouble(f.toString()));
            case BigDecimal d -> number(d.toString());
            case BigInteger i -> number(i.toString());
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

    /** The number that JSON's text of it means: a {@link Long} when it is a plain 64-bit integer. */
    public static Object number(String text) {
        boolean plain = JsonNumbers.isNumber(text) && NumberValue.isPlainInteger(text);
        return plain ? (Object) Long.valueOf(text) : new NumberValue(text);
    }

    /** The number as Go writes it into JSON: a whole one is a {@link Long} as far as it fits. */
    public static Object number(double value) {
        return number(GoText.json(value));
    }

    /** Whether two values are equal when numbers count by what they are worth: 1, 1.0 and 1e0 are the same. */
    public static boolean equivalent(Object a, Object b) {
        if (a == b) {
            return true;
        }
        return switch (a) {
            case ObjectValue object -> b instanceof ObjectValue other && equivalent(object, other);
            case ListValue list -> b instanceof ListValue other && equivalent(list, other);
            case Long number
            when b instanceof NumberValue other -> other.toDecimal().compareTo(new BigDecimal(number)) == 0;
            case NumberValue number
            when b instanceof Long other -> number.toDecimal().compareTo(new BigDecimal(other)) == 0;
            default -> a.equals(b);
        };
    }

    private static boolean equivalent(ObjectValue a, ObjectValue b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            Object other = b.get(a.keyAt(i));
            if (other == null || !equivalent(a.valueAt(i), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equivalent(ListValue a, ListValue b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equivalent(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
