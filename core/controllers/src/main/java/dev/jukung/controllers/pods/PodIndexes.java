package dev.jukung.controllers.pods;

import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.Index;
import java.util.List;

/** Ways to find pods that several controllers need; they share one informer. */
public final class PodIndexes {
    /** By {@code spec.nodeName}; pods that are not scheduled are in it under the empty name. */
    public static final Index<Pod> BY_NODE =
            new Index<>(pod -> List.of(pod.tree().object("spec").text("nodeName", "")));

    private PodIndexes() {}
}
