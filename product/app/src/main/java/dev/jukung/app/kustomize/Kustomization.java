package dev.jukung.app.kustomize;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A kustomization file: typed access to the fields that are supported, and a clear no to the others. Immutable. */
record Kustomization(Folder folder, ObjectValue tree) {
    private static final Set<String> SUPPORTED = Set.of(
            "apiVersion",
            "kind",
            "metadata",
            "resources",
            "bases",
            "components",
            "namespace",
            "namePrefix",
            "nameSuffix",
            "commonLabels",
            "labels",
            "commonAnnotations",
            "images",
            "imageTags",
            "replicas",
            "patches",
            "patchesStrategicMerge",
            "patchesJson6902",
            "configMapGenerator",
            "secretGenerator",
            "generatorOptions",
            "sortOptions");

    private static final Set<String> UNSUPPORTED = Set.of(
            "replacements",
            "vars",
            "crds",
            "configurations",
            "generators",
            "transformers",
            "validators",
            "helmCharts",
            "helmGlobals",
            "helmChartInflationGenerator",
            "openapi",
            "buildMetadata");

    private static final Map<String, String> DEPRECATED = Map.of(
            "bases", "resources",
            "commonLabels", "labels",
            "imageTags", "images",
            "patchesJson6902", "patches",
            "patchesStrategicMerge", "patches");

    static Kustomization read(Folder folder, Consumer<String> warnings) {
        Object value;
        try {
            value = Yaml.parse(folder.kustomization());
        } catch (ParseException e) {
            throw new KustomizeException("invalid Kustomization in '" + folder + "': " + e.getMessage(), e);
        }
        if (!(value instanceof ObjectValue tree) || tree.isEmpty()) {
            throw new KustomizeException("kustomization.yaml is empty in '" + folder + "'");
        }
        Kustomization kustomization = new Kustomization(folder, tree);
        kustomization.check();
        DEPRECATED.forEach((old, replacement) -> {
            if (tree.has(old)) {
                warnings.accept("# Warning: '" + old + "' is deprecated. Please use '" + replacement + "' instead.");
            }
        });
        return kustomization;
    }

    private void check() {
        List<String> problems = new ArrayList<>();
        tree.forEach((field, value) -> {
            if (UNSUPPORTED.contains(field)) {
                problems.add("field \"" + field + "\" is not supported by jukung's kustomize yet");
            } else if (!SUPPORTED.contains(field)) {
                problems.add("unknown field \"" + field + "\"");
            }
        });
        boolean component = isComponent();
        String kind = tree.text("kind", "Kustomization");
        if (!component && !kind.equals("Kustomization")) {
            problems.add("kind should be Kustomization or Component");
        }
        String apiVersion = component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
        if (!tree.text("apiVersion", apiVersion).equals(apiVersion)) {
            problems.add("apiVersion for " + kind + " should be " + apiVersion);
        }
        if (!problems.isEmpty()) {
            throw new KustomizeException("invalid Kustomization in '" + folder + "': " + String.join("; ", problems));
        }
    }

    boolean isComponent() {
        return tree.text("kind", "").equals("Component");
    }

    List<String> resources() {
        return concat("resources", "bases").stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    List<String> components() {
        return tree.list("components").texts();
    }

    List<ObjectValue> images() {
        return concat("images", "imageTags").stream()
                .filter(ObjectValue.class::isInstance)
                .map(ObjectValue.class::cast)
                .toList();
    }

    private List<Object> concat(String field, String deprecated) {
        List<Object> all = new ArrayList<>(tree.list(field));
        all.addAll(tree.list(deprecated));
        return all;
    }

    List<ObjectValue> objects(String field) {
        return tree.list(field).objects();
    }

    ListValue list(String field) {
        return tree.list(field);
    }

    String text(String field) {
        return tree.text(field, "");
    }

    ObjectValue object(String field) {
        return tree.object(field);
    }

    SortOrder sortOrder() {
        return tree.has("sortOptions") ? SortOrder.parse(tree.object("sortOptions")) : SortOrder.LEGACY;
    }
}
