package dev.jukung.controllers.resources;

import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinition;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which resources the API server has that can be listed, watched and deleted, each in one version: the built-in ones that
 * it was told, and the custom ones that are established. Thread-safe.
 */
public final class KnownResources {
    private final List<ResourceType<?>> builtIn;
    private final Informer<CustomResourceDefinition> informer;
    private final Lister<CustomResourceDefinition> definitions;

    public KnownResources(List<ResourceType<?>> builtIn, Informers informers) {
        this.builtIn = List.copyOf(builtIn);
        this.informer = informers.of(Resources.CUSTOMRESOURCEDEFINITIONS);
        this.definitions = informer.lister();
    }

    /** Sorted by name, so that whoever goes through them does so in the same order every time. */
    public List<ResourceType<?>> all() {
        List<ResourceType<?>> all = new ArrayList<>(builtIn);
        definitions.all().forEach(definition -> custom(definition).ifPresent(all::add));
        all.sort(Comparator.comparing(ResourceType::qualifiedName));
        return all;
    }

    public List<ResourceType<?>> namespaced() {
        return all().stream().filter(ResourceType::namespaced).toList();
    }

    /** Finds the resource of a kind, whatever version of it is asked for. */
    public Optional<ResourceType<?>> ofKind(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        return Stream.<ResourceType<?>>concat(
                        builtIn.stream(), definitions.all().stream().flatMap(definition -> custom(definition).stream()))
                .filter(type -> type.group().equals(group) && type.kind().equals(kind))
                .<ResourceType<?>>map(type -> type)
                .findFirst();
    }

    /** Told, on the informer's thread, when {@link #all} may have changed. */
    public void onChange(Runnable action) {
        informer.handle((Change<CustomResourceDefinition> _) -> action.run());
    }

    /** The stored version if it is served, for it needs no conversion. */
    private static Optional<ResourceType<?>> custom(CustomResourceDefinition definition) {
        CustomResourceDefinitionSpec spec = definition.spec();
        boolean established = definition.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Established")
                        && condition.status().equals("True"));
        if (!established || definition.deleting()) {
            return Optional.empty();
        }
        return spec.versions().stream()
                .filter(CustomResourceDefinitionVersion::served)
                .min(Comparator.comparing(version -> !version.storage()))
                .map(version -> ResourceType.dynamic(
                        spec.group(),
                        version.name(),
                        spec.names().kind(),
                        spec.names().plural(),
                        spec.scope().equals("Namespaced")));
    }
}
