package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** OpenAPI version 3: {@code /openapi/v3} and {@code /openapi/v3/apis/GROUP/VERSION}. Stateless. */
public final class OpenApiV3 {
    private OpenApiV3() {}

    /**
     * The document of one group version.
     *
     * @param resources all of that group version
     */
    public static ObjectValue document(
            String serverVersion, Collection<ApiResource> resources, DefinitionSource source) {
        ApiResource any = resources.iterator().next();
        DefinitionSource seenHere = source.in(any.group(), any.version());
        return ofPaths(serverVersion, ApiPaths.of(resources, seenHere), seenHere);
    }

    /**
     * The documents of paths that stand for no resource, by name, as {@code version} and {@code apis/apps}.
     *
     * @param resources all that are served
     */
    public static Map<String, ObjectValue> others(
            String serverVersion, Collection<ApiResource> resources, DefinitionSource source) {
        Map<String, ObjectValue> documents = new TreeMap<>();
        FixedPaths.of(resources)
                .forEach((name, path) -> documents.put(name, ofPaths(serverVersion, List.of(path), source)));
        return documents;
    }

    private static ObjectValue ofPaths(String serverVersion, Collection<ApiPath> all, DefinitionSource source) {
        Set<String> used = new LinkedHashSet<>();
        ObjectValue.Builder paths = ObjectValue.builder();
        for (ApiPath path : all) {
            paths.set(path.path(), path(path, used));
        }
        ObjectValue.Builder components = ObjectValue.builder();
        ObjectValue schemas = DefinitionClosure.of(SchemaForm.V3, source, used);
        if (!schemas.isEmpty()) {
            components.set("schemas", schemas);
        }
        return ObjectValue.of(
                "openapi", "3.0.0",
                "info", ObjectValue.of("title", "Kubernetes", "version", serverVersion),
                "paths", paths.build(),
                "components",
                        components
                                .set("securitySchemes", ObjectValue.of("BearerToken", BearerToken.scheme()))
                                .build());
    }

    /**
     * The list of documents.
     *
     * @param hashes by path, such as {@code apis/apps/v1}: what changes when the document does
     */
    public static ObjectValue index(Map<String, String> hashes) {
        ObjectValue.Builder paths = ObjectValue.builder();
        new TreeMap<>(hashes)
                .forEach((path, hash) -> paths.set(path, ObjectValue.of("serverRelativeURL", address(path, hash))));
        return ObjectValue.of("paths", paths.build());
    }

    /** Where a document of this name and content is. */
    public static String address(String path, String hash) {
        return "/openapi/v3/" + path + "?hash=" + hash;
    }

    private static ObjectValue path(ApiPath path, Set<String> used) {
        ObjectValue.Builder item = ObjectValue.builder();
        path.operations().forEach(operation -> item.set(operation.method(), operation(operation, used)));
        if (!path.parameters().isEmpty()) {
            item.set("parameters", parameters(path.parameters()));
        }
        return item.build();
    }

    private static ObjectValue operation(Operation operation, Set<String> used) {
        ObjectValue.Builder written = ObjectValue.builder();
        written.set("tags", ListValue.of(operation.tag()));
        written.set("description", operation.description());
        written.set("operationId", operation.id());
        if (!operation.parameters().isEmpty()) {
            written.set("parameters", parameters(operation.parameters()));
        }
        if (!operation.body().isEmpty()) {
            ObjectValue body = ObjectValue.of("content", content(operation.body(), operation.bodyTypes(), used));
            written.set("requestBody", operation.method().equals("delete") ? body : body.with("required", true));
        }
        ObjectValue.Builder responses = ObjectValue.builder();
        new TreeMap<>(operation.responses())
                .forEach((status, definition) -> responses.set(
                        status.toString(),
                        ObjectValue.of(
                                "description",
                                Operation.statusText(status),
                                "content",
                                content(definition, operation.mediaTypes(), used))));
        responses.set("401", ObjectValue.of("description", Operation.UNAUTHORIZED));
        written.set("responses", responses.build());
        if (!operation.action().isEmpty()) {
            written.set("x-kubernetes-action", operation.action());
            ObjectValue type = operation.groupVersionKind();
            written.set(
                    "x-kubernetes-group-version-kind",
                    type.without("kind").with("kind", type.text("kind", ""))); // in another order than in version 2
        }
        return written.build();
    }

    private static ObjectValue content(String definition, List<String> mediaTypes, Set<String> used) {
        ObjectValue schema =
                definition.isEmpty() ? ObjectValue.of("type", "string") : SchemaForm.V3.reference(definition);
        if (!definition.isEmpty()) {
            used.add(definition);
        }
        ObjectValue.Builder content = ObjectValue.builder();
        mediaTypes.stream().sorted().forEach(type -> content.set(type, ObjectValue.of("schema", schema)));
        return content.build();
    }

    private static ListValue parameters(List<Parameter> parameters) {
        return ListValue.copyOf(parameters.stream().map(OpenApiV3::parameter).toList());
    }

    private static ObjectValue parameter(Parameter parameter) {
        ObjectValue.Builder written = ObjectValue.builder();
        written.set("name", parameter.name());
        written.set("in", parameter.inPath() ? "path" : "query");
        written.set("description", parameter.description());
        if (parameter.inPath()) {
            written.set("required", true);
        }
        written.set("schema", ObjectValue.of("type", parameter.type(), "uniqueItems", true));
        return written.build();
    }
}
