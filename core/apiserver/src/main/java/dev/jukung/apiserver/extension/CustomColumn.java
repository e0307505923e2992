package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Ages;
import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.Json;
import dev.jukung.value.JsonPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** {@code additionalPrinterColumns}: what a JSONPath finds, in the form of the column's type. Pure functions. */
final class CustomColumn {
    private static final List<Column> DEFAULT = List.of(Column.NAME, Column.AGE);

    private CustomColumn() {}

    /** The columns of a version; a path that cannot be read leaves the name only, as in Kubernetes. */
    static List<Column> of(ObjectValue version) {
        List<ObjectValue> given = version.list("additionalPrinterColumns").objects();
        if (given.isEmpty()) {
            return DEFAULT;
        }
        List<Column> columns = new ArrayList<>(List.of(Column.NAME));
        try {
            given.forEach(column -> columns.add(column(column)));
        } catch (ParseException _) {
            return List.of(Column.NAME);
        }
        return List.copyOf(columns);
    }

    private static Column column(ObjectValue given) {
        String text = given.text("jsonPath", "");
        JsonPath path = JsonPath.parse(text);
        String type = given.text("type", "");
        return new Column(
                given.text("name", ""),
                type,
                given.text("format", ""),
                given.text("description", "Custom resource definition column (in JSONPath format): " + text),
                (int) given.integer("priority", 0),
                (object, now) -> {
                    List<Object> found = path.find(object);
                    return found.isEmpty() ? NullValue.NULL : cell(type, found.getFirst(), now);
                });
    }

    private static Object cell(String type, Object value, Instant now) {
        return switch (type) {
            case "string" ->
                value instanceof ObjectValue || value instanceof ListValue ? Json.write(value) : text(value);
            case "integer" ->
                switch (value) {
                    case Long _ -> value;
                    case NumberValue number -> (long) number.toDouble();
                    default -> NullValue.NULL;
                };
            case "number" -> value instanceof Long || value instanceof NumberValue ? value : NullValue.NULL;
            case "boolean" -> value instanceof Boolean ? value : NullValue.NULL;
            case "date" -> value instanceof String time ? age(time, now) : NullValue.NULL;
            default -> NullValue.NULL;
        };
    }

    private static Object text(Object value) {
        return value == NullValue.NULL ? "<nil>" : value.toString();
    }

    private static String age(String time, Instant now) {
        if (time.isEmpty() || time.equals("null")) {
            return "<unknown>";
        }
        try {
            return Ages.human(Duration.between(OffsetDateTime.parse(time).toInstant(), now));
        } catch (DateTimeException _) {
            return "<invalid>";
        }
    }
}
