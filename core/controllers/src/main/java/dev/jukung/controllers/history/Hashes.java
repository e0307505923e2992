package dev.jukung.controllers.history;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Short texts, fit for names, that are the same for the same content, whatever the order of fields. Kubernetes hashes Go's
 * memory layout or text, so its hashes differ; nothing may depend on their value. Pure functions.
 */
public final class Hashes {
    /** Kubernetes' alphabet of hashes in names: no vowels, no characters that look alike. */
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private Hashes() {}

    /** @param salt tells apart what would have the same name otherwise */
    public static String of(ObjectValue content, String salt) {
        int hash = FNV_OFFSET;
        StringBuilder text = new StringBuilder();
        canonical(content, text);
        text.append(salt);
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
