package dev.jukung.controllers.pods;

import dev.jukung.model.KubeObject;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.Index;
import dev.jukung.runtime.Lister;
import java.util.ArrayList;
import java.util.List;

/** Ways to find pods that several controllers need; they share one informer. */
public final class PodIndexes {
    /** By {@code spec.nodeName}; pods that are not scheduled are in it under the empty name. */
    public static final Index<Pod> BY_NODE =
            new Index<>(pod -> List.of(pod.tree().object("spec").text("nodeName", "")));

    /** Pods that nobody controls, by namespace. */
    public static final Index<Pod> ORPHANS =
            new Index<>(pod -> OwnerReferences.controllerOf(pod).isEmpty() ? List.of(pod.namespace()) : List.of());

    private PodIndexes() {}

    /** The pods that the owner controls, and those that it might adopt. */
    public static List<Pod> ownedAndOrphans(KubeObject owner, Lister<Pod> pods) {
        Lister<Pod> now = pods.snapshot();
        List<Pod> all = new ArrayList<>(now.controlledBy(owner.uid()));
        all.addAll(now.by(ORPHANS, owner.namespace()));
        return all;
    }
}
