package dev.jukung.controllers.admissionpolicy;

import dev.jukung.model.Resources;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinition;
import dev.jukung.runtime.Lister;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.cel.DeclType;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which kinds resources have, and what their objects look like: the built-in ones, and those that are defined now. The schemas
 * of the built-in ones are read when the first policy needs them. Thread-safe.
 */
final class KnownTypes {
    /** Of one version of a kind. */
    record Gvk(String group, String version, String kind) {
        /** As Go prints it. */
        @Override
        public String toString() {
            return group + "/" + version + ", Kind=" + kind;
        }
    }

    private record BuiltIn(Schemas schemas, Map<Gvk, String> definitions) {
        static BuiltIn read() {
            ObjectValue document = dev.jukung.model.Schemas.document();
            Map<Gvk, String> definitions = new HashMap<>();
            document.forEach((name, schema) -> ((ObjectValue) schema)
                    .list("x-kubernetes-group-version-kind")
                    .objects()
                    .forEach(each -> definitions.put(
                            new Gvk(each.text("group", ""), each.text("version", ""), each.text("kind", "")), name)));
            return new BuiltIn(Schemas.of(document), definitions);
        }
    }

    private final Lister<CustomResourceDefinition> definitions;
    private Optional<BuiltIn> builtIn = Optional.empty(); // guarded by this

    KnownTypes(Lister<CustomResourceDefinition> definitions) {
        this.definitions = definitions;
    }

    private synchronized BuiltIn builtIn() {
        BuiltIn known = builtIn.orElseGet(BuiltIn::read);
        builtIn = Optional.of(known);
        return known;
    }

    /** The kinds of a resource by its plural name; none where nobody serves it. */
    List<Gvk> kinds(String group, String version, String resource) {
        Stream<Gvk> own = Resources.all().stream()
                .filter(type -> type.group().equals(group)
                        && type.version().equals(version)
                        && type.plural().equals(resource))
                .map(type -> new Gvk(group, version, type.kind()));
        Stream<Gvk> custom = definitions.all().stream()
                .map(definition -> definition.tree().object("spec"))
                .filter(spec -> spec.text("group", "").equals(group)
                        && spec.object("names").text("plural", "").equals(resource)
                        && served(spec, version).isPresent())
                .map(spec -> new Gvk(group, version, spec.object("names").text("kind", "")));
        return Stream.concat(own, custom).toList();
    }

    private static Optional<ObjectValue> served(ObjectValue spec, String version) {
        return spec.list("versions").objects().stream()
                .filter(each -> each.text("name", "").equals(version) && each.flag("served", false))
                .findFirst();
    }

    /** The type of the kind's objects; empty where no schema says anything about them. @param name of the type */
    Optional<DeclType> type(Gvk kind, String name) {
        BuiltIn own = builtIn();
        String definition = own.definitions().get(kind);
        if (definition != null) {
            return own.schemas().find(definition).flatMap(schema -> DeclType.of(schema, name));
        }
        return definitions.all().stream()
                .map(each -> each.tree().object("spec"))
                .filter(spec -> spec.text("group", "").equals(kind.group())
                        && spec.object("names").text("kind", "").equals(kind.kind()))
                .flatMap(spec -> served(spec, kind.version()).stream())
                .findFirst()
                .map(version -> own.schemas().custom(version.object("schema").object("openAPIV3Schema")))
                .flatMap(schema -> DeclType.of(schema, name));
    }
}
