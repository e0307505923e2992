package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Schemas;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The types and descriptions of the columns of the built-in kinds, from {@code columns.tsv}: resource, column, type, and
 * either a text or {@code @Definition.field}, which has the description of that field ({@code ~} at its end: without its last
 * sentence). Immutable.
 */
final class ColumnTexts {
    private record Place(String resource, String column) {}

    private record Text(String type, String description) {}

    private static final String META = "@io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.";
    private static final String NAME = META + "name";
    private static final String CREATED = META + "creationTimestamp";

    private final Map<Place, Text> texts = new HashMap<>();

    ColumnTexts() {
        for (String line : table().split("\n")) {
            String[] fields = line.split("\t", -1);
            texts.put(new Place(fields[0], fields[1]), new Text(fields[2], fields[3]));
        }
    }

    private static String table() {
        try (InputStream in = Column.class.getResourceAsStream("/dev/jukung/apiserver/columns.tsv")) {
            if (in == null) {
                throw new IllegalStateException("columns.tsv is not in the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The columns of a kind, as its tables describe them. */
    List<Column> described(ResourceType<?> type, List<Column> columns) {
        String resource = type.group().isEmpty() ? type.plural() : type.plural() + "." + type.group();
        return columns.stream().map(column -> described(resource, column)).toList();
    }

    private Column described(String resource, Column column) {
        return switch (column.name()) {
            case "Name" -> column.described(column.type(), published(NAME));
            case "Age", "Created At" -> column.described(column.type(), published(CREATED));
            default -> {
                Text text = texts.get(new Place(resource, column.name()));
                yield text == null ? column : column.described(text.type(), published(text.description()));
            }
        };
    }

    private static Supplier<String> published(String description) {
        return () -> description.startsWith("@") ? Published.TEXTS.getOrDefault(description, "") : description;
    }

    /** What columns say with the words of a field: read with the first table, since nothing else needs it. */
    private static final class Published {
        static final Map<String, String> TEXTS = read();

        private static Map<String, String> read() {
            ObjectValue all = Schemas.documentation();
            Map<String, String> needed = new HashMap<>();
            needed.put(NAME, text(all, NAME));
            needed.put(CREATED, text(all, CREATED));
            for (String line : table().split("\n")) {
                String field = line.substring(line.lastIndexOf('\t') + 1);
                if (field.startsWith("@")) {
                    needed.put(field, text(all, field));
                }
            }
            return Map.copyOf(needed);
        }

        private static String text(ObjectValue all, String field) {
            boolean shortened = field.endsWith("~");
            int dot = field.lastIndexOf('.');
            String text = all.object(field.substring(1, dot))
                    .object("fields")
                    .object(field.substring(dot + 1, shortened ? field.length() - 1 : field.length()))
                    .text("description", "");
            return shortened ? text.substring(0, text.lastIndexOf(". ") + 1) : text;
        }
    }
}
