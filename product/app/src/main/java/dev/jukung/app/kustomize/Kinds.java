package dev.jukung.app.kustomize;

import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of kinds: which are cluster-scoped, and how their lists are merged. Of a kind that is not built in nothing is
 * known: it counts as namespaced, and patches replace its lists. Confined to one thread.
 */
final class Kinds {
    private final Set<String> clusterScoped = new HashSet<>();
    private @Nullable Schemas schemas;
    private final Map<String, String> definitions = new HashMap<>();

    Kinds() {
        for (ResourceType<?> type : Resources.all()) {
            if (!type.namespaced()) {
                clusterScoped.add(type.apiVersion() + " " + type.kind());
            }
        }
    }

    ResourceId.Kind kind(ObjectValue tree) {
        String apiVersion = tree.text("apiVersion", "");
        String name = tree.text("kind", "");
        int slash = apiVersion.indexOf('/');
        return new ResourceId.Kind(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                name,
                clusterScoped.contains(apiVersion + " " + name));
    }

    /** The schema of a built-in kind. */
    Optional<Schema> schema(ObjectValue tree) {
        if (schemas == null) {
            schemas = load();
        }
        Schemas loaded = schemas;
        return Optional.ofNullable(definitions.get(tree.text("apiVersion", "") + " " + tree.text("kind", "")))
                .flatMap(loaded::find);
    }

    private Schemas load() {
        try (InputStream in = ResourceType.class.getResourceAsStream("schemas.json")) {
            if (in == null) {
                throw new IllegalStateException("schemas.json is missing from the model");
            }
            ObjectValue document = Json.parseObject(in.readAllBytes());
            document.forEach((name, definition) -> {
                for (ObjectValue kind : ((ObjectValue) definition)
                        .list("x-kubernetes-group-version-kind")
                        .objects()) {
                    String group = kind.text("group", "");
                    String prefix = group.isEmpty() ? "" : group + "/";
                    definitions.put(prefix + kind.text("version", "") + " " + kind.text("kind", ""), name);
                }
            });
            return Schemas.of(document);
        } catch (IOException e) {
            throw new UncheckedIOException("reading schemas.json from the model", e);
        }
    }
}
