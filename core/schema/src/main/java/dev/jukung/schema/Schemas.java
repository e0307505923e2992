package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The definitions of Kubernetes' own kinds by name, and schemas of custom resources that refer to them. A definition
 * is read when it is first asked for, so making this from a thousand definitions costs nothing. Thread-safe.
 */
public final class Schemas {
    static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static final List<String> STRUCTURAL_KEYWORDS = List.of(
            "default",
            "nullable",
            "format",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type",
            "x-kubernetes-patch-strategy",
            "x-kubernetes-patch-merge-key",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations",
            "x-jukung-omit-zero",
            "x-jukung-in-place",
            "x-jukung-shown",
            "x-jukung-hidden",
            "x-jukung-go-type");

    private final Map<String, ObjectValue> definitions;
    private final Map<String, Schema> read = new ConcurrentHashMap<>();
    private final SchemaReader reader = new DefinitionReader();

    private Schemas(ObjectValue definitions) {
        this.definitions = LinkedHashMap.newLinkedHashMap(definitions.size());
        definitions.forEach((name, source) -> {
            if (source instanceof ObjectValue object) {
                this.definitions.put(name, object);
            }
        });
    }

    /** From a definitions document: {@code {definitionName: OpenAPI v3 schema}}. */
    public static Schemas of(ObjectValue definitions) {
        return new Schemas(definitions);
    }

    /** The names of all definitions, in the document's order. */
    public List<String> names() {
        return List.copyOf(definitions.keySet());
    }

    /** The definition of that name, read if need be; throws when there is none. */
    public Schema definition(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no such definition: " + name));
    }

    /** The definition of that name, if there is one. */
    public Optional<Schema> find(String name) {
        Schema known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        ObjectValue source = definitions.get(name);
        if (source == null) {
            return Optional.empty();
        }
        Schema made = new Schema(source, name, reader, properties(source));
        Schema winner = read.putIfAbsent(name, made);
        return Optional.of(winner == null ? made : winner);
    }

    /** The definition's text, as in the document; an empty object when there is none. */
    public ObjectValue source(String name) {
        return definitions.getOrDefault(name, ObjectValue.EMPTY);
    }

    /**
     * The schema of a custom resource, from {@code spec.versions[].schema.openAPIV3Schema} of its definition. Fields are
     * put in alphabetical order; {@code apiVersion}, {@code kind} and {@code metadata} are added to the root.
     */
    public Schema custom(ObjectValue openApiV3Schema) {
        return new CustomReader(this).root(openApiV3Schema);
    }

    /** A part of such a schema, without what belongs to the root only. */
    public Schema customPart(ObjectValue part) {
        return new CustomReader(this).read(part);
    }

    private static Properties properties(ObjectValue source) {
        ObjectValue fields = source.object("properties");
        if (fields.isEmpty()) {
            return Properties.NONE;
        }
        String[] names = new String[fields.size()];
        ObjectValue[] sources = new ObjectValue[fields.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = fields.keyAt(i);
            sources[i] = fields.object(names[i]);
        }
        return new Properties(names, sources);
    }

    private final class DefinitionReader implements SchemaReader {
        @Override
        public Schema read(ObjectValue source) {
            Optional<String> reference = SchemaReader.reference(source);
            if (reference.isEmpty()) {
                return new Schema(source, "", this, properties(source));
            }
            Schema definition = definition(reference.get());
            return STRUCTURAL_KEYWORDS.stream().anyMatch(source::has) ? new Schema(source, definition) : definition;
        }

        @Override
        public boolean goTyped() {
            return true;
        }
    }
}
