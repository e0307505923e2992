package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One decoding. Every method returns the decoded value, the very same object if nothing changed, or null if the value
 * counts as absent. The first wrong type is remembered and thrown at the end, as Go's decoder does; a value that
 * refuses its own text (a time, a quantity) is thrown at once. Confined to one thread.
 */
final class Decoding {
    /** The only list whose emptiness says something: all that is known of its managers is to be forgotten. */
    private static final String MANAGED_FIELDS = "managedFields";

    private final WalkPath path = new WalkPath();
    private final GoContext context = new GoContext();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final boolean omitsZeros;
    private @Nullable String failure;

    /** @param omitsZeros whether zero values go that Go's {@code omitempty} leaves out */
    Decoding(boolean omitsZeros) {
        this.omitsZeros = omitsZeros;
    }

    List<String> strictErrors() {
        return List.copyOf(unknown);
    }

    ObjectValue root(Schema schema, ObjectValue tree) {
        Object decoded = value(schema, tree);
        if (failure != null) {
            throw new DecodingException(failure);
        }
        return decoded instanceof ObjectValue object ? object : ObjectValue.EMPTY;
    }

    private @Nullable Object value(Schema schema, Object value) {
        return schema.goTyped() ? goValue(schema, value) : customValue(schema, value);
    }

    private @Nullable Object goValue(Schema schema, Object value) {
        if (schema.wellKnown() != WellKnown.NONE) {
            return wellKnown(schema, value);
        }
        if (value == NullValue.NULL) {
            return null;
        }
        return switch (schema.type()) {
            case ANY -> value instanceof ObjectValue object ? object(schema, object) : value;
            case OBJECT -> value instanceof ObjectValue object ? object(schema, object) : mismatch(schema, value);
            case ARRAY -> value instanceof ListValue list ? list(schema, list) : mismatch(schema, value);
            case STRING -> value instanceof String text ? text(schema, text) : mismatch(schema, value);
            case BOOLEAN -> value instanceof Boolean ? value : mismatch(schema, value);
            case INTEGER -> integer(schema, value);
            case NUMBER -> value instanceof Long || value instanceof NumberValue ? value : mismatch(schema, value);
            case INT_OR_STRING -> intOrString(value);
        };
    }

    private @Nullable Object text(Schema schema, String text) {
        if (schema.format().equals("byte")) {
            Optional<String> problem = GoBase64.problem(text);
            if (problem.isPresent()) {
                return fail(problem.get());
            }
        }
        return text;
    }

    private @Nullable Object integer(Schema schema, Object value) {
        if (value instanceof Long number) {
            boolean fits = !schema.format().equals("int32") || number.intValue() == number;
            return fits ? number : fail(context.mismatch("number " + number, GoTypes.name(schema)));
        }
        if (value instanceof NumberValue number) {
            return fail(context.mismatch("number " + number.text(), GoTypes.name(schema)));
        }
        return mismatch(schema, value);
    }

    private @Nullable Object intOrString(Object value) {
        return switch (value) {
            case String text -> text;
            case Long number when number.intValue() == number -> number;
            case Long number -> throw new DecodingException(context.mismatch("number " + number, "int32"));
            case NumberValue number ->
                throw new DecodingException(context.mismatch("number " + number.text(), "int32"));
            default -> throw new DecodingException(context.mismatch(GoTypes.jsonName(value), "int32"));
        };
    }

    private @Nullable Object wellKnown(Schema schema, Object value) {
        WellKnown kind = schema.wellKnown();
        if (kind == WellKnown.RAW) {
            return value == NullValue.NULL ? null : value;
        }
        if (value == NullValue.NULL) {
            return null;
        }
        return switch (kind) {
            case QUANTITY -> QuantityForm.canonical(value);
            case INT_OR_STRING -> intOrString(value);
            case TIME -> GoTime.canonical(timeText(value));
            case MICRO_TIME -> GoTime.canonicalMicro(timeText(value));
            case DURATION -> GoDuration.canonical(timeText(value));
            case NONE, RAW -> throw new IllegalStateException("not a scalar: " + schema);
        };
    }

