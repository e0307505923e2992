package dev.jukung.controllers.pods;

import dev.jukung.model.KubeObject;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.ResourceType;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Lister;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Objects of one type as the controllers of others, which they select by labels. Thread-safe. */
public final class Owners<O extends KubeObject> {
    private final ResourceType<O> type;
    private final Lister<O> owners;
    private final Function<O, Selector> selector;

    /** @param selector what an owner adopts */
    public Owners(ResourceType<O> type, Lister<O> owners, Function<O, Selector> selector) {
        this.type = type;
        this.owners = owners;
        this.selector = selector;
    }

    /** The controller of the object; not another one that has the name now. */
    public Optional<O> of(KubeObject object) {
        return OwnerReferences.controllerOf(object)
                .filter(reference -> reference.kind().equals(type.kind()))
                .flatMap(reference -> owners.find(ObjectKey.of(object.namespace(), reference.name()))
                        .filter(owner -> owner.uid().equals(reference.uid())));
    }

    /** Tells whom a change of something that can be owned concerns: its controller, the one before, and those who would adopt it. */
    public <T extends KubeObject> void concerned(Change<T> change, Consumer<O> told) {
        T object = change.object();
        of(object).ifPresent(told);
        change.previous().flatMap(this::of).ifPresent(told);
        if (!(change instanceof Change.Deleted<T>)
                && !object.deleting()
                && OwnerReferences.controllerOf(object).isEmpty()) {
            for (O owner : owners.in(object.namespace())) {
                if (selector.apply(owner).matches(object)) {
                    told.accept(owner);
                }
            }
        }
    }

    /** Notes what has come back of what was written about a pod. */
    public void observe(Change<Pod> change, Expectations<ObjectKey> expectations) {
        Pod pod = change.object();
        of(pod).ifPresent(owner -> {
            if (change instanceof Change.Added<Pod>) {
                expectations.creationObserved(owner.key());
            }
            if (change instanceof Change.Deleted<Pod> || pod.deleting()) {
                expectations.deletionObserved(owner.key(), pod.uid()); // it will go, and counts no longer
            }
        });
    }
}
