package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** Makes schemas from their JSON form and knows what their references mean. Thread-safe. */
interface SchemaReader {
    String REFERENCE_PREFIX = "#/components/schemas/";
    String REFERENCE_PREFIX_V2 = "#/definitions/";

    Schema read(ObjectValue source);

    /** Whether what is read here is decoded as Kubernetes' Go structs are; see {@link Schema#goTyped()}. */
    boolean goTyped();

    /**
     * The name of the definition that {@code source} refers to, written as {@code $ref} or, as the published
     * OpenAPI v3 documents do, as an {@code allOf} with one reference.
     */
    static Optional<String> reference(ObjectValue source) {
        Optional<String> direct = source.text("$ref");
        if (direct.isEmpty()
                && !source.has("type")
                && source.get("allOf") instanceof ListValue all
                && all.size() == 1
                && all.get(0) instanceof ObjectValue only) {
            direct = only.text("$ref");
        }
        return direct.map(SchemaReader::definitionName);
    }

    private static String definitionName(String reference) {
        if (reference.startsWith(REFERENCE_PREFIX)) {
            return reference.substring(REFERENCE_PREFIX.length());
        }
        if (reference.startsWith(REFERENCE_PREFIX_V2)) {
            return reference.substring(REFERENCE_PREFIX_V2.length());
        }
        throw new IllegalArgumentException("unsupported schema reference: " + reference);
    }
}
