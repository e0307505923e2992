package dev.jukung.app.kustomize;

import dev.jukung.value.JsonPatch;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.PatchException;
import dev.jukung.value.Yaml;
import java.util.List;
import java.util.Optional;

/** {@code patches} and its two older forms. Confined to one thread. */
final class Patches {
    private final Kinds kinds;
    private final Kustomization kustomization;

    Patches(Kinds kinds, Kustomization kustomization) {
        this.kinds = kinds;
        this.kustomization = kustomization;
    }

    /** {@code patchesStrategicMerge}: names of files, or patches as text. */
    void applyStrategicMerges(Resources resources) {
        for (String entry : kustomization.list("patchesStrategicMerge").texts()) {
            boolean file = !entry.contains("\n") && kustomization.folder().has(entry);
            String text = file ? kustomization.folder().text(entry) : entry;
            merge(Accumulation.parse(kinds, text, file ? entry : "patchesStrategicMerge"), resources);
        }
    }

    /** {@code patches}: strategic merges or JSON patches, to one named object or to all that a target selects. */
    void apply(Resources resources) {
        for (ObjectValue entry : kustomization.objects("patches")) {
            String text = text(entry, "patches");
            Optional<JsonPatch> operations = operations(text);
            Optional<ObjectValue> target = Optional.of(entry.object("target")).filter(object -> !object.isEmpty());
            if (operations.isPresent()) {
                patch(
                        operations.get(),
                        target.orElseThrow(
                                () -> new KustomizeException("must specify a target for JSON patch " + source(entry))),
                        resources);
                continue;
            }
            List<Resource> patches = Accumulation.parse(kinds, text, source(entry));
            if (target.isEmpty()) {
                merge(patches, resources);
            } else if (patches.size() != 1) {
                throw new KustomizeException(
                        "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set"
                                + " `patches.target` field: " + source(entry));
            } else {
                for (Resource selected : new Selector(target.get()).select(resources)) {
                    merge(patches.getFirst().tree(), selected, resources, entry.object("options"));
                }
            }
        }
    }

    /** {@code patchesJson6902}. */
    void applyJsonPatches(Resources resources) {
        for (ObjectValue entry : kustomization.objects("patchesJson6902")) {
            ObjectValue target = entry.object("target");
            patch(
                    operations(text(entry, "patchesJson6902"))
                            .orElseThrow(() -> new KustomizeException("no JSON patch in " + source(entry))),
                    target,
                    resources);
        }
    }

    private String text(ObjectValue entry, String field) {
        String inline = entry.text("patch", "").strip();
        String path = entry.text("path", "");
        if (inline.isEmpty() == path.isEmpty()) {
            throw new KustomizeException(field + ": must specify one of patch and path in " + entry);
        }
        return inline.isEmpty() ? kustomization.folder().text(path) : inline;
    }

    private static String source(ObjectValue entry) {
        return entry.has("path")
                ? "[path: " + entry.text("path", "") + "]"
                : "[patch: " + entry.text("patch", "").strip() + "]";
    }

    /** A text that is a list holds JSON patch operations; anything else is for a merge. */
    private static Optional<JsonPatch> operations(String text) {
        try {
            return Yaml.parse(text) instanceof ListValue list ? Optional.of(JsonPatch.of(list)) : Optional.empty();
        } catch (ParseException | PatchException e) {
            throw new KustomizeException(
                    "unable to parse SM or JSON patch from [patch: " + text + "]: " + e.getMessage(), e);
        }
    }

    private static void patch(JsonPatch operations, ObjectValue target, Resources resources) {
        for (Resource selected : new Selector(target).select(resources)) {
            selected.rememberId();
            try {
                selected.change(tree -> (ObjectValue) operations.apply(tree));
            } catch (PatchException e) {
                throw new KustomizeException("patching " + selected.id() + ": " + e.getMessage(), e);
            }
        }
    }

    private void merge(List<Resource> patches, Resources resources) {
        for (Resource patch : patches) {
            merge(patch.tree(), resources.one(patch.originalId()), resources, ObjectValue.EMPTY);
        }
    }

    /** A patch changes what an object says, not which object it is, unless the options allow it. */
    private void merge(ObjectValue patch, Resource target, Resources resources, ObjectValue options) {
        ObjectValue before = target.tree();
        boolean newName = options.flag("allowNameChange", false);
        boolean newKind = options.flag("allowKindChange", false);
        if (newName || newKind) {
            target.rememberId();
        }
        ObjectValue adapted = patch.with("apiVersion", before.text("apiVersion", ""));
        Optional<ObjectValue> merged = StrategicMerge.merge(before, adapted, kinds.schema(before));
        if (merged.isEmpty()) {
            resources.remove(target);
            return;
        }
        ObjectValue after = merged.get();
        if (!newKind) {
            after = after.with("kind", before.text("kind", ""));
        }
        if (!newName) {
            after = after.withAt(target.name(), "metadata", "name");
        }
        ObjectValue metadata = after.object("metadata");
        after = after.with(
                "metadata",
                target.namespace().isEmpty()
                        ? metadata.without("namespace")
                        : metadata.with("namespace", target.namespace()));
        ObjectValue result = after;
        target.change(_ -> result);
    }
}
