package dev.jukung.model.protobuf;

import dev.jukung.model.Views;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Values;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages to trees: what Go's JSON form of the same message has. What is written as zero and is no pointer counts as
 * absent there, unless JSON shows it. Throws {@link ParseException} for what is no such message.
 */
final class WireReader {
    private WireReader() {}

    static ObjectValue message(WireMessage message, WireInput in) {
        return message(message, in, 0);
    }

    private static ObjectValue message(WireMessage message, WireInput in, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new ParseException("exceeded max depth");
        }
        WireField[] fields = message.fields();
        @Nullable Object[] found = new @Nullable Object[fields.length];
        while (in.more()) {
            long tag = in.varint();
            int number = (int) (tag >>> 3);
            int wireType = (int) tag & 7;
            checkTag(message, number, wireType);
            int slot = message.slot(number);
            if (slot < 0) {
                in.skip(wireType);
            } else {
                found[slot] = read(fields[slot], wireType, in, found[slot], depth);
            }
        }
        return object(fields, found, depth);
    }

    private static void checkTag(WireMessage message, int number, int wireType) {
        String name = message.definition().substring(message.definition().lastIndexOf('.') + 1);
        if (wireType == 4) {
            throw new ParseException("proto: " + name + ": wiretype end group for non-group");
        }
        if (number <= 0) {
            throw new ParseException("proto: " + name + ": illegal tag " + number + " (wire type " + wireType + ")");
        }
    }

    /** The value of a field so far: a list or map is collected from many parts, a message may come in several. */
    private static Object read(WireField field, int wireType, WireInput in, @Nullable Object before, int depth) {
        WireForm form = field.form();
        boolean packed =
                field.shape() == WireField.Shape.LIST && wireType == WireForm.DELIMITED && form.wireType() != wireType;
        int expected = field.shape() == WireField.Shape.MAP ? WireForm.DELIMITED : form.wireType();
        if (wireType != expected && !packed) {
            String goName =
                    Character.toUpperCase(field.name().charAt(0)) + field.name().substring(1);
            throw new ParseException("proto: wrong wireType = " + wireType + " for field " + goName);
        }
        return switch (field.shape()) {
            case ONE -> {
                Object value = value(field, in, depth);
                yield before instanceof ObjectValue earlier && value instanceof ObjectValue later
                        ? earlier.merged(later)
                        : value;
            }
            case LIST -> {
                List<Object> items = before instanceof Items known ? known : new Items();
                WireInput values = packed ? in.part() : in;
                do {
                    items.add(value(field, values, depth));
                } while (packed && values.more());
                yield items;
            }
            case MAP -> {
                Entries entries = before instanceof Entries known ? known : new Entries(ObjectValue.builder());
                entry(entries.builder(), field, in.part(), depth);
                yield entries;
            }
        };
    }

    private static final class Items extends ArrayList<Object> {
        private static final long serialVersionUID = 1;
    }

    private record Entries(ObjectValue.Builder builder) {}

    private static void entry(ObjectValue.Builder map, WireField field, WireInput in, int depth) {
        String key = "";
        Object value = null;
        while (in.more()) {
            long tag = in.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> key = in.text();
                case 2 -> value = value(field, in, depth);
                default -> in.skip((int) tag & 7);
            }
        }
        map.set(key, value == null ? zero(field) : value);
    }

    private static Object value(WireField field, WireInput in, int depth) {
        return switch (field.form()) {
            case STRING -> in.text();
            case BYTES -> Base64.getEncoder().encodeToString(in.bytes());
            case BOOL -> in.varint() != 0;
            case INT32 -> (long) (int) in.varint();
            case INT64 -> in.varint();
            case DOUBLE -> number(in.fixed64());
            case MESSAGE -> message(field.target(), in.part(), depth + 1);
            case TIME, MICRO_TIME -> time(field.form(), in.part());
            case QUANTITY -> quantity(in.part());
            case INT_OR_STRING -> intOrString(in.part());
            case RAW -> raw(in.part());
            case TEXTS, SCHEMA_OR_LIST, SCHEMA_OR_BOOL, SCHEMA_OR_TEXTS -> choice(field, in.part(), depth);
        };
    }

    private static Object number(double value) {
        if (!Double.isFinite(value)) {
            throw new ParseException("json: unsupported value: " + value);
        }
        return Values.number(value);
    }

    private static Object time(WireForm form, WireInput in) {
        if (!in.more()) {
            return NullValue.NULL; // Go's zero time
        }
        long seconds = 0;
        int nanos = 0;
        while (in.more()) {
            long tag = in.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> seconds = in.varint();
                case 2 -> nanos = (int) in.varint();
                default -> in.skip((int) tag & 7);
            }
        }
        try {
            Instant time = Instant.ofEpochSecond(seconds, nanos);
            return form == WireForm.TIME ? Views.fromTime(time) : Views.fromMicroTime(time);
        } catch (DateTimeException e) {
            throw new ParseException("Time.MarshalJSON: year outside of range [0,9999]");
        }
    }

    private static String quantity(WireInput in) {
        String text = "0";
        while (in.more()) {
            long tag = in.varint();
            if (tag >>> 3 == 1) {
                text = in.text();
            } else {
                in.skip((int) tag & 7);
            }
        }
        return text.isEmpty() ? "0" : text;
    }

    private static Object intOrString(WireInput in) {
        long type = 0;
        long number = 0;
        String text = "";
        while (in.more()) {
            long tag = in.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> type = in.varint();
                case 2 -> number = (int) in.varint();
                case 3 -> text = in.text();
                default -> in.skip((int) tag & 7);
            }
        }
        return type == 0 ? (Object) number : text;
    }

    private static Object raw(WireInput in) {
        byte[] json = {};
        while (in.more()) {
            long tag = in.varint();
            if (tag >>> 3 == 1) {
                json = in.bytes();
            } else {
                in.skip((int) tag & 7);
            }
        }
        return json.length == 0 ? NullValue.NULL : Json.parse(json);
    }

    /** The forms that are one of two things in JSON. */
    private static Object choice(WireField field, WireInput in, int depth) {
        int schemaNumber = field.form() == WireForm.SCHEMA_OR_BOOL ? 2 : 1;
        boolean allows = false;
        Object schema = null;
        List<Object> others = new ArrayList<>();
        while (in.more()) {
            long tag = in.varint();
            int number = (int) (tag >>> 3);
            if (number > 2 || number == 0) {
                in.skip((int) tag & 7);
            } else if (field.form() == WireForm.TEXTS) {
                others.add(in.text());
            } else if (number == schemaNumber) {
                schema = message(field.target(), in.part(), depth + 1);
            } else {
                switch (field.form()) {
                    case SCHEMA_OR_BOOL -> allows = in.varint() != 0;
                    case SCHEMA_OR_LIST -> others.add(message(field.target(), in.part(), depth + 1));
                    default -> others.add(in.text());
                }
            }
        }
        if (field.form() == WireForm.TEXTS || !others.isEmpty()) {
            return ListValue.copyOf(others);
        }
        if (schema != null) {
            return schema;
        }
        return field.form() == WireForm.SCHEMA_OR_BOOL ? (Object) allows : NullValue.NULL;
    }

    private static ObjectValue object(WireField[] fields, @Nullable Object[] found, int depth) {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int slot = 0; slot < fields.length; slot++) {
            WireField field = fields[slot];
            Object value = found[slot];
            if (field.inline()) {
                Object inner =
                        value == null ? message(field.target(), new WireInput(new byte[0], 0, 0), depth + 1) : value;
                ((ObjectValue) inner).forEach(builder::set);
            } else if (value == null) {
                if (field.shown()) {
                    builder.set(field.name(), zero(field));
                }
            } else if (counts(field, value)) {
                builder.set(field.name(), whole(value));
            }
        }
        return builder.build();
    }

    private static Object whole(Object value) {
        return switch (value) {
            case Items items -> ListValue.copyOf(items);
            case Entries entries -> entries.builder().build();
            default -> value;
        };
    }

    private static boolean counts(WireField field, Object value) {
        boolean pointer = field.optional() || field.shown();
        return switch (value) {
            case NullValue _ -> false;
            case String text -> field.form() == WireForm.BYTES ? !text.isEmpty() : pointer || !text.isEmpty();
            case Long number -> pointer || number != 0;
            case Boolean flag -> pointer || flag;
            case ObjectValue object -> pointer || !object.isEmpty();
            case ListValue list -> pointer || !list.isEmpty();
            default -> true;
        };
    }

    private static Object zero(WireField field) {
        return switch (field.form()) {
            case STRING, BYTES -> "";
            case BOOL -> false;
            case INT32, INT64, DOUBLE, INT_OR_STRING -> 0L;
            case QUANTITY -> "0";
            case MESSAGE -> ObjectValue.EMPTY;
            case TEXTS -> ListValue.EMPTY;
            case TIME, MICRO_TIME, RAW, SCHEMA_OR_LIST, SCHEMA_OR_BOOL, SCHEMA_OR_TEXTS -> NullValue.NULL;
        };
    }
}
