package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts the kinds of established definitions among those that are served, and takes them out again. What has not changed
 * stays the very same {@link Kind}, so that its watches go on. Thread-safe.
 */
public final class CustomKinds {
    /** What the kinds of a definition are made from: while this stays the same, so do they. */
    private record Source(ObjectValue spec, ObjectValue names) {}

    private record Installed(Source source, List<Kind> kinds, String collection, AtomicBoolean terminating) {}

    private final Kinds kinds;
    private final Schemas schemas;
    private final Converters converters;
    private final Consumer<List<Kind>> gone;
    private final Map<String, Installed> installed = new HashMap<>(); // guarded by this
    private final Set<String> terminating = ConcurrentHashMap.newKeySet(); // collections

    /** @param gone is told of kinds that are not served any more */
    public CustomKinds(Kinds kinds, Schemas schemas, Converters converters, Consumer<List<Kind>> gone) {
        this.kinds = kinds;
        this.schemas = schemas;
        this.converters = converters;
        this.gone = gone;
    }

    /**
     * Serves what the definition says now.
     *
     * @param latest reads the definition; under the lock, so that of two threads the one with the newer state comes last
     */
    synchronized void refresh(String name, Function<String, Optional<Definition>> latest) {
        Optional<Definition> definition = latest.apply(name);
        if (definition.isPresent() && definition.get().isEstablished()) {
            serve(definition.get());
        } else {
            remove(name);
        }
    }

    /** Serves an established definition, or one that is about to be. */
    synchronized void serve(Definition definition) {
        Source source = new Source(definition.spec(), definition.acceptedNames());
        Installed old = installed.get(definition.name());
        AtomicBoolean ends = old == null ? new AtomicBoolean() : old.terminating();
        ends.set(definition.isDeleting());
        if (definition.isDeleting()) {
            terminating.add(definition.collection());
        }
        if (old != null && old.source().equals(source)) {
            return;
        }
        List<Kind> made = isBuiltIn(definition)
                ? List.of()
                : new CustomKind(definition, schemas, converters.of(definition.tree()), ends::get).all();
        installed.put(definition.name(), new Installed(source, made, definition.collection(), ends));
        replace(old == null ? List.of() : old.kinds(), made);
    }

    private synchronized void remove(String name) {
        Installed old = installed.remove(name);
        if (old != null) {
            terminating.remove(old.collection());
            replace(old.kinds(), List.of());
        }
    }

    private void replace(List<Kind> old, List<Kind> made) {
        kinds.replace(old, made);
        gone.accept(old);
    }

    /** A resource that Kubernetes has itself is never served from a definition. */
    private boolean isBuiltIn(Definition definition) {
        return kinds.ofResource(definition.group(), definition.acceptedNames().text("plural", ""))
                .filter(kind -> !kind.isCustom())
                .isPresent();
    }

    /** Of a definition that is served; empty when it is not, or overlaps with what is built in. */
    synchronized List<Kind> of(String name) {
        Installed found = installed.get(name);
        return found == null ? List.of() : found.kinds();
    }

    /** Whether the objects of a collection are being removed because their definition goes. */
    boolean isTerminating(String collection) {
        return terminating.contains(collection);
    }
}
