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
        List<Field> fields = new ArrayList<>(namesAndValues.length / 2);
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

    public boolean contains(String name) {
        return first(name).isPresent();
    }

    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The elements of the comma-separated lists under {@code name}, without spaces around them (RFC 9110, 5.6.1). */
    public List<String> elements(String name) {
        List<String> elements = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                for (String element : field.value().split(",", -1)) {
                    if (!element.isBlank()) {
                        elements.add(element.strip());
                    }
                }
            }
        }
        return elements;
    }

    /** Whether one of the {@link #elements} under {@code name} is {@code element}, in any case. */
    public boolean hasElement(String name, String element) {
        return elements(name).stream().anyMatch(element::equalsIgnoreCase);
    }

    /** These fields and one more at the end. */
    public Headers plus(String name, String value) {
        List<Field> longer = new ArrayList<>(fields);
        longer.add(new Field(name, value));
        return new Headers(List.copyOf(longer));
    }

    /** These fields with {@code name} having this one value only. */
    public Headers with(String name, String value) {
        return without(name).plus(name, value);
    }

    /** These fields except those under {@code name}. */
    public Headers without(String name) {
        List<Field> fewer = new ArrayList<>(fields);
        return fewer.removeIf(field -> field.name().equalsIgnoreCase(name)) ? new Headers(List.copyOf(fewer)) : this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && fields.equals(headers.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
