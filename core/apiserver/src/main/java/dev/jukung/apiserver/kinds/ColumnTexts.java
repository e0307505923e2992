package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types and descriptions of the columns of the built-in kinds, from {@code columns.tsv}: resource, column, type, and
 * either a text or {@code @Definition.field}, whose description is taken from the schema. Immutable.
 */
final class ColumnTexts {
    private record Place(String resource, String column) {}

    private record Text(String type, String description) {}

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.";

    private final Map<Place, Text> texts = new HashMap<>();
    private final ObjectValue definitions;

    /** @param definitions the document of schemas, by name */
    ColumnTexts(ObjectValue definitions) {
        this.definitions = definitions;
        for (String line : table().split("\n")) {
            String[] fields = line.split("\t", -1);
            texts.put(
                    new Place(fields[0], fields[1]),
                    new Text(fields[2], fields[3].startsWith("@") ? documented(fields[3].substring(1)) : fields[3]));
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

    private String documented(String field) {
        int dot = field.lastIndexOf('.');
        return definitions
                .object(field.substring(0, dot))
                .object("properties")
                .object(field.substring(dot + 1))
                .text("description", "");
    }

    /** The columns of a kind, as its tables describe them. */
    List<Column> described(ResourceType<?> type, List<Column> columns) {
        String resource = type.group().isEmpty() ? type.plural() : type.plural() + "." + type.group();
        return columns.stream().map(column -> described(resource, column)).toList();
    }

    private Column described(String resource, Column column) {
        return switch (column.name()) {
            case "Name" -> column.described(column.type(), documented(META + "name"));
            case "Age", "Created At" -> column.described(column.type(), documented(META + "creationTimestamp"));
            default -> {
                Text text = texts.get(new Place(resource, column.name()));
                yield text == null ? column : column.described(text.type(), text.description());
            }
        };
    }
}
