package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.Change;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Watch;
import dev.jukung.store.WatchEvent;
import java.util.List;

/**
 * Custom resources as a part of the server: follows the definitions in the store, whoever writes them, and keeps the kinds
 * that are served up to date. What this server writes itself counts before the writer gets its answer. Ends with the
 * store. Thread-safe.
 */
public final class CustomResources {
    private static final int WORKERS = 1; // names are given one after the other

    private final RevisionStore store;
    private final CustomKinds custom;
    private final DefinitionController controller;
    private final ControllerLoop<String> loop;
    private final String definitions;

    public CustomResources(
            RevisionStore store, Verbs verbs, Kinds kinds, CustomKinds custom, Surroundings surroundings) {
        this.store = store;
        this.custom = custom;
        Clock clock = surroundings.clock();
        controller = new DefinitionController(verbs, kinds, custom, clock);
        loop = new ControllerLoop<>("crd_controller", controller, surroundings);
        definitions = kinds.get(Resources.CUSTOMRESOURCEDEFINITIONS).collection();
    }

    /** When it returns, all that was established before is served again. */
    public void start() {
        Revision start = store.latest().revision();
        List<Definition> known = controller.all();
        known.forEach(definition -> custom.refresh(definition.name(), controller::find));
        known.forEach(definition -> loop.add(definition.name()));
        loop.start(WORKERS);
        Watch watch = store.watch(KeyRange.all(definitions), start);
        Thread.ofVirtual().name("crd_controller-watch").start(() -> follow(watch));
    }

    /** A change that this server has just stored. */
    public void changed(Change change) {
        String collection = change.key().collection();
        if (collection.equals(definitions)) {
            custom.refresh(change.key().name(), controller::find);
        } else if (change.after().isEmpty() && custom.isTerminating(collection)) {
            int slash = collection.indexOf('/');
            loop.add(collection.substring(slash + 1) + "." + collection.substring(0, slash));
        }
    }

    private void follow(Watch first) {
        Watch watch = first;
        try {
            while (true) {
                switch (watch.next()) {
                    case WatchEvent.Commit(Revision revision, List<Change> changes) ->
                        changes.forEach(change -> queue(change, revision));
                    case WatchEvent.Progress _ -> {}
                    case WatchEvent.Compacted _ -> {
                        watch.close();
                        Revision now = store.latest().revision();
                        controller.all().forEach(definition -> loop.add(definition.name()));
                        watch = store.watch(KeyRange.all(definitions), now);
                    }
                    case WatchEvent.Closed() -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
            loop.close();
        }
    }

    private void queue(Change change, Revision revision) {
        loop.add(change.key().name(), revision.value());
        if (change.after().isEmpty() || namesChanged(change)) {
            // Names may have become free.
            controller.all().forEach(other -> loop.add(other.name(), revision.value()));
        }
    }

    private static boolean namesChanged(Change change) {
        return change.before().isPresent()
                && change.after().isPresent()
                && !names(change.before().get()).equals(names(change.after().get()));
    }

    private static Object names(dev.jukung.store.Entry entry) {
        return new Definition(
                        dev.jukung.apiserver.registry.StoredObject.of(entry).tree())
                .acceptedNames();
    }
}
