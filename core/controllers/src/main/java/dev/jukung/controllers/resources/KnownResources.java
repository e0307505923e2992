package dev.jukung.controllers.resources;

import dev.jukung.base.Clock;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinition;
import dev.jukung.model.apiregistration.v1.APIService;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.ServerResources;
import dev.jukung.runtime.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which resources the API server has whose objects can be listed, watched and deleted, and an informer of each: built-in,
 * custom and other servers' ones. It asks the server, and again when a CustomResourceDefinition or an APIService changes.
 * Thread-safe.
 */
public final class KnownResources implements AutoCloseable {
    private static final String NAME = "resource-discovery";
    /** Kubernetes' resync of the garbage collector: a server behind an APIService tells nobody when it has more. */
    private static final Duration REMOTE_PERIOD = Duration.ofSeconds(30);
    /** Kubernetes' {@code initialSyncTimeout}: a resource that cannot be listed does not hold up all others. */
    private static final Duration SYNC_PATIENCE = Duration.ofSeconds(60);

    private static final Set<String> VERBS = Set.of("delete", "list", "watch");
    /** Kubernetes' {@code DefaultIgnoredResources}: many, and they own nothing. */
    private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

    private enum Task {
        DISCOVER,
        TELL_READY
    }

    /** Told, one call at a time, which resources come and go. It must not block. */
    public interface Follower {
        /** A resource has come; its informer may not be synced. */
        void appeared(ResourceType<?> type, Informer<? extends KubeObject> informer);

        /** A resource has gone, or its group prefers another version now, which has appeared before. */
        void gone(ResourceType<?> type);
    }

    private final ApiClient client;
    private final Informers informers;
    private final Clock clock;
    private final Lister<CustomResourceDefinition> definitions;
    private final Lister<APIService> apiServices;
    private final ControllerLoop<Task> loop;
    private final Map<ResourceType<?>, Informer<? extends KubeObject>> known = new ConcurrentHashMap<>();
    private final Set<String> removed = ConcurrentHashMap.newKeySet(); // definitions that may still be discovered
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    // Guarded by this.
    private final List<Runnable> whenReady = new ArrayList<>();
    private boolean ready;
    // Confined to the loop.
    private Instant discoveredFirst = Instant.MAX;

    public KnownResources(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        this.informers = informers;
        clock = surroundings.clock();
        loop = new ControllerLoop<>(NAME, this::reconcile, surroundings);
        Informer<CustomResourceDefinition> definitionInformer = informers.of(Resources.CUSTOMRESOURCEDEFINITIONS);
        Informer<APIService> apiServiceInformer = informers.of(Resources.APISERVICES);
        definitions = definitionInformer.lister();
        apiServices = apiServiceInformer.lister();
        definitionInformer.handle(this::definitionChanged);
        apiServiceInformer.handle(change -> loop.add(Task.DISCOVER, change.trigger()));
    }

    private void definitionChanged(Change<CustomResourceDefinition> change) {
        if (change instanceof Change.Deleted<CustomResourceDefinition>) {
            removed.add(change.object().name());
        }
        loop.add(Task.DISCOVER, change.trigger());
    }

    /** Before {@link #start}. */
    public void follow(Follower follower) {
        followers.add(follower);
    }

    /**
     * Runs the action once the resources are known and their informers synced, or have had the time for it: now, or later on
     * another thread.
     */
    public void whenReady(Runnable action) {
        synchronized (this) {
            if (!ready) {
                whenReady.add(action);
                return;
            }
        }
        action.run();
    }

    /** Finds the resource of a kind, whatever version of it is asked for. */
    public Optional<ResourceType<?>> ofKind(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        return known.keySet().stream()
                .filter(type -> type.group().equals(group) && type.kind().equals(kind))
                .findFirst();
    }

    /** Asks the server for the first time, once the informers that were given to the constructor are synced. */
    public void start() {
        loop.start(1);
        loop.add(Task.DISCOVER);
    }

    private Reconciler.Outcome reconcile(Task task) throws InterruptedException {
        return switch (task) {
            case DISCOVER -> discover();
            case TELL_READY -> tellReady();
        };
    }

    private Reconciler.Outcome discover() throws InterruptedException {
        ServerResources server = client.discover();
        if (discoveredFirst.equals(Instant.MAX)) {
            discoveredFirst = clock.now();
        }
        List<ResourceType<?>> served = new ArrayList<>();
        for (ResourceType<?> type : server.supporting(VERBS)) {
            if (!IGNORED.contains(type.qualifiedName()) && !isRemoved(type.qualifiedName())) {
                served.add(type);
            }
        }
        served.stream().filter(type -> !known.containsKey(type)).forEach(this::add);
        known.keySet().stream()
                .filter(type -> !served.contains(type))
                .filter(type -> !server.failures().containsKey(type.apiVersion())) // nothing is known of it
                .toList()
                .forEach(this::remove);
        loop.add(Task.TELL_READY);
        return next(server);
    }

    private Reconciler.Outcome next(ServerResources server) {
        Optional<String> late = Definitions.missing(definitions.all(), server);
        if (late.isPresent()) {
            return new Reconciler.Outcome.TryAgain(late.get() + " is not discovered yet");
        }
        removed.retainAll(Definitions.names(server));
        boolean stale = removed.stream().anyMatch(this::isRemoved);
        if (stale) {
            return new Reconciler.Outcome.TryAgain(removed + " are discovered still");
        }
        boolean remote = apiServices.all().stream()
                .anyMatch(each -> each.tree().object("spec").has("service"));
        return remote ? new Reconciler.Outcome.CheckAgain(REMOTE_PERIOD) : Reconciler.Outcome.SETTLED;
    }

    private boolean isRemoved(String name) {
        return removed.contains(name) && definitions.find(ObjectKey.of(name)).isEmpty();
    }

    private void add(ResourceType<?> type) {
        Informer<? extends KubeObject> informer = informers.ofMetadata(type);
        known.put(type, informer);
        followers.forEach(follower -> follower.appeared(type, informer));
        informer.whenSynced(() -> loop.add(Task.TELL_READY));
    }

    private void remove(ResourceType<?> type) {
        Informer<? extends KubeObject> informer = known.remove(type);
        followers.forEach(follower -> follower.gone(type));
        if (informer != null) {
            informers.stop(informer);
        }
    }

    private Reconciler.Outcome tellReady() {
        Duration patience = Duration.between(clock.now(), discoveredFirst.plus(SYNC_PATIENCE));
        if (patience.isPositive() && !known.values().stream().allMatch(Informer::synced)) {
            return new Reconciler.Outcome.CheckAgain(patience);
        }
        List<Runnable> actions;
        synchronized (this) {
            ready = true;
            actions = List.copyOf(whenReady);
            whenReady.clear();
        }
        actions.forEach(Runnable::run);
        return Reconciler.Outcome.SETTLED;
    }

    @Override
    public void close() {
        loop.close();
    }
}
