package dev.jukung.controllers.pods;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import java.util.List;
import java.util.Optional;

/**
 * What the reconcilers of sets of pods with revisions read. Thread-safe.
 *
 * @param expectations what was written and has not come back yet
 */
public record SetCaches<T extends KubeObject>(
        Lister<T> sets, Lister<Pod> pods, Lister<ControllerRevision> revisions, Expectations<ObjectKey> expectations) {
    /** @param fresh whether all that was written for the set is in what is read now */
    public record View<T>(T set, boolean fresh) {}

    public static <T extends KubeObject> SetCaches<T> of(
            Informers informers, ResourceType<T> type, Expectations<ObjectKey> expectations) {
        return new SetCaches<>(
                informers.of(type).lister(),
                informers.of(Resources.PODS).lister(),
                informers.of(Resources.CONTROLLERREVISIONS).lister(),
                expectations);
    }

    /** Empty when there is no such set (any more); then nothing is expected for it. */
    public Optional<View<T>> look(ObjectKey key) {
        // Asked before the caches are read: what comes back in between is then in what we read.
        boolean fresh = expectations.satisfied(key);
        Optional<T> found = sets.find(key);
        if (found.isEmpty()) {
            expectations.forget(key);
        }
        return found.map(set -> new View<>(set, fresh));
    }

    /** The pods that the set controls, and those that it might adopt. */
    public List<Pod> ownedAndOrphans(T set) {
        return PodIndexes.ownedAndOrphans(set, pods);
    }
}
