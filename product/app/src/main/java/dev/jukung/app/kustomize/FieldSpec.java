package dev.jukung.app.kustomize;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Fields of some kinds, by a path such as {@code spec/template/metadata/labels}. A list on the way means all its items; a step
 * that ends in {@code []} has to be a list and is never created. A slash within a key is written {@code \/}.
 *
 * @param group empty means any
 * @param version empty means any
 * @param kind empty means any
 * @param create whether missing objects on the way and the field itself are made
 */
record FieldSpec(String group, String version, String kind, List<String> path, boolean create) {
    static FieldSpec of(String kind, String path) {
        return new FieldSpec("", "", kind, steps(path), false);
    }

    static FieldSpec ofGroup(String group, String kind, String path) {
        return new FieldSpec(group, "", kind, steps(path), false);
    }

    FieldSpec creating() {
        return new FieldSpec(group, version, kind, path, true);
    }

    FieldSpec inVersion(String only) {
        return new FieldSpec(group, only, kind, path, create);
    }

    /** As {@code fieldSpecs} are written in files. */
    static FieldSpec parse(ObjectValue spec) {
        return new FieldSpec(
                spec.text("group", ""),
                spec.text("version", ""),
                spec.text("kind", ""),
                steps(spec.text("path", "")),
                spec.flag("create", false));
    }

    private static List<String> steps(String path) {
        return Arrays.stream(path.split("(?<!\\\\)/"))
                .map(step -> step.replace("\\/", "/"))
                .toList();
    }

    boolean selects(ResourceId.Kind candidate) {
        return (group.isEmpty() || group.equals(candidate.group()))
                && (version.isEmpty() || version.equals(candidate.version()))
                && (kind.isEmpty() || kind.equals(candidate.name()));
    }

    /** Changes the fields of {@code resource} that this names, if its kind is one that this selects. */
    void change(Resource resource, Supplier<Object> created, UnaryOperator<Object> change) {
        if (selects(resource.kind())) {
            try {
                resource.change(tree -> (ObjectValue) changed(tree, 0, created, change));
            } catch (IllegalArgumentException e) {
                throw new KustomizeException("considering field '" + String.join("/", path) + "' of object "
                        + resource.id() + ": " + e.getMessage());
            }
        }
    }

    private Object changed(Object value, int depth, Supplier<Object> created, UnaryOperator<Object> change) {
        if (depth == path.size()) {
            return change.apply(value);
        }
        return switch (value) {
            case NullValue none -> none;
            case ListValue list ->
                ListValue.copyOf(list.stream()
                        .map(item -> changed(item, depth, created, change))
                        .toList());
            case ObjectValue object -> changedField(object, depth, created, change);
            default -> throw new IllegalArgumentException("expected sequence or mapping node");
        };
    }

    private ObjectValue changedField(
            ObjectValue object, int depth, Supplier<Object> created, UnaryOperator<Object> change) {
        String step = path.get(depth);
        boolean list = step.endsWith("[]");
        String key = list ? step.substring(0, step.length() - 2) : step;
        @Nullable Object field = object.get(key);
        if (field == null || field == NullValue.NULL) {
            if (!create || list) {
                return object;
            }
            field = depth == path.size() - 1 ? created.get() : ObjectValue.EMPTY;
        }
        return object.with(key, changed(field, depth + 1, created, change));
    }
}
