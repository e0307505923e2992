package dev.jukung.app.kustomize;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One entry of {@code images}: another name, tag or digest for an image, wherever a container uses it. Immutable. */
final class ImageChange {
    private static final List<FieldSpec> VOLUMES = List.of(
            FieldSpec.of("", "spec/volumes[]/image/reference"),
            FieldSpec.of("", "spec/template/spec/volumes[]/image/reference"));

    private final Pattern image;
    private final String newName;
    private final String newTag;
    private final String tagSuffix;
    private final String digest;

    ImageChange(ObjectValue entry) {
        String name = entry.text("name", "");
        try {
            image = Pattern.compile("^" + name + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$");
        } catch (PatternSyntaxException e) {
            throw new KustomizeException("images: the name " + name + " is no pattern: " + e.getDescription(), e);
        }
        newName = entry.text("newName", "");
        newTag = text(entry, "newTag");
        tagSuffix = text(entry, "tagSuffix");
        digest = entry.text("digest", "");
    }

    /** A tag may look like a number to YAML. */
    private static String text(ObjectValue entry, String field) {
        Object value = entry.get(field);
        return value == null ? "" : value.toString();
    }

    void apply(Resources resources) {
        for (Resource resource : resources.all()) {
            if (resource.kind().name().equals("CustomResourceDefinition")) {
                continue;
            }
            resource.change(tree -> (ObjectValue) anywhere(tree));
            VOLUMES.forEach(field -> field.change(
                    resource, () -> "", value -> value instanceof String reference ? changed(reference) : value));
        }
    }

    /** Containers are found by the name of their list, in kinds that are not built in too. */
    private Object anywhere(Object value) {
        return switch (value) {
            case ListValue list ->
                ListValue.copyOf(list.stream().map(this::anywhere).toList());
            case ObjectValue object -> {
                ObjectValue result = object;
                for (int i = 0; i < object.size(); i++) {
                    String key = object.keyAt(i);
                    Object field = object.valueAt(i);
                    boolean containers = key.equals("containers") || key.equals("initContainers");
                    result = result.with(
                            key, containers && field instanceof ListValue list ? containers(list) : anywhere(field));
                }
                yield result;
            }
            default -> value;
        };
    }

    private ListValue containers(ListValue list) {
        return ListValue.copyOf(list.stream()
                .map(item -> item instanceof ObjectValue container && container.get("image") instanceof String name
                        ? container.with("image", changed(name))
                        : item)
                .toList());
    }

    private String changed(String reference) {
        if (!image.matcher(reference).matches()) {
            return reference;
        }
        int host = Math.max(0, reference.indexOf('/'));
        int at = reference.indexOf('@', host);
        int colon = reference.indexOf(':', host);
        boolean tagged = colon >= 0 && (at < 0 || colon < at);
        String name = reference.substring(0, tagged ? colon : at >= 0 ? at : reference.length());
        String tag = tagged ? reference.substring(colon + 1, at >= 0 ? at : reference.length()) : "";
        String oldDigest = at >= 0 ? reference.substring(at + 1) : "";
        if (!newName.isEmpty()) {
            name = newName;
        }
        // A new tag or digest stands for both old ones.
        if (!newTag.isEmpty() || !digest.isEmpty()) {
            tag = newTag;
            oldDigest = digest;
        } else if (!tagSuffix.isEmpty()) {
            tag += tagSuffix;
            oldDigest = "";
        }
        return name + (tag.isEmpty() ? "" : ":" + tag) + (oldDigest.isEmpty() ? "" : "@" + oldDigest);
    }
}
