package dev.jukung.network;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ServerResources;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Lists and watches objects that a test puts in; nothing else. Thread-safe. */
final class FakeApi implements ApiClient {
    private final Map<ResourceType<?>, TreeMap<ObjectKey, ObjectValue>> objects = new HashMap<>();
    private final Map<ResourceType<?>, List<LinkedBlockingQueue<Event<?>>>> watchers = new HashMap<>();
    private long version = 1;

    synchronized <T extends KubeObject> void put(ResourceType<T> type, T object) {
        version++;
        ObjectValue tree = object.tree()
                .withAt(String.valueOf(version), "metadata", "resourceVersion")
                .withAt("uid-" + object.key(), "metadata", "uid");
        boolean there = of(type).put(object.key(), tree) != null;
        T view = type.view().apply(tree);
        tell(type, there ? new Event.Modified<>(view) : new Event.Added<>(view));
    }

    synchronized <T extends KubeObject> void remove(ResourceType<T> type, ObjectKey key) {
        version++;
        ObjectValue tree = Objects.requireNonNull(of(type).remove(key))
                .withAt(String.valueOf(version), "metadata", "resourceVersion");
        tell(type, new Event.Deleted<>(type.view().apply(tree)));
    }

    private void tell(ResourceType<?> type, Event<?> event) {
        watchers.getOrDefault(type, List.of()).forEach(watcher -> watcher.add(event));
    }

    private TreeMap<ObjectKey, ObjectValue> of(ResourceType<?> type) {
        return objects.computeIfAbsent(type, _ -> new TreeMap<>());
    }

    @Override
    public synchronized <T extends KubeObject> Listing<T> list(ResourceType<T> type, ListQuery query) {
        return new Listing<>(of(type).values().stream().map(type.view()).toList(), String.valueOf(version), "");
    }

    @Override
    @SuppressWarnings("unchecked") // only events of this type are put into this queue
    public synchronized <T extends KubeObject> WatchStream<T> watch(ResourceType<T> type, WatchQuery query) {
        LinkedBlockingQueue<Event<?>> queue = new LinkedBlockingQueue<>();
        // What was put between the list and this watch has a higher version than the list.
        for (ObjectValue tree : of(type).values()) {
            T view = type.view().apply(tree);
            if (Long.parseLong(view.resourceVersion()) > Long.parseLong(query.resourceVersion())) {
                queue.add(new Event.Modified<>(view));
            }
        }
        watchers.computeIfAbsent(type, _ -> new ArrayList<>()).add(queue);
        return new WatchStream<>() {
            @Override
            public Event<T> next() throws InterruptedException {
                return (Event<T>) queue.take();
            }

            @Override
            public void close() {}
        };
    }

    private static UnsupportedOperationException no() {
        return new UnsupportedOperationException("the fake only lists and watches");
    }

    @Override
    public <T extends KubeObject> T get(ResourceType<T> type, ObjectKey key) {
        throw no();
    }

    @Override
    public <T extends KubeObject> T create(ResourceType<T> type, T object, WriteOptions options) {
        throw no();
    }

    @Override
    public <T extends KubeObject> T update(ResourceType<T> type, T object, WriteOptions options) {
        throw no();
    }

    @Override
    public <T extends KubeObject> T patch(ResourceType<T> type, ObjectKey key, Patch patch, WriteOptions options) {
        throw no();
    }

    @Override
    public void delete(ResourceType<?> type, ObjectKey key, DeleteOptions options) {
        throw no();
    }

    @Override
    public void deleteCollection(ResourceType<?> type, ListQuery query, DeleteOptions options) {
        throw no();
    }

    @Override
    public ObjectValue getSubresource(ResourceType<?> type, ObjectKey key, String subresource) {
        throw no();
    }

    @Override
    public ObjectValue postSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body) {
        throw no();
    }

    @Override
    public ObjectValue putSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body) {
        throw no();
    }

    @Override
    public ServerResources discover() {
        throw no();
    }
}
