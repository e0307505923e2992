package dev.jukung.modelgen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAPI documents say of a definition beside its structure: texts, the words that a field may have, and the defaults that
 * are declared at the field (others are code in Kubernetes, and not published).
 */
final class Documentation {
    private static final String DEFAULT = "+default=";
    /** Go's constants that defaults refer to. */
    private static final Map<String, String> CONSTANTS =
            Map.of("ref(AzureDataDiskCachingReadWrite)", "ReadWrite", "ref(AzureSharedBlobDisk)", "Shared");

    private static final String EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
    /** Definitions that are no models, as Java has classes of its own for them. */
    private static final List<String> OTHERS = List.of(
            Names.TIME, Names.MICRO_TIME, Names.FIELDS, Names.QUANTITY, Names.INT_OR_STRING, Names.META + "Patch");
    /** Definitions that the models have as plain objects, which they refer to. */
    private static final Map<String, ObjectValue> OBJECTS = Map.of(
            "io.k8s.apimachinery.pkg.runtime.RawExtension",
            ObjectValue.of("type", "object"),
            EXTENSIONS + "CustomResourceSubresourceStatus",
            ObjectValue.of("type", "object"),
            EXTENSIONS + "JSON",
            ObjectValue.EMPTY,
            EXTENSIONS + "JSONSchemaPropsOrArray",
            ObjectValue.EMPTY,
            EXTENSIONS + "JSONSchemaPropsOrBool",
            ObjectValue.EMPTY,
            EXTENSIONS + "JSONSchemaPropsOrStringArray",
            ObjectValue.EMPTY);
    /** What stands in the query of requests. */
    private static final List<String> OPTIONS = List.of(
            Names.META + "ListOptions",
            Names.META + "CreateOptions",
            Names.META + "UpdateOptions",
            Names.META + "PatchOptions",
            Names.META + "DeleteOptions",
            "io.k8s.api.core.v1.PodLogOptions",
            "io.k8s.api.core.v1.PodExecOptions",
            "io.k8s.api.core.v1.PodAttachOptions",
            "io.k8s.api.core.v1.PodPortForwardOptions",
            "io.k8s.api.core.v1.PodProxyOptions",
            "io.k8s.api.core.v1.NodeProxyOptions",
            "io.k8s.api.core.v1.ServiceProxyOptions");

    private final ProtobufTypes protobuf;
    private final Comments comments;
    private final Map<String, List<String>> words;
    private final Map<String, ObjectValue> extensions;
    private final Map<String, List<Integer>> paragraphs;

    Documentation(ProtobufTypes protobuf, Comments comments) throws IOException {
        this.protobuf = protobuf;
        this.comments = comments;
        this.words = Overlay.publishedWords();
        this.extensions = Overlay.extensions();
        this.paragraphs = Overlay.paragraphs();
    }

    ObjectValue of(Collection<Definition> definitions) {
        ObjectValue.Builder document = ObjectValue.builder();
        for (Definition definition : definitions) {
            ObjectValue.Builder fields = ObjectValue.builder();
            for (Field field : definition.fields()) {
                fields.set(field.name(), field(definition, field));
            }
            String text = text(definition.name(), comments.of(definition.name()), definition.description());
            document.set(
                    definition.name(),
                    ObjectValue.of(
                            "description",
                            text,
                            "fields",
                            fields.build(),
                            "extensions",
                            extensions.getOrDefault(definition.name(), ObjectValue.EMPTY)));
        }
        for (String other : OTHERS) {
            document.set(other, ObjectValue.of("description", text(other, comments.of(other), "")));
        }
        OBJECTS.forEach((name, schema) ->
                document.set(name, ObjectValue.of("description", text(name, comments.of(name), ""), "schema", schema)));
        OPTIONS.stream()
                .filter(name -> definitions.stream()
                        .noneMatch(definition -> definition.name().equals(name)))
                .forEach(name -> document.set(name, ObjectValue.of("fields", options(name))));
        return document.build();
    }

