package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** OpenAPI version 2: {@code /openapi/v2}, one document for all resources. */
public final class OpenApiV2 {
    private final Set<String> used = new LinkedHashSet<>();
    private final SharedParameters shared = new SharedParameters();

    private OpenApiV2() {}

    public static ObjectValue document(
            String serverVersion, Collection<ApiResource> resources, DefinitionSource source) {
        return new OpenApiV2().all(serverVersion, resources, source);
    }

    private ObjectValue all(String serverVersion, Collection<ApiResource> resources, DefinitionSource source) {
        Map<String, ObjectValue> byPath = new TreeMap<>();
        FixedPaths.of(resources).values().forEach(path -> byPath.put(path.path(), path(path)));
        ApiPaths.of(resources, source).forEach(path -> byPath.put(path.path(), path(path)));
        ObjectValue.Builder paths = ObjectValue.builder();
        byPath.forEach(paths::set);
        return ObjectValue.of(
                "swagger", "2.0",
                "info", ObjectValue.of("title", "Kubernetes", "version", serverVersion),
                "paths", paths.build(),
                "definitions", DefinitionClosure.of(SchemaForm.V2, source, used),
                "parameters", shared.all(),
                "securityDefinitions", ObjectValue.of("BearerToken", BearerToken.scheme()),
                "security", ListValue.of(ObjectValue.of("BearerToken", ListValue.EMPTY)));
    }

    private ObjectValue path(ApiPath path) {
        ObjectValue.Builder item = ObjectValue.builder();
        path.operations().forEach(operation -> item.set(operation.method(), operation(operation)));
        if (!path.parameters().isEmpty()) {
            item.set("parameters", placed(path.parameters().stream().map(OpenApiV2::parameter)));
        }
        return item.build();
    }

    private ObjectValue operation(Operation operation) {
        ObjectValue.Builder written = ObjectValue.builder();
        written.set("description", operation.description());
        if (!operation.bodyTypes().isEmpty()) {
            written.set("consumes", ListValue.copyOf(operation.bodyTypes()));
        }
        written.set("produces", ListValue.copyOf(operation.mediaTypes()));
        written.set("schemes", ListValue.of("https"));
        written.set("tags", ListValue.of(operation.tag()));
        written.set("operationId", operation.id());
        Stream<ObjectValue> parameters = operation.parameters().stream().map(OpenApiV2::parameter);
        if (!operation.body().isEmpty()) {
            used.add(operation.body());
            parameters = Stream.concat(Stream.of(body(operation)), parameters); // it comes first by its name
        }
        ListValue placed = placed(parameters);
        if (!placed.isEmpty()) {
            written.set("parameters", placed);
        }
        written.set("responses", responses(operation));
        if (!operation.action().isEmpty()) {
            written.set("x-kubernetes-action", operation.action());
            written.set("x-kubernetes-group-version-kind", operation.groupVersionKind());
        }
        return written.build();
    }

    private ListValue placed(Stream<ObjectValue> parameters) {
        return ListValue.copyOf(parameters
                .sorted(Comparator.comparing(parameter -> parameter.text("name", "")))
                .map(shared::place)
                .toList());
    }

    private static ObjectValue body(Operation operation) {
        ObjectValue.Builder body = ObjectValue.builder().set("name", "body").set("in", "body");
        if (!operation.method().equals("delete")) {
            body.set("required", true);
        }
        return body.set("schema", SchemaForm.V2.reference(operation.body())).build();
    }

    private ObjectValue responses(Operation operation) {
        ObjectValue.Builder responses = ObjectValue.builder();
        new TreeMap<>(operation.responses()).forEach((status, definition) -> {
            ObjectValue schema =
                    definition.isEmpty() ? ObjectValue.of("type", "string") : SchemaForm.V2.reference(definition);
            if (!definition.isEmpty()) {
                used.add(definition);
            }
            responses.set(
                    status.toString(), ObjectValue.of("description", Operation.statusText(status), "schema", schema));
        });
        return responses
                .set("401", ObjectValue.of("description", Operation.UNAUTHORIZED))
                .build();
    }

    private static ObjectValue parameter(Parameter parameter) {
        ObjectValue.Builder written = ObjectValue.builder();
        written.set("uniqueItems", true);
        written.set("type", parameter.type());
        if (!parameter.description().isEmpty()) {
            written.set("description", parameter.description());
        }
        written.set("name", parameter.name());
        written.set("in", parameter.inPath() ? "path" : "query");
        return parameter.inPath() ? written.set("required", true).build() : written.build();
    }
}
