package dev.jukung.kubelet.pod;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.EnvFromSource;
import dev.jukung.model.core.v1.EnvVar;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.Volume;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The ConfigMaps and Secrets that the node's pods refer to, each watched by itself, as a node may read no others. Asked for one before its
 * watch has begun, it reads it from the API server. Thread-safe.
 */
public final class WatchedObjects implements ReferencedObjects, AutoCloseable {
    private record Id(boolean secret, ObjectKey key) {}

    private record Entry(Informer<?> informer, Set<String> pods) {}

    private final ApiClient client;
    private final Surroundings surroundings;
    private final Lister<Service> services;
    private final Consumer<Set<String>> changed;
    // Guarded by this.
    private final Map<Id, Entry> entries = new HashMap<>();
    private boolean closed;

    /** @param changed told the uids of the pods that refer to an object that has changed */
    public WatchedObjects(
            ApiClient client, Surroundings surroundings, Lister<Service> services, Consumer<Set<String>> changed) {
        this.client = client;
        this.surroundings = surroundings;
        this.services = services;
        this.changed = changed;
    }

    @Override
    public List<Service> services() {
        return services.all();
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) throws InterruptedException {
        return find(Resources.CONFIGMAPS, new Id(false, ObjectKey.of(namespace, name)))
                .map(object -> new ConfigMap(object.tree()));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) throws InterruptedException {
        return find(Resources.SECRETS, new Id(true, ObjectKey.of(namespace, name)))
                .map(object -> new Secret(object.tree()));
    }

    private Optional<? extends KubeObject> find(ResourceType<?> type, Id id) throws InterruptedException {
        Optional<Entry> entry = entry(id);
        return entry.isPresent() && entry.get().informer().synced()
                ? entry.get().informer().lister().find(id.key())
                : client.find(type, id.key());
    }

    private synchronized Optional<Entry> entry(Id id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** The pod is on the node and refers to what its spec says. */
    public synchronized void register(Pod pod) {
        if (closed) {
            return;
        }
        for (Id id : references(pod)) {
            entries.computeIfAbsent(id, this::watch).pods().add(pod.uid());
        }
    }

    private Entry watch(Id id) {
        Informer.Scope scope = new Informer.Scope(
                id.key().namespace(), "", "metadata.name=" + id.key().name());
        Informer<?> informer =
                id.secret() ? follow(Resources.SECRETS, id, scope) : follow(Resources.CONFIGMAPS, id, scope);
        return new Entry(informer, new HashSet<>());
    }

    private <T extends KubeObject> Informer<T> follow(ResourceType<T> type, Id id, Informer.Scope scope) {
        Informer<T> informer = new Informer<>(client, type, scope, surroundings);
        informer.handle(_ -> tell(id));
        informer.start();
        return informer;
    }

    private void tell(Id id) {
        Set<String> pods;
        synchronized (this) {
            pods = Optional.ofNullable(entries.get(id))
                    .map(entry -> Set.copyOf(entry.pods()))
                    .orElse(Set.of());
        }
        if (!pods.isEmpty()) {
            changed.accept(pods);
        }
    }

    /** The pod is gone. */
    public void unregister(String uid) {
        Set<Informer<?>> unused = new HashSet<>();
        synchronized (this) {
            entries.values().removeIf(entry -> {
                entry.pods().remove(uid);
                if (entry.pods().isEmpty()) {
                    unused.add(entry.informer());
                }
                return entry.pods().isEmpty();
            });
        }
        unused.forEach(Informer::close);
    }

    @Override
    public void close() {
        List<Entry> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(entries.values());
            entries.clear();
        }
        all.forEach(entry -> entry.informer().close());
    }

    // --- what a pod refers to

    private static Set<Id> references(Pod pod) {
        Set<Id> ids = new HashSet<>();
        for (PodContainer container : PodContainer.of(pod.spec())) {
            fromEnvironment(pod, container.spec(), ids);
        }
        pod.spec().volumes().forEach(volume -> fromVolume(pod, volume, ids));
        pod.spec().imagePullSecrets().forEach(reference -> add(ids, true, pod, reference.name()));
        return ids;
    }

    private static void fromEnvironment(Pod pod, Container container, Set<Id> ids) {
        for (EnvFromSource source : container.envFrom()) {
            source.configMapRef().ifPresent(reference -> add(ids, false, pod, reference.name()));
            source.secretRef().ifPresent(reference -> add(ids, true, pod, reference.name()));
        }
        for (EnvVar variable : container.env()) {
            variable.valueFrom().ifPresent(source -> {
                source.configMapKeyRef().ifPresent(reference -> add(ids, false, pod, reference.name()));
                source.secretKeyRef().ifPresent(reference -> add(ids, true, pod, reference.name()));
            });
        }
    }

    private static void fromVolume(Pod pod, Volume volume, Set<Id> ids) {
        volume.configMap().ifPresent(source -> add(ids, false, pod, source.name()));
        volume.secret().ifPresent(source -> add(ids, true, pod, source.secretName()));
        ObjectValue projected = volume.tree().object("projected");
        for (ObjectValue source : projected.list("sources").objects()) {
            add(ids, false, pod, source.object("configMap").text("name"));
            add(ids, true, pod, source.object("secret").text("name"));
        }
    }

    private static void add(Set<Id> ids, boolean secret, Pod pod, Optional<String> name) {
        name.filter(given -> !given.isEmpty())
                .ifPresent(given -> ids.add(new Id(secret, ObjectKey.of(pod.namespace(), given))));
    }
}