    private String timeText(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new DecodingException(context.mismatch(GoTypes.jsonName(value), "string"));
    }

    private @Nullable Object mismatch(Schema schema, Object value) {
        return fail(context.mismatch(GoTypes.jsonName(value), GoTypes.name(schema)));
    }

    private @Nullable Object fail(String message) {
        if (failure == null) {
            failure = message;
        }
        return null;
    }

    private @Nullable Object customValue(Schema schema, Object value) {
        return switch (value) {
            case ObjectValue object -> object(schema, object);
            case ListValue list -> list(schema, list);
            case NumberValue number -> canonicalNumber(number);
            default -> value;
        };
    }

    /** Kubernetes reads a number with a point or exponent as a float64 and writes the shortest form of it. */
    private static Object canonicalNumber(NumberValue number) {
        double value = number.toDouble();
        if (Double.isInfinite(value)) {
            throw new DecodingException(
                    "json: cannot unmarshal number " + number.text() + " into Go value of type float64");
        }
        String text = GoText.jsonNumber(value);
        if (text.equals(number.text())) {
            return number;
        }
        return Values.number(text);
    }

    private Object list(Schema schema, ListValue list) {
        Schema items = schema.items();
        if (items == null && schema.goTyped()) {
            return list;
        }
        Object[] decoded = null;
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            path.push(i);
            Object result = items == null ? unspecified(schema, item) : value(items, item);
            path.pop();
            Object kept = result == null ? items == null ? NullValue.NULL : GoTypes.zero(items) : result;
            if (kept != item && decoded == null) {
                decoded = list.toArray();
            }
            if (decoded != null) {
                decoded[i] = kept;
            }
        }
        return decoded == null ? list : ListValue.of(decoded);
    }

    private Object object(Schema schema, ObjectValue object) {
        if (schema.properties().size() == 0) {
            return map(schema, object);
        }
        Properties properties = schema.properties();
        Object[] fields = new Object[properties.size()];
        List<String> others = List.of();
        boolean same = true;
        int last = -1;
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            int index = properties.indexOf(key);
            if (index < 0) {
                if (keepsOther(schema, key)) {
                    others = others.isEmpty() ? new ArrayList<>() : others;
                    others.add(key);
                }
                same = false;
                continue;
            }
            Object given = object.valueAt(i);
            Object decoded = member(schema, index, given);
            same &= decoded == given && index > last && key == properties.name(index);
            last = index;
            fields[index] = decoded;
        }
        return same ? object : rebuilt(schema, object, fields, others);
    }

    private ObjectValue rebuilt(Schema schema, ObjectValue object, @Nullable Object[] fields, List<String> others) {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < fields.length; i++) {
            Object field = fields[i];
            if (field != null) {
                builder.set(schema.propertyName(i), field);
            }
        }
        for (String key : others) {
            Object decoded = other(schema, key, object.get(key));
            if (decoded != null) {
                builder.set(key, decoded);
            }
        }
        return builder.build();
    }

    private @Nullable Object member(Schema owner, int index, Object given) {
        Schema schema = owner.property(index);
        String name = owner.propertyName(index);
        if (given == NullValue.NULL && !schema.goTyped() && !schema.nullable() && schema.defaultOrNull() == null) {
            return null;
        }
        path.push(name);
        context.enter(owner, name);
        Object decoded = value(schema, given);
        context.leave(owner);
        path.pop();
        return decoded != null && schema.goTyped() && isOmitted(owner, schema, name, decoded) ? null : decoded;
    }

    /** What Go's {@code omitempty} leaves out when the object is written again. */
    private boolean isOmitted(Schema owner, Schema schema, String name, Object value) {
        return switch (value) {
            case ListValue list ->
                list.isEmpty() && !owner.required().contains(name) && !schema.shown() && !name.equals(MANAGED_FIELDS);
            case ObjectValue object ->
                object.isEmpty() && isMap(schema) && !owner.required().contains(name);
            case String text
            when text.isEmpty() && schema.format().equals("byte") ->
                !owner.required().contains(name);
            default -> omitsZeros && schema.omitsZero() && value.equals(GoTypes.zero(schema));
        };
    }

    private static boolean isMap(Schema schema) {
        return schema.properties().size() == 0 && schema.additional() != null;
    }

    private boolean keepsOther(Schema schema, String key) {
        if (schema.additional() != null || schema.preservesUnknownFields()) {
            return true;
        }
        report(key);
        return false;
    }

    private void report(String key) {
        if (unknown.size() < Decoded.MAX_STRICT_ERRORS) {
            unknown.add(Decoded.unknownField(path.text(key)));
        }
    }

    private @Nullable Object other(Schema schema, String key, @Nullable Object given) {
        if (given == null) {
            return null;
        }
        Schema additional = schema.additional();
        if (additional == null) {
            return schema.goTyped() ? given : unspecified(schema, given);
        }
        if (given == NullValue.NULL
                && !additional.goTyped()
                && !additional.nullable()
                && additional.defaultOrNull() == null) {
            return null;
        }
        path.push(key);
        Object decoded = value(additional, given);
        path.pop();
        return decoded == null && additional.goTyped() ? GoTypes.zero(additional) : decoded;
    }

    /** An object without declared fields: a map, whose keys Go writes in order, or anything at all. */
    private Object map(Schema schema, ObjectValue object) {
        if (schema.goTyped() && schema.additional() == null && schema.preservesUnknownFields()) {
            return object;
        }
        String[] keys = new String[object.size()];
        int kept = 0;
        boolean same = true;
        for (int i = 0; i < object.size(); i++) {
            String key = object.keyAt(i);
            if (keepsOther(schema, key)) {
                same &= kept == 0 || keys[kept - 1].compareTo(key) < 0;
                keys[kept++] = key;
            } else {
                same = false;
            }
        }
        Arrays.sort(keys, 0, kept);
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < kept; i++) {
            Object given = object.get(keys[i]);
            Object decoded = other(schema, keys[i], given);
            same &= decoded == given;
            if (decoded != null) {
                builder.set(keys[i], decoded);
            }
        }
        return same ? object : builder.build();
    }

    /** A value that no schema describes: kept where its owner keeps such values, else without its fields. */
    private Object unspecified(Schema owner, Object value) {
        boolean keeps = owner.preservesUnknownFields();
        return switch (value) {
            case ObjectValue object -> {
                ObjectValue.Builder builder = ObjectValue.builder();
                String[] keys = new String[object.size()];
                Arrays.setAll(keys, object::keyAt);
                Arrays.sort(keys);
                for (String key : keys) {
                    Object member = object.get(key);
                    if (keeps && member != null) {
                        builder.set(key, unspecified(owner, member));
                    } else {
                        report(key);
                    }
                }
                ObjectValue built = builder.build();
                yield built.equals(object) && inOrder(object) ? object : built;
            }
            case ListValue list -> {
                Object[] items = list.toArray();
                boolean same = true;
                for (int i = 0; i < items.length; i++) {
                    path.push(i);
                    items[i] = unspecified(owner, items[i]);
                    path.pop();
                    same &= items[i] == list.get(i);
                }
                yield same ? list : ListValue.of(items);
            }
            case NumberValue number -> canonicalNumber(number);
            default -> value;
        };
    }

    private static boolean inOrder(ObjectValue object) {
        for (int i = 1; i < object.size(); i++) {
            if (object.keyAt(i - 1).compareTo(object.keyAt(i)) > 0) {
                return false;
            }
        }
        return true;
    }
}
