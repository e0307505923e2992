package dev.jukung.modelgen;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Kubernetes' types mean beyond their fields: defaults, enums, what may be absent or is shown then, and how lists merge. Text files of ours, laid over
 * the generated schemas. A line about a type or field that does not exist fails the build.
 */
final class Overlay {
    private final Map<String, ObjectValue> schemas = new TreeMap<>();

    private Overlay(ObjectValue document) {
        document.forEach((name, schema) -> schemas.put(name, (ObjectValue) schema));
    }

    static ObjectValue apply(ObjectValue document) throws IOException {
        Overlay overlay = new Overlay(document);
        for (String line : lines("merging.txt")) {
            overlay.merging(line);
        }
        for (String line : lines("defaults.txt")) {
            int space = line.indexOf(' ');
            overlay.extend(line.substring(0, space), "default", Json.parse(line.substring(space + 1)));
        }
        for (String line : lines("enums.txt")) {
            String[] words = line.split(" ");
            overlay.extend(words[0], "enum", ListValue.copyOf(List.of(words).subList(1, words.length)));
        }
        for (String line : lines("optional.txt")) {
            String[] words = line.split(" ");
            overlay.extend(
                    words[0],
                    "x-jukung-optional",
                    ListValue.copyOf(List.of(words).subList(1, words.length)));
        }
        for (String line : lines("shown.txt")) {
            overlay.extend(line, "x-jukung-shown", true);
        }
        for (String line : lines("hidden.txt")) {
            overlay.extend(line, "x-jukung-hidden", true);
        }
        for (String line : lines("gotypes.txt")) {
            String[] words = line.split(" ");
            overlay.goType(words[0], words[1]);
        }
        for (String line : lines("order.txt")) {
            String[] words = line.split(" ");
            overlay.order(words[0], List.of(words).subList(1, words.length));
        }
        ObjectValue.Builder result = ObjectValue.builder();
        document.forEach((name, _) -> result.set(name, overlay.schemas.getOrDefault(name, ObjectValue.EMPTY)));
        return result.build();
    }

    /** The words that OpenAPI documents give, by {@code DEFINITION.FIELD}, or with {@code []} for those of elements. */
    static Map<String, List<String>> publishedWords() throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String line : lines("enums.txt")) {
            List<String> words = List.of(line.split(" "));
            all.put(words.getFirst(), words.subList(1, words.size()));
        }
        for (String line : lines("published.txt")) {
            String[] parts = line.split(" ", 3);
            if (parts[1].equals("enum")) {
                all.put(parts[0], ((ListValue) Json.parse(parts[2])).texts());
            }
        }
        return all;
    }

    /** Where paragraphs begin that no source keeps: how many words stand before each. */
    static Map<String, List<Integer>> paragraphs() throws IOException {
        Map<String, List<Integer>> all = new TreeMap<>();
        for (String line : lines("published.txt")) {
            String[] parts = line.split(" ", 3);
            if (parts[1].equals("paragraphs")) {
                all.put(
                        parts[0],
                        ((ListValue) Json.parse(parts[2]))
                                .stream()
                                        .map(count -> ((Number) count).intValue())
                                        .toList());
            }
        }
        return all;
    }

    /** What is published of definitions and known from nowhere else, by definition. */
    static Map<String, ObjectValue> extensions() throws IOException {
        Map<String, ObjectValue> all = new TreeMap<>();
        for (String line : lines("published.txt")) {
            String[] parts = line.split(" ", 3);
            if (parts[1].startsWith("x-")) {
                all.merge(
                        parts[0],
                        ObjectValue.of(parts[1], Json.parse(parts[2])),
                        (known, more) -> known.with(parts[1], Json.parse(parts[2])));
            }
        }
        return all;
    }

    private void merging(String line) {
        String[] words = line.split(" ");
        for (String word : List.of(words).subList(1, words.length)) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.substring(0, word.indexOf('='))) {
                case "list" -> extend(words[0], "x-kubernetes-list-type", value);
                case "keys" ->
                    extend(words[0], "x-kubernetes-list-map-keys", ListValue.copyOf(List.of(value.split(","))));
                case "map" -> extend(words[0], "x-kubernetes-map-type", value);
                case "patch" -> extend(words[0], "x-kubernetes-patch-strategy", value);
                case "mergeKey" -> extend(words[0], "x-kubernetes-patch-merge-key", value);
                default -> throw new IllegalStateException("merging.txt: unknown word " + word);
            }
        }
    }

    /** The type of a list is told at its items. */
    private void goType(String place, String type) {
        if (!type.startsWith("[]")) {
            extend(place, "x-jukung-go-type", type);
            return;
        }
        String name = place.substring(0, place.lastIndexOf('.'));
        String field = place.substring(place.lastIndexOf('.') + 1);
        ObjectValue items = schemas.getOrDefault(name, ObjectValue.EMPTY)
                .object("properties")
                .object(field)
                .object("items");
        extend(place, "items", items.with("x-jukung-go-type", type.substring("[]".length())));
    }

    private void order(String name, List<String> fields) {
        ObjectValue definition = schemas.getOrDefault(name, ObjectValue.EMPTY);
        ObjectValue properties = definition.object("properties");
        if (properties.size() != fields.size()) {
            throw new IllegalStateException("order.txt: not all fields of " + name);
        }
        ObjectValue.Builder ordered = ObjectValue.builder();
        fields.forEach(field -> ordered.set(field, properties.object(field)));
        schemas.put(name, definition.with("properties", ordered.build()));
    }

    /** @param place a definition, or a definition and one of its fields */
    private void extend(String place, String key, Object value) {
        ObjectValue definition = schemas.get(place);
        if (definition != null) {
            schemas.put(place, definition.with(key, value));
            return;
        }
        String name = place.substring(0, place.lastIndexOf('.'));
        String field = place.substring(place.lastIndexOf('.') + 1);
        ObjectValue owner = schemas.getOrDefault(name, ObjectValue.EMPTY);
        ObjectValue property = owner.object("properties").object(field);
        if (property.isEmpty()) {
            throw new IllegalStateException("overlay: there is no " + place);
        }
        schemas.put(name, owner.withAt(property.with(key, value), "properties", field));
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = Overlay.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("missing resource " + file);
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
