package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.Change;
import dev.jukung.store.Entry;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
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
    private final Listener listener;
    private final WebhookClient webhooks;
    private final String definitions;

    /** Told of the group and the versions of a definition that has come, gone or changed. */
    @FunctionalInterface
    public interface Listener {
        void changed(String group, List<String> versions);
    }

    /** @param webhooks closed when the store is */
    public CustomResources(
            RevisionStore store,
            Verbs verbs,
            Kinds kinds,
            CustomKinds custom,
            Listener listener,
            WebhookClient webhooks,
            Surroundings surroundings) {
        this.store = store;
        this.custom = custom;
        this.listener = listener;
        this.webhooks = webhooks;
        Clock clock = surroundings.clock();
        controller = new DefinitionController(verbs, kinds, custom, clock);
        loop = new ControllerLoop<>("crd_controller", this::reconcile, surroundings);
        definitions = kinds.get(Resources.CUSTOMRESOURCEDEFINITIONS).collection();
    }

    /** As the definitions say: with webhooks or without. */
    public static Converters converters(WebhookClient webhooks, Randomness random) {
        return WebhookConverter.converters(webhooks, random);
    }

    private Reconciler.Outcome reconcile(String name) throws InterruptedException {
        Reconciler.Outcome outcome = controller.reconcile(name);
        int dot = name.indexOf('.');
        List<String> versions = controller
                .find(name)
                .map(definition -> definition.versions().stream()
                        .map(version -> version.text("name", ""))
                        .toList())
                .orElse(List.of());
        listener.changed(name.substring(dot + 1), versions);
        return outcome;
    }

    /** When it returns, all that was established before is served again. */
    public void start() {
        Revision start = store.latest().revision();
        List<Definition> known = controller.all();
        known.forEach(definition -> custom.refresh(definition.name(), controller::find));
        known.forEach(definition -> loop.add(definition.name()));
        loop.start(WORKERS);
        new Following(store, definitions, this::queue, this::lookAtAll, this::end).start("crd_controller-watch", start);
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

    private void lookAtAll() {
        controller.all().forEach(definition -> loop.add(definition.name()));
    }

    private void end() {
        loop.close();
        webhooks.close();
    }

    private void queue(Change change, Revision revision) {
        // The event may be here before the writer has come back from the store: what follows needs the kinds as they
        // are now.
        custom.refresh(change.key().name(), controller::find);
        loop.add(change.key().name(), revision.value());
        // Versions that have gone are found in what was before.
        change.before().ifPresent(before -> {
            Definition old = definition(before);
            listener.changed(
                    old.group(),
                    old.versions().stream()
                            .map(version -> version.text("name", ""))
                            .toList());
        });
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

    private static Object names(Entry entry) {
        return definition(entry).acceptedNames();
    }

    private static Definition definition(Entry entry) {
        return new Definition(StoredObject.of(entry).tree());
    }
}
