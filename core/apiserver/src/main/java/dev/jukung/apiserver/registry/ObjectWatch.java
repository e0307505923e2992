package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.store.Change;
import dev.jukung.store.Revision;
import dev.jukung.store.Watch;
import dev.jukung.store.WatchEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The events of one watch as clients see them: an object that starts to match a selector is added, one that stops is
 * deleted. Read by one thread; {@link #close} may come from any.
 */
public final class ObjectWatch implements AutoCloseable {
    /** How often a quiet watch is told that it is up to date. */
    private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);

    /** One event. */
    public sealed interface Item {
        record Added(StoredObject object) implements Item {}

        record Modified(StoredObject object) implements Item {}

        record Deleted(StoredObject object) implements Item {}

        /** @param initialEventsEnd whether all objects that were there have been told now */
        record Bookmark(Revision revision, boolean initialEventsEnd) implements Item {}

        /** History is gone: list again. */
        record Expired(Revision requested, Revision oldest) implements Item {}

        record Closed() implements Item {}
    }

    private final Kind kind;
    private final Watch watch;
    private final Selection selection;
    private final boolean bookmarks;
    private final Clock clock;
    private final Queue<Item> pending = new ArrayDeque<>();
    private Revision seen;
    private Clock.Timer timer = () -> {};
    private volatile boolean ending;
    private Kinds.Registration registration = () -> {};

    ObjectWatch(
            Kind kind,
            Watch watch,
            Reader.WatchRequest request,
            List<StoredObject> initial,
            Revision start,
            Clock clock) {
        this.kind = kind;
        this.watch = watch;
        this.clock = clock;
        selection = request.selection();
        bookmarks = request.bookmarks();
        seen = start;
        initial.forEach(object -> pending.add(new Item.Added(object)));
        if (request.sendInitialEvents() && bookmarks) {
            pending.add(new Item.Bookmark(start, true));
        }
        if (bookmarks) {
            schedule();
        }
    }

    /** Ends this watch, after what has happened until then was told, when its kind goes. */
    void endsWith(Kinds kinds) {
        registration = kinds.whenGone(kind, () -> {
            ending = true;
            watch.progress();
        });
    }

    private void schedule() {
        timer = clock.after(BOOKMARK_INTERVAL, watch::progress);
    }

    public Kind kind() {
        return kind;
    }

    /** Waits for the next event. The one before counts as handled from now on. */
    public Item next() throws InterruptedException {
        while (pending.isEmpty()) {
            switch (watch.next()) {
                case WatchEvent.Commit(Revision revision, List<Change> changes) -> {
                    seen = revision;
                    changes.forEach(change -> accept(change, revision));
                }
                case WatchEvent.Progress _
                when ending -> {
                    return new Item.Closed();
                }
                case WatchEvent.Progress(Revision revision) -> {
                    seen = revision;
                    schedule();
                    return new Item.Bookmark(revision, false);
                }
                case WatchEvent.Compacted(Revision oldest) -> {
                    return new Item.Expired(seen, oldest);
                }
                case WatchEvent.Closed() -> {
                    return new Item.Closed();
                }
            }
        }
        return pending.remove();
    }

    private void accept(Change change, Revision revision) {
        Optional<StoredObject> before = matching(StoredObject.of(change.before()));
        Optional<StoredObject> after = matching(StoredObject.of(change.after()));
        if (after.isPresent()) {
            pending.add(before.isPresent() ? new Item.Modified(after.get()) : new Item.Added(after.get()));
        } else if (before.isPresent()) {
            // Gone, or no longer matching: both are told with the last state that matched.
            pending.add(new Item.Deleted(before.get().removedAt(revision)));
        }
    }

    private Optional<StoredObject> matching(Optional<StoredObject> object) {
        Optional<StoredObject> served = object.map(stored -> stored.as(kind));
        return selection.isEverything() ? served : served.filter(found -> selection.accepts(found.tree()));
    }

    @Override
    public void close() {
        registration.cancel();
        timer.cancel();
        watch.close();
    }
}
