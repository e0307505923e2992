package dev.jukung.runtime;

import dev.jukung.base.Clock;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Listing;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of one resource up to date and tells handlers how it changes: lists once, then watches. A watch that ends
 * goes on from the last version seen; when that version is gone it lists again and tells the differences, so handlers
 * never miss a change of state (they may miss intermediate states). Failures are retried with growing delays.
 *
 * <p>Handlers run one after the other on the informer's thread, after the new state can be read through {@link #lister}.
 * Objects from a client of the same process are shared, not copied. Thread-safe.
 */
public final class Informer<T extends KubeObject> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

    /** Which objects of a resource: a namespace (empty for all) and selectors (empty for all). */
    public record Scope(String namespace, String labelSelector, String fieldSelector) {
        public static final Scope ALL = new Scope("", "", "");

        public static Scope fields(String selector) {
            return new Scope("", "", selector);
        }
    }

    private final ApiClient client;
    private final ResourceType<T> type;
    private final Scope scope;
    private final Surroundings surroundings;
    private final Clock clock;
    private final CountDownLatch synced = new CountDownLatch(1);
    private final Lister<T> lister = new Lister<>(this::image);
    private volatile Image<T> image;
    private volatile boolean closed;

    // Guarded by this.
    private final List<Change.Handler<? super T>> handlers = new ArrayList<>();
    private final List<Runnable> whenSynced = new ArrayList<>();
    private @Nullable Thread thread;

    // Confined to the informer's thread.
    private String version = "";
    private int failures;
    private Clock.Hold hold = Clock.Hold.NONE;

    public Informer(ApiClient client, ResourceType<T> type, Scope scope, Surroundings surroundings) {
        this.client = client;
        this.type = type;
        this.scope = scope;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        this.image = Image.of(new TreeMap<>(), List.of(Index.CONTROLLER));
    }

    public ResourceType<T> type() {
        return type;
    }

    public Lister<T> lister() {
        return lister;
    }

    /** From now on {@link Lister#by} answers for this index. Adding it twice does nothing. */
    public synchronized Informer<T> index(Index<? super T> index) {
        image = image.with(index);
        return this;
    }

    /** What is known already is told as added, on the calling thread, before this returns. */
    public synchronized Informer<T> handle(Change.Handler<? super T> handler) {
        handlers.add(handler);
        lister.all().forEach(object -> tell(List.of(handler), new Change.Added<>(object)));
        return this;
    }

    /** Starting twice does nothing. */
    public synchronized void start() {
        if (thread == null && !closed) {
            hold = clock.hold(); // until the first list has been told
            thread = Thread.ofVirtual().name("informer-" + type.qualifiedName()).start(this::run);
        }
    }

    /** Whether the first list has been told to the handlers. */
    public boolean synced() {
        return synced.getCount() == 0;
    }

    /** Runs the action once the first list has been told: now, or on the informer's thread. It must not block. */
    public void whenSynced(Runnable action) {
        synchronized (this) {
            if (!synced()) {
                whenSynced.add(action);
                return;
            }
        }
        action.run();
    }

    /** Waits until the first list has been told to the handlers that were there. */
    public void awaitSynced() throws InterruptedException {
        synced.await();
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever closes us is in a hurry; the thread ends anyway
        }
    }

    private Image<T> image() {
        return image;
    }

    private void run() {
        try {
            while (!closed) {
                round();
            }
        } catch (InterruptedException _) {
            LOG.trace("informer of {} ends", type); // close() asked for it
        } finally {
            hold.close();
        }
    }

    /** One watch, after a list if there is no version to watch from. The hold is open at its start and at its end. */
    private void round() throws InterruptedException {
        try {
            if (version.isEmpty()) {
                relist();
            }
            WatchQuery query = new WatchQuery(scope.namespace(), scope.labelSelector(), scope.fieldSelector(), version);
            Event.Ended<T> end;
            try (WatchStream<T> stream = client.watch(type, query)) {
                hold.close();
                end = follow(stream);
                hold = clock.hold();
            }
            LOG.debug("watch of {} ended: {} {}", type, end.reason(), end.message());
            if (versionGone(end.reason())) {
                version = "";
            }
            failures++;
            if (failures > 1) { // the first end is the server's ordinary time limit
                pause(Backoff.WATCHES.delay(failures - 1, surroundings.randomness()));
            }
        } catch (ApiException e) {
            if (versionGone(e.reason())) {
                version = "";
            } else {
                LOG.warn("Failed to watch {}: {}", type, e.getMessage());
            }
            failed();
        } catch (RuntimeException bug) {
            if (closed) {
                return; // an interrupted client may fail in its own way
            }
            surroundings.faults().report("watching " + type, bug);
            version = "";
            failed();
        }
    }

    private static boolean versionGone(Reason reason) {
        return reason == Reason.EXPIRED || reason == Reason.GONE;
    }

    private void failed() throws InterruptedException {
        failures++;
        pause(Backoff.WATCHES.delay(failures, surroundings.randomness()));
    }

    /** Lets time pass: the hold is given back, and taken again before the timer counts as run. */
    private void pause(Duration delay) throws InterruptedException {
        hold = clock.pause(hold, delay);
    }

    private void relist() throws InterruptedException {
        ListQuery query = new ListQuery(scope.namespace(), scope.labelSelector(), scope.fieldSelector(), 0, "");
        Listing<T> page = client.list(type, query);
        SortedMap<ObjectKey, T> objects = new TreeMap<>();
        page.items().forEach(object -> objects.put(object.key(), object));
        while (!page.continueToken().isEmpty()) {
            page = client.list(type, query.from(page.continueToken()));
            page.items().forEach(object -> objects.put(object.key(), object));
        }
        replace(objects);
        version = page.resourceVersion();
        List<Runnable> actions;
        synchronized (this) {
            synced.countDown();
            actions = List.copyOf(whenSynced);
            whenSynced.clear();
        }
        actions.forEach(Runnable::run);
    }

    private Event.Ended<T> follow(WatchStream<T> stream) throws InterruptedException {
        while (true) {
            Event<T> event = stream.next();
            switch (event) {
                case Event.Added<T>(T object) -> put(object);
                case Event.Modified<T>(T object) -> put(object);
                case Event.Deleted<T>(T object) -> remove(object);
                case Event.Bookmark<T>(String resourceVersion) -> version = resourceVersion;
                case Event.Ended<T> end -> {
                    return end;
                }
            }
            failures = 0;
        }
    }

    private synchronized void put(T object) {
        T before = lister.find(object.key()).orElse(null);
        version = object.resourceVersion();
        if (before == null || !before.resourceVersion().equals(object.resourceVersion())) {
            image = image.with(object);
            changes(before, object).forEach(change -> tell(handlers, change));
        }
    }

    private synchronized void remove(T object) {
        version = object.resourceVersion();
        if (lister.find(object.key()).isPresent()) {
            image = image.without(object.key());
            tell(handlers, new Change.Deleted<>(object));
        }
    }

    private synchronized void replace(SortedMap<ObjectKey, T> objects) {
        Image<T> old = image;
        image = old.replaced(objects);
        old.objects().forEach((key, before) -> {
            if (!objects.containsKey(key)) {
                tell(handlers, new Change.Deleted<>(before));
            }
        });
        objects.forEach((key, object) -> {
            T before = old.objects().get(key).orElse(null);
            if (before == null || !before.resourceVersion().equals(object.resourceVersion())) {
                changes(before, object).forEach(change -> tell(handlers, change));
            }
        });
    }

    /** An object of another uid under the same name is another object: its predecessor was deleted unseen. */
    private List<Change<T>> changes(@Nullable T before, T after) {
        if (before == null) {
            return List.of(new Change.Added<>(after));
        }
        return before.uid().equals(after.uid())
                ? List.of(new Change.Modified<>(before, after))
                : List.of(new Change.Deleted<>(before), new Change.Added<>(after));
    }

    private void tell(List<Change.Handler<? super T>> told, Change<T> change) {
        for (Change.Handler<? super T> handler : told) {
            try {
                tellOne(handler, change);
            } catch (RuntimeException bug) {
                surroundings
                        .faults()
                        .report(
                                "handling a change of " + type + " "
                                        + change.object().key(),
                                bug);
            }
        }
    }

    @SuppressWarnings("unchecked") // a handler of a supertype only reads
    private static <T extends KubeObject> void tellOne(Change.Handler<? super T> handler, Change<T> change) {
        ((Change.Handler<T>) handler).changed(change);
    }
}
