package dev.jukung.runtime;

import dev.jukung.model.KubeObject;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads what an informer knows. Each call reads the newest state; calls on one {@link #snapshot} all read the same
 * state. The objects are shared and immutable. It may lag behind the API server. Lists are sorted by namespace and name.
 * Thread-safe, never blocks.
 */
public final class Lister<T extends KubeObject> {
    private final Supplier<Image<T>> image;

    Lister(Supplier<Image<T>> image) {
        this.image = image;
    }

    public Lister<T> snapshot() {
        Image<T> now = image.get();
        return new Lister<>(() -> now);
    }

    public Optional<T> find(ObjectKey key) {
        return image.get().objects().get(key);
    }

    public List<T> all() {
        return image.get().objects().range(_ -> 0);
    }

    public List<T> in(String namespace) {
        return image.get().objects().range(key -> key.namespace().compareTo(namespace));
    }

    /** @param namespace empty for all */
    public List<T> matching(String namespace, Selector selector) {
        List<T> all = namespace.isEmpty() ? all() : in(namespace);
        return selector.isEverything()
                ? all
                : all.stream().filter(selector::matches).toList();
    }

    /** The objects whose controller has this uid. */
    public List<T> controlledBy(String uid) {
        return by(Index.CONTROLLER, uid);
    }

    /** The objects for which {@code index} gives {@code value}. */
    public List<T> by(Index<? super T> index, String value) {
        return image.get().by(index, value);
    }

    public int size() {
        return image.get().objects().size();
    }
}
