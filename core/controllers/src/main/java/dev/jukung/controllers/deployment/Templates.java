package dev.jukung.controllers.deployment;

import dev.jukung.controllers.history.Hashes;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.value.ObjectValue;
import java.util.OptionalInt;

/** Compares pod templates and names them by a hash. */
final class Templates {
    static final String HASH_LABEL = "pod-template-hash";

    private Templates() {}

    /** Whether both run the same pods; the hash label and empty fields do not count. */
    static boolean same(PodTemplateSpec a, PodTemplateSpec b) {
        return plain(a).equals(plain(b));
    }

    private static ObjectValue plain(PodTemplateSpec template) {
        ObjectValue metadata = template.tree().object("metadata").without("creationTimestamp");
        ObjectValue labels = metadata.object("labels").without(HASH_LABEL);
        metadata = labels.isEmpty() ? metadata.without("labels") : metadata.with("labels", labels);
        return metadata.isEmpty()
                ? template.tree().without("metadata")
                : template.tree().with("metadata", metadata);
    }

    /** A short text that is the same for the same template and collision count. */
    static String hash(PodTemplateSpec template, OptionalInt collisionCount) {
        return Hashes.of(plain(template), collisionCount.isPresent() ? "#" + collisionCount.getAsInt() : "");
    }
}
