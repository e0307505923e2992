package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.openapi.ApiResource;
import dev.jukung.schema.openapi.CustomDefinitions;
import dev.jukung.schema.openapi.DefinitionSource;
import dev.jukung.schema.openapi.OpenApiV2;
import dev.jukung.schema.openapi.OpenApiV3;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes OpenAPI documents of the kinds that are served. Stateless. */
final class OpenApiContent {
    private static final String REVIEW_GROUP = "io.k8s.api.";
    /** What the documents call the version: without patch level, as it stands for the API. */
    private static final String VERSION = ServerVersion.MAJOR + "." + ServerVersion.MINOR;

    private final Schemas schemas;

    OpenApiContent(Schemas schemas) {
        this.schemas = schemas;
    }

    ObjectValue version2(List<Kind> served) {
        return OpenApiV2.document(VERSION, resources(served), definitions(served));
    }

    /** @param served those of one group version */
    ObjectValue version3(List<Kind> served) {
        return OpenApiV3.document(VERSION, resources(served), definitions(served));
    }

    /** The documents that have no kinds, by name. */
    Map<String, ObjectValue> others(List<Kind> served) {
        return OpenApiV3.others(VERSION, resources(served), source());
    }

    /** Says all that the document of these depends on. */
    static String summary(List<Kind> served) {
        StringBuilder content = new StringBuilder();
        for (Kind kind : served) {
            content.append(resource(kind))
                    .append(kind.customSchema().map(Object::toString).orElse(""));
        }
        return content.toString();
    }

    private DefinitionSource definitions(List<Kind> served) {
        DefinitionSource builtIn = source();
        return builtIn.with(custom(served, builtIn));
    }

    private static List<ApiResource> resources(List<Kind> served) {
        return served.stream().map(OpenApiContent::resource).toList();
    }

    private static Map<String, ObjectValue> custom(List<Kind> served, DefinitionSource builtIn) {
        Map<String, ObjectValue> definitions = new LinkedHashMap<>();
        for (Kind kind : served) {
            kind.customSchema()
                    .ifPresent(schema -> definitions.putAll(CustomDefinitions.of(resource(kind), schema, builtIn)));
        }
        return definitions;
    }

    /** The documentation is read only for these documents and not kept: it is most of their size. */
    private DefinitionSource source() {
        return DefinitionSource.of(schemas, dev.jukung.model.Schemas.documentation());
    }

    private static String definition(Kind kind) {
        return kind.isCustom()
                ? CustomDefinitions.name(
                        kind.type().group(), kind.type().version(), kind.type().kind())
                : kind.schema().definitionName().orElse("");
    }

    private static ApiResource resource(Kind kind) {
        List<ApiResource.Subresource> subresources = new ArrayList<>();
        new TreeMap<>(kind.subresources())
                .forEach((name, subresource) -> subresources.add(subresource(kind, name, subresource)));
        return new ApiResource(
                kind.type().group(),
                kind.type().version(),
                kind.type().kind(),
                kind.type().plural(),
                kind.type().namespaced(),
                definition(kind),
                kind.verbs(),
                subresources,
                kind.isCustom(),
                kind.answersDeleted() && !kind.type().plural().equals("namespaces")); // which do, but are not said to
    }

    private static ApiResource.Subresource subresource(Kind kind, String name, Subresource subresource) {
        Subresource.GroupVersionKind shown = subresource.kind();
        boolean own = shown.kind().isEmpty();
        String group = own ? kind.type().group() : shown.group();
        String version = own ? kind.type().version() : shown.version();
        String type = own ? kind.type().kind() : shown.kind();
        boolean connects = subresource instanceof Subresource.Connect && !name.equals("log");
        List<String> methods = !connects
                ? List.of()
                : name.equals("proxy")
                        ? List.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH")
                        : List.of("GET", "POST");
        String definition = connects || name.equals("log") ? "" : definition(kind, own, shown);
        return new ApiResource.Subresource(
                name,
                group,
                version,
                type,
                definition,
                connects ? List.of() : subresource.verbs(),
                methods,
                name.equals("proxy"));
    }

    private static String definition(Kind kind, boolean own, Subresource.GroupVersionKind shown) {
        String group = shown.group().isEmpty() ? "core" : shown.group().split("\\.")[0];
        return own ? definition(kind) : REVIEW_GROUP + group + "." + shown.version() + "." + shown.kind();
    }
}