    private ObjectValue options(String name) {
        Descriptor message = protobuf.messages().get(name);
        if (message == null) {
            throw new IllegalStateException("no message " + name);
        }
        ObjectValue.Builder fields = ObjectValue.builder();
        for (FieldDescriptor field : message.getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                continue; // a time has no form in a query
            }
            String place = name + "." + field.getName();
            fields.set(
                    field.getName(),
                    ObjectValue.of(
                            "description",
                            text(place, comments.of(name, field.getName()), ""),
                            "type",
                            queryType(field)));
        }
        return fields.build();
    }

    private String text(String place, List<String> comment, String published) {
        return Descriptions.withParagraphs(
                Descriptions.of(comment, published), paragraphs.getOrDefault(place, List.of()));
    }

    private static String queryType(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> "boolean";
            case INT, LONG -> "integer";
            default -> "string";
        };
    }

    /** The models give a field of some types the text of the type. */
    private ObjectValue field(Definition definition, Field field) {
        List<String> comment = comment(definition, field.name());
        ObjectValue.Builder documented = ObjectValue.builder();
        boolean foreign = field.type() instanceof FieldType.Reference
                || field.type() == FieldType.Scalar.QUANTITY
                || field.type() == FieldType.Scalar.INT_OR_STRING;
        String place = definition.name() + "." + field.name();
        documented.set("description", text(place, comment, foreign ? "" : field.description()));
        FieldDescriptor wire = wireField(definition, field.name());
        if (wire != null && OPTIONS.contains(definition.name())) {
            documented.set("type", queryType(wire));
        }
        object(wire)
                .ifPresent(name ->
                        documented.set(field.type() == FieldType.Scalar.ANY ? "reference" : "elementReference", name));
        for (Map.Entry<String, String> key :
                Map.of("enum", place, "elements", place + "[]").entrySet()) {
            List<String> known = words.getOrDefault(key.getValue(), List.of());
            if (!known.isEmpty()) {
                documented.set(
                        key.getKey(), ListValue.copyOf(known.stream().sorted().toList()));
            }
        }
        declaredDefault(comment).ifPresent(value -> documented.set("default", value));
        return documented.build();
    }

    /** The definition of a field, or of its elements, that the models have as a plain object. */
    private static Optional<String> object(@Nullable FieldDescriptor wire) {
        if (wire == null || wire.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return Optional.empty();
        }
        if (wire.isMapField()) {
            return object(wire.getMessageType().findFieldByName("value"));
        }
        return Optional.of(Names.fromProtobuf(wire.getMessageType().getFullName()))
                .filter(OBJECTS::containsKey);
    }

    private @Nullable FieldDescriptor wireField(Definition definition, String field) {
        Descriptor message = protobuf.messages().get(definition.name());
        if (message == null) {
            return null;
        }
        FieldDescriptor own = message.findFieldByName(field);
        return own != null
                ? own
                : embedded(definition, message)
                        .map(part -> part.getMessageType().findFieldByName(field))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    /** A struct that is embedded in Go has a message of its own; its fields stand among those of the whole. */
    private static Stream<FieldDescriptor> embedded(Definition definition, Descriptor message) {
        return message.getFields().stream()
                .filter(part ->
                        part.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !definition.has(part.getName()));
    }

    private List<String> comment(Definition definition, String field) {
        FieldDescriptor wire = wireField(definition, field);
        return wire == null
                ? List.of()
                : comments.of(Names.fromProtobuf(wire.getContainingType().getFullName()), field);
    }

    private static Optional<Object> declaredDefault(List<String> comment) {
        for (String line : comment) {
            if (line.strip().startsWith(DEFAULT)) {
                String value = line.strip().substring(DEFAULT.length());
                String constant = CONSTANTS.get(value);
                return Optional.of(constant == null ? Json.parse(value) : constant);
            }
        }
        return Optional.empty();
    }
}
