package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.model.ResourceType;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes the kinds of a definition: one for each version that is served. Confined to one thread. */
final class CustomKind {
    private static final String[] VERBS = {
        "delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"
    };
    /** Of a version without a schema: everything is kept. */
    private static final ObjectValue ANYTHING =
            ObjectValue.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);

    private final Definition definition;
    private final ObjectValue names;
    private final Converters.Converter converter;
    private final BooleanSupplier terminating;
    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    /** @param terminating whether the definition is being deleted by now */
    CustomKind(Definition definition, Schemas builtIn, Converters.Converter converter, BooleanSupplier terminating) {
        this.definition = definition;
        this.names = definition.acceptedNames();
        this.converter = converter;
        this.terminating = terminating;
        for (ObjectValue version : definition.versions()) {
            schemas.put(definition.apiVersion(version.text("name", "")), builtIn.custom(schema(version)));
        }
    }

    private ObjectValue schema(ObjectValue version) {
        ObjectValue given = Definition.schema(version);
        boolean preserves = definition.spec().flag("preserveUnknownFields", false);
        if (given.isEmpty()) {
            return ANYTHING;
        }
        return preserves ? given.with("x-kubernetes-preserve-unknown-fields", true) : given;
    }

    List<Kind> all() {
        List<Kind> kinds = new ArrayList<>();
        for (ObjectValue version : definition.versions()) {
            if (version.flag("served", false)) {
                kinds.add(kind(version));
            }
        }
        return kinds;
    }

    private Kind kind(ObjectValue version) {
        String name = version.text("name", "");
        String apiVersion = definition.apiVersion(name);
        Schema schema =
                schemas.getOrDefault(apiVersion, schemas.values().iterator().next());
        ResourceType<?> type = ResourceType.dynamic(
                definition.group(), name, names.text("kind", ""), names.text("plural", ""), definition.namespaced());
        ObjectValue subresources = version.object("subresources");
        Kind.Declaration declaration = Kind.declare(type, schema)
                .singular(names.text("singular", ""))
                .listKind(names.text("listKind", ""))
                .shortNames(names.list("shortNames").texts().toArray(String[]::new))
                .categories(names.list("categories").texts().toArray(String[]::new))
                .verbs(VERBS)
                .custom(Definition.schema(version))
                .columns(CustomColumn.of(version))
                .selectable(version.list("selectableFields").objects().stream()
                        .map(field -> path(field.text("jsonPath", "")))
                        .toArray(String[]::new))
                .warnings(warnings(version, apiVersion))
                .strategy(new CustomStrategy(schema, subresources, terminating))
                .storedAs(
                        definition.collection(),
                        new CustomConversion(
                                apiVersion,
                                definition.apiVersion(definition.storageVersion()),
                                Map.copyOf(schemas),
                                converter));
        if (subresources.has("status")) {
            declaration.status();
        }
        if (subresources.has("scale")) {
            ObjectValue scale = subresources.object("scale");
            declaration.subresource(
                    "scale",
                    new Subresource.Scale(new Subresource.ScaleMapping(
                            path(scale.text("specReplicasPath", "")),
                            path(scale.text("statusReplicasPath", "")),
                            path(scale.text("labelSelectorPath", "")))));
        }
        return declaration.build();
    }

    private List<String> warnings(ObjectValue version, String apiVersion) {
        if (!version.flag("deprecated", false)) {
            return List.of();
        }
        return List.of(
                version.text("deprecationWarning", apiVersion + " " + names.text("kind", "") + " is deprecated"));
    }

    private static String path(String jsonPath) {
        return jsonPath.startsWith(".") ? jsonPath.substring(1) : jsonPath;
    }
}
