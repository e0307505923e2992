package dev.jukung.runtime;

import dev.jukung.model.KubeObject;
import dev.jukung.model.OwnerReferences;
import java.util.List;
import java.util.function.Function;

/**
 * A second way to find the objects of an informer: by texts computed from each of them. Known by identity: keep it in a
 * constant and give the same one to {@link Informer#index} and {@link Lister#by}.
 */
public final class Index<T extends KubeObject> {
    /** By the uid of the controller; every informer has it. */
    static final Index<KubeObject> CONTROLLER =
            new Index<>(object -> OwnerReferences.controllerOf(object).map(owner -> owner.uid()).stream()
                    .toList());

    private final Function<? super T, List<String>> values;

    /** @param values depends on the object alone */
    public Index(Function<? super T, List<String>> values) {
        this.values = values;
    }

    List<String> of(T object) {
        return values.apply(object);
    }
}
