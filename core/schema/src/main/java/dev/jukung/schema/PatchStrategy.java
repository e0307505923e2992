package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * {@code x-kubernetes-patch-strategy} and {@code x-kubernetes-patch-merge-key}: how a strategic merge patch treats a
 * field. Lists are replaced unless {@code merge}; objects are merged unless {@code replace}.
 *
 * @param retainKeys whether the patch may name the only keys to keep ({@code $retainKeys})
 * @param mergeKey the field that tells the items of a merged list of objects apart
 */
public record PatchStrategy(boolean merge, boolean replace, boolean retainKeys, Optional<String> mergeKey) {
    public static final PatchStrategy NONE = new PatchStrategy(false, false, false, Optional.empty());

    static PatchStrategy of(ObjectValue source, PatchStrategy inherited) {
        Optional<String> text = source.text("x-kubernetes-patch-strategy");
        Optional<String> mergeKey = source.text("x-kubernetes-patch-merge-key");
        if (text.isEmpty() && mergeKey.isEmpty()) {
            return inherited;
        }
        List<String> strategies = List.of(text.orElse("").split(",", -1));
        return new PatchStrategy(
                strategies.contains("merge"),
                strategies.contains("replace"),
                strategies.contains("retainKeys"),
                mergeKey);
    }
}
