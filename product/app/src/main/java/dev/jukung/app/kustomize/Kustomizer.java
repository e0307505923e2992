package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Builds kustomizations. Confined to one thread. */
public final class Kustomizer {
    private final Consumer<String> warnings;
    private final Kinds kinds;

    /** @param warnings is told of deprecated fields, one line each */
    public Kustomizer(Consumer<String> warnings) {
        this.warnings = warnings;
        this.kinds = new Kinds();
    }

    /** The objects that the kustomization in {@code folder} stands for, in the order in which they should be applied. */
    public List<ObjectValue> build(Path folder) {
        Folder root = Folder.root(folder);
        Kustomization kustomization = Kustomization.read(root, warnings);
        Resources resources = new Accumulation(kinds, warnings).accumulate(kustomization, new Resources());
        ContentHash.addSuffixes(resources);
        new NameReferences(resources).repair();
        resources.dropLocalConfiguration();
        return kustomization.sortOrder().sort(resources).stream()
                .map(Resource::tree)
                .toList();
    }

    /** As {@code kubectl kustomize} prints it. */
    public static String print(List<ObjectValue> objects) {
        return objects.stream().map(Yaml::write).collect(Collectors.joining("---\n"));
    }
}
