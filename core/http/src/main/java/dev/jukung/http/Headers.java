package dev.jukung.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in order; names compare without case (RFC 9110, 5.1). Immutable. */
public final class Headers {
    public static final Headers NONE = new Headers(List.of());

    /** One field as it was sent. */
    public record Field(String name, String value) {}

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /** Pairs of a name and a value. */
    public static Headers of(String... namesAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(List.copyOf(fields));
    }

    public static Headers of(List<Field> fields) {
        return new Headers(List.copyOf(fields));
    }

    public List<Field> fields() {
        return fields;
    }

    /** The first value under {@code name}. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** These fields and one more at the end. */
    public Headers plus(String name, String value) {
        List<Field> longer = new ArrayList<>(fields);
        longer.add(new Field(name, value));
        return new Headers(List.copyOf(longer));
    }

    /** These fields with {@code name} having this one value only. */
    public Headers with(String name, String value) {
        List<Field> changed = new ArrayList<>(fields);
        changed.removeIf(field -> field.name().equalsIgnoreCase(name));
        changed.add(new Field(name, value));
        return new Headers(List.copyOf(changed));
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
