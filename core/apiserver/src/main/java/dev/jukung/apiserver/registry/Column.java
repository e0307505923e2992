package dev.jukung.apiserver.registry;

import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * One column of a kind's table ({@code meta.k8s.io/v1 TableColumnDefinition}).
 *
 * @param type string, integer, date …
 * @param format {@code name} for the object's name, else usually empty
 * @param text the description, found when a table asks for it
 * @param priority 0 is always shown, 1 with {@code -o wide}
 */
public record Column(String name, String type, String format, Supplier<String> text, int priority, Cell cell) {
    public Column(String name, String type, String format, String description, int priority, Cell cell) {
        this(name, type, format, () -> description, priority, cell);
    }

    public String description() {
        return text.get();
    }

    /** The value of a cell: a string, a number or null. */
    @FunctionalInterface
    public interface Cell {
        Object of(ObjectValue object, Instant now);
    }

    public static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name must be unique within a namespace. Is required when creating resources.",
            0,
            (object, _) -> object.object("metadata").text("name", ""));

    public static final Column AGE = new Column(
            "Age",
            "string",
            "",
            "CreationTimestamp is the server time when the object was created.",
            0,
            (object, now) -> Ages.since(object.object("metadata").text("creationTimestamp", ""), now));

    /** The same column with another type and description. */
    public Column described(String as, Supplier<String> description) {
        return new Column(name, as, format, description, priority, cell);
    }

    static final List<Column> NAME_AND_AGE = List.of(NAME, AGE);
}
