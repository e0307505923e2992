package dev.jukung.runtime;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The informers of one process under one identity: whoever asks for the same resource and scope gets the same one.
 * Thread-safe.
 */
public final class Informers implements AutoCloseable {
    /** The view is part of it: an informer of typed objects cannot serve those who want untyped ones. */
    private record Id(ResourceType<?> type, Function<ObjectValue, ?> view, Informer.Scope scope) {}

    private final ApiClient client;
    private final Surroundings surroundings;
    // Guarded by this.
    private final Map<Id, Informer<?>> informers = new HashMap<>();
    private boolean started;
    private boolean closed;

    public Informers(ApiClient client, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
    }

    public <T extends KubeObject> Informer<T> of(ResourceType<T> type) {
        return of(type, Informer.Scope.ALL);
    }

    /** Before {@link #start} the informer waits; afterwards it is started at once. */
    @SuppressWarnings("unchecked") // the view function in the Id makes T the same
    public synchronized <T extends KubeObject> Informer<T> of(ResourceType<T> type, Informer.Scope scope) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        Informer<T> informer = (Informer<T>) informers.computeIfAbsent(
                new Id(type, type.view(), scope), _ -> new Informer<>(client, type, scope, surroundings));
        if (started) {
            informer.start();
        }
        return informer;
    }

    /**
     * An informer that knows at least the metadata of all objects of a resource: one that is there already, whatever its view,
     * or else one of the metadata only.
     */
    public synchronized Informer<? extends KubeObject> ofMetadata(ResourceType<?> type) {
        for (Map.Entry<Id, Informer<?>> entry : informers.entrySet()) {
            if (entry.getKey().type().equals(type) && entry.getKey().scope().equals(Informer.Scope.ALL)) {
                return entry.getValue();
            }
        }
        return of(MetadataOnly.of(type));
    }

    /** Ends an informer whose resource the server has no longer. Whoever asks for that later gets a new one. */
    public void stop(Informer<?> informer) {
        synchronized (this) {
            informers.values().remove(informer);
        }
        informer.close();
    }

    public synchronized void start() {
        started = true;
        informers.values().forEach(Informer::start);
    }

    /** Waits until every informer asked for so far has told its first list. */
    public void awaitSynced() throws InterruptedException {
        for (Informer<?> informer : all()) {
            informer.awaitSynced();
        }
    }

    private synchronized List<Informer<?>> all() {
        return List.copyOf(informers.values());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        all().forEach(Informer::close);
    }
}
