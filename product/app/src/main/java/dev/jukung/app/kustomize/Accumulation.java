package dev.jukung.app.kustomize;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the resources of a kustomization and of those it stands on, and transforms them. Confined to one thread. */
final class Accumulation {
    private final Kinds kinds;
    private final Consumer<String> warnings;

    Accumulation(Kinds kinds, Consumer<String> warnings) {
        this.kinds = kinds;
        this.warnings = warnings;
    }

    /**
     * Adds the resources of {@code kustomization} to {@code resources} and transforms them all: those of a component's parent
     * too, which is what a component is for.
     */
    Resources accumulate(Kustomization kustomization, Resources resources) {
        Folder folder = kustomization.folder();
        for (String name : kustomization.resources()) {
            if (folder.isFolder(name)) {
                resources.addAll(nested(folder, name, false, new Resources()).all());
            } else {
                resources.addAll(parse(kinds, folder.text(name), name));
            }
        }
        for (Resource generated : new DataGenerator(kinds, kustomization).generate()) {
            resources.absorb(generated);
        }
        for (String name : kustomization.components()) {
            nested(folder, name, true, resources);
        }
        transform(kustomization, resources);
        return resources;
    }

    private Resources nested(Folder folder, String name, boolean component, Resources resources) {
        Folder other = folder.other(name);
        Kustomization nested = Kustomization.read(other, warnings);
        if (nested.isComponent() != component) {
            throw new KustomizeException("expected kind '" + (component ? "Component" : "Kustomization")
                    + "' for path '" + name + "' but got '" + (component ? "Kustomization" : "Component") + "'");
        }
        return accumulate(nested, resources);
    }

    /** The order is kustomize's: patches see the names of the files, everything else comes after them. */
    private void transform(Kustomization kustomization, Resources resources) {
        Patches patches = new Patches(kinds, kustomization);
        patches.applyStrategicMerges(resources);
        patches.apply(resources);
        Transformations.namespace(kustomization.text("namespace"), resources);
        Transformations.prefix(kustomization.text("namePrefix"), resources);
        Transformations.suffix(kustomization.text("nameSuffix"), resources);
        Labels.apply(kustomization, resources);
        Transformations.annotations(kustomization.object("commonAnnotations"), resources);
        patches.applyJsonPatches(resources);
        kustomization.objects("replicas").forEach(replica -> Transformations.replicas(replica, resources));
        kustomization.images().forEach(image -> new ImageChange(image).apply(resources));
    }

    /** The resources in a file's text. Lists are taken apart. */
    static List<Resource> parse(Kinds kinds, String text, String where) {
        List<Object> documents;
        try {
            documents = Yaml.parseAll(text);
        } catch (ParseException e) {
            throw new KustomizeException("malformed YAML in '" + where + "': " + e.getMessage(), e);
        }
        List<Resource> resources = new ArrayList<>();
        for (Object document : documents) {
            if (!(document instanceof ObjectValue tree)) {
                throw new KustomizeException("'" + where + "' has a document that is no object");
            }
            if (!tree.isEmpty()) {
                add(kinds, tree, where, resources);
            }
        }
        return resources;
    }

    private static void add(Kinds kinds, ObjectValue tree, String where, List<Resource> resources) {
        String kind = tree.text("kind", "");
        if (kind.isEmpty()) {
            throw new KustomizeException("missing Resource metadata: no kind in an object of '" + where + "'");
        }
        if (kind.endsWith("List") && tree.has("items")) {
            for (ObjectValue item : tree.list("items").objects()) {
                add(kinds, item, where, resources);
            }
            return;
        }
        if (tree.object("metadata").text("name", "").isEmpty()) {
            throw new KustomizeException("missing metadata.name in a " + kind + " of '" + where + "'");
        }
        checkLists(tree, where);
        resources.add(new Resource(kinds, tree));
    }

    private static void checkLists(Object value, String where) {
        switch (value) {
            case ObjectValue object -> object.forEach((key, field) -> checkLists(field, where));
            case ListValue list -> {
                if (list.contains(NullValue.NULL)) {
                    throw new KustomizeException("empty item in a list of an object of '" + where + "'");
                }
                list.forEach(item -> checkLists(item, where));
            }
            default -> {}
        }
    }
}
