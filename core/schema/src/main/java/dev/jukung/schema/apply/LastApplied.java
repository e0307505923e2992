package dev.jukung.schema.apply;

import dev.jukung.schema.GoText;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The annotation of client-side apply. The manager {@code kubectl} may take over what it applied from the client's side
 * without conflicts, and keeps the annotation up to date.
 */
final class LastApplied {
    static final String MANAGER = "kubectl";
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    /** All annotations of an object together; the limit of the API server. */
    private static final int MAX_ANNOTATIONS_BYTES = 256 * 1024;

    private LastApplied() {}

    /** The fields that were applied from the client's side and are still as they were applied. */
    static FieldSet fields(MergeType type, String version, ObjectValue live) {
        Optional<ObjectValue> applied = read(live);
        if (applied.isEmpty() || !applied.get().text("apiVersion", "").equals(version)) {
            return FieldSet.EMPTY;
        }
        Comparison comparison = Comparison.of(type, applied.get(), live);
        return OwnedFields.of(type, applied.get())
                .difference(comparison.modified())
                .difference(comparison.added())
                .difference(comparison.removed());
    }

    private static Optional<ObjectValue> read(ObjectValue live) {
        String text = annotations(live).text(ANNOTATION, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parseObject(text));
        } catch (ParseException e) {
            return Optional.empty(); // anyone may write anything there; then it says nothing
        }
    }

    private static ObjectValue annotations(ObjectValue object) {
        return object.object("metadata").object("annotations");
    }

    /** The object with the annotation brought up to date, if it has one. */
    static ObjectValue updated(ObjectValue object, ObjectValue configuration) {
        if (annotations(object).text(ANNOTATION, "").isEmpty()) {
            return object;
        }
        ObjectValue plain = annotations(configuration).has(ANNOTATION)
                ? configuration.withAt(annotations(configuration).without(ANNOTATION), "metadata", "annotations")
                : configuration;
        ObjectValue annotations = annotations(object).with(ANNOTATION, GoText.json(plain) + "\n");
        boolean fits = bytes(annotations) <= MAX_ANNOTATIONS_BYTES;
        return object.withAt(fits ? annotations : annotations.without(ANNOTATION), "metadata", "annotations");
    }

    private static int bytes(ObjectValue annotations) {
        int bytes = 0;
        for (int i = 0; i < annotations.size(); i++) {
            bytes += annotations.keyAt(i).getBytes(StandardCharsets.UTF_8).length;
            bytes += annotations.text(annotations.keyAt(i), "").getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }
}
