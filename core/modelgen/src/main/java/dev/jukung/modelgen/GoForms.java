package dev.jukung.modelgen;

import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Go writes of a field that is not set, from the table of the wire form (which says what is a pointer and what JSON
 * shows): a struct in place is written empty, a scalar in place is left out when it is zero, or shown.
 */
final class GoForms {
    private static final Set<String> SCALARS =
            Set.of("string", "bool", "int32", "int64", "uint32", "uint64", "double", "float");
    /** In place, and yet left out: Go's {@code omitzero}. */
    private static final String CREATED = Names.META + "ObjectMeta.creationTimestamp";

    private final Map<String, List<String>> types = new HashMap<>();

    private GoForms(Path table) throws IOException {
        for (String line : Files.readAllLines(table)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                List<String> words = List.of(line.split(" "));
                types.put(words.getFirst(), words.subList(1, words.size()));
            }
        }
    }

    static ObjectValue apply(ObjectValue document, Path table) throws IOException {
        GoForms forms = new GoForms(table);
        ObjectValue.Builder result = ObjectValue.builder();
        document.forEach((name, schema) -> result.set(name, forms.extended(name, name, (ObjectValue) schema)));
        return result.build();
    }

    private ObjectValue extended(String definition, String type, ObjectValue schema) {
        ObjectValue result = schema;
        for (String word : types.getOrDefault(type, List.of())) {
            String[] parts = word.split(":");
            if (parts.length < 3) {
                continue; // the API version of a kind
            }
            if (parts[1].equals("*")) {
                result = extended(definition, absolute(type, parts[2]), result);
                continue;
            }
            ObjectValue field = result.object("properties").object(parts[1]);
            Optional<String> form = form(parts[2]);
            if (!field.isEmpty() && form.isPresent() && !CREATED.equals(definition + "." + parts[1])) {
                result = result.withAt(field.with(form.get(), true), "properties", parts[1]);
            }
        }
        return result;
    }

    /** The keyword for a field of this type; empty for pointers, lists, maps and bytes. */
    private static Optional<String> form(String type) {
        if (type.endsWith("?") || type.startsWith("[]") || type.startsWith("{}") || type.startsWith("bytes")) {
            return Optional.empty();
        }
        String plain = type.replace("!", "");
        if (!SCALARS.contains(plain)) {
            return plain.equals("texts") ? Optional.empty() : Optional.of("x-jukung-in-place");
        }
        return Optional.of(type.endsWith("!") ? "x-jukung-shown" : "x-jukung-omit-zero");
    }

    private static String absolute(String owner, String type) {
        if (type.startsWith("meta.")) {
            return Names.META + type.substring("meta.".length());
        }
        return type.contains(".") ? type : owner.substring(0, owner.lastIndexOf('.') + 1) + type;
    }
}
