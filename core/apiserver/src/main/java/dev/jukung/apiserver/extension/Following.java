package dev.jukung.apiserver.extension;

import dev.jukung.store.Change;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Watch;
import dev.jukung.store.WatchEvent;
import java.util.function.BiConsumer;

/**
 * Follows a collection of the store on a thread of its own, until the store closes.
 *
 * @param changed is told of each change, with its revision
 * @param again is told when history was lost: everything has to be looked at again
 * @param ended is told at the end
 */
record Following(
        RevisionStore store, String collection, BiConsumer<Change, Revision> changed, Runnable again, Runnable ended) {

    /** @param start what has happened until then is known already */
    void start(String name, Revision start) {
        Watch watch = store.watch(KeyRange.all(collection), start);
        Thread.ofVirtual().name(name).start(() -> follow(watch));
    }

    private void follow(Watch first) {
        Watch watch = first;
        try {
            while (true) {
                switch (watch.next()) {
                    case WatchEvent.Commit commit ->
                        commit.changes().forEach(change -> changed.accept(change, commit.revision()));
                    case WatchEvent.Progress _ -> {}
                    case WatchEvent.Compacted _ -> {
                        watch.close();
                        watch = store.watch(
                                KeyRange.all(collection), store.latest().revision());
                        again.run();
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
            ended.run();
        }
    }
}
