package dev.jukung.controllers.deployment;

import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Compares pod templates and names them by a hash. */
final class Templates {
    static final String HASH_LABEL = "pod-template-hash";
    /** Kubernetes' alphabet of hashes in names: no vowels, no characters that look alike. */
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

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

    /**
     * A short text that is the same for the same template and collision count, whatever the order of fields. Kubernetes
     * hashes Go's memory layout of the template, so its hashes differ; nothing may depend on their value.
     */
    static String hash(PodTemplateSpec template, OptionalInt collisionCount) {
        int hash = FNV_OFFSET;
        StringBuilder text = new StringBuilder();
        canonical(plain(template), text);
        if (collisionCount.isPresent()) {
            text.append('#').append(collisionCount.getAsInt());
        }
        for (byte b : text.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        StringBuilder name = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            name.append(SAFE.charAt(digit % SAFE.length()));
        }
        return name.toString();
    }

    /** JSON with sorted keys. */
    private static void canonical(Object value, StringBuilder out) {
        switch (value) {
            case ObjectValue object -> {
                Map<String, Object> sorted = new TreeMap<>();
                object.forEach(sorted::put);
                out.append('{');
                sorted.forEach((key, item) -> {
                    out.append(key).append(':');
                    canonical(item, out);
                    out.append(',');
                });
                out.append('}');
            }
            case ListValue list -> {
                out.append('[');
                list.forEach(item -> {
                    canonical(item, out);
                    out.append(',');
                });
                out.append(']');
            }
            case String text -> out.append('"').append(text).append('"');
            default -> out.append(value);
        }
    }
}
