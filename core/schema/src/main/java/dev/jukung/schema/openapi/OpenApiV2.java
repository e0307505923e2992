package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** OpenAPI version 2: {@code /openapi/v2}, one document for all resources. Stateless. */
public final class OpenApiV2 {
    private OpenApiV2() {}

    public static ObjectValue document(
            String serverVersion, Collection<ApiResource> resources, DefinitionSource source) {
        Set<String> used = new LinkedHashSet<>();
        ObjectValue.Builder paths = ObjectValue.builder();
        for (ApiPath path : ApiPaths.of(resources)) {
            paths.set(path.path(), path(path, used));
        }
        return ObjectValue.of(
                "swagger", "2.0",
                "info", ObjectValue.of("title", "Kubernetes", "version", serverVersion),
                "paths", paths.build(),
                "definitions", DefinitionClosure.of(SchemaForm.V2, source, used),
                "securityDefinitions", ObjectValue.of("BearerToken", BearerToken.scheme()),
                "security", ListValue.of(ObjectValue.of("BearerToken", ListValue.EMPTY)));
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
        written.set("description", operation.description());
        written.set(
                "consumes", ListValue.copyOf(operation.bodyTypes().isEmpty() ? List.of("*/*") : operation.bodyTypes()));
        written.set("produces", ListValue.copyOf(operation.mediaTypes()));
        written.set("schemes", ListValue.of("https"));
        written.set("tags", ListValue.of(operation.tag()));
        written.set("operationId", operation.id());
        ListValue parameters = parameters(operation.parameters());
        if (!operation.body().isEmpty()) {
            used.add(operation.body());
            parameters = parameters.plus(body(operation));
        }
        if (!parameters.isEmpty()) {
            written.set("parameters", parameters);
        }
        written.set("responses", responses(operation, used));
        if (!operation.action().isEmpty()) {
            written.set("x-kubernetes-action", operation.action());
            written.set("x-kubernetes-group-version-kind", operation.groupVersionKind());
        }
        return written.build();
    }

    private static ObjectValue body(Operation operation) {
        ObjectValue.Builder body = ObjectValue.builder().set("name", "body").set("in", "body");
        if (!operation.method().equals("delete")) {
            body.set("required", true);
        }
        return body.set("schema", SchemaForm.V2.reference(operation.body())).build();
    }

    private static ObjectValue responses(Operation operation, Set<String> used) {
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

    private static ListValue parameters(List<Parameter> parameters) {
        return ListValue.copyOf(parameters.stream().map(OpenApiV2::parameter).toList());
    }

    private static ObjectValue parameter(Parameter parameter) {
        ObjectValue.Builder written = ObjectValue.builder();
        written.set("name", parameter.name());
        written.set("in", parameter.inPath() ? "path" : "query");
        written.set("description", parameter.description());
        if (parameter.inPath()) {
            written.set("required", true);
        }
        return written.set("type", parameter.type()).set("uniqueItems", true).build();
    }
}
