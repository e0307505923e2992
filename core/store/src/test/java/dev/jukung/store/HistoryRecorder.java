package dev.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows a collection from its beginning and checks that what is told is one history: no gap, no twin, in order. */
final class HistoryRecorder implements AutoCloseable {
    /** One change as told; the value is empty for a deletion. */
    record Told(Revision revision, Key key, Optional<String> value) {}

    private final Watch watch;
    private final List<Told> told = new ArrayList<>(); // guarded by itself, as the rest
    private final Map<Key, Entry> entries = new HashMap<>();
    private Revision last;
    private Optional<Throwable> wrong = Optional.empty();

    HistoryRecorder(RevisionStore store, String collection) {
        Snapshot start = store.latest();
        last = start.revision();
        start.list(KeyRange.all(collection)).forEach(entry -> entries.put(entry.key(), entry));
        watch = store.watch(KeyRange.all(collection), start.revision());
        Thread.ofVirtual().start(this::follow);
    }

    private void follow() {
        try {
            while (true) {
                switch (watch.next()) {
                    case WatchEvent.Commit(Revision revision, List<Change> changes) -> accept(revision, changes);
                    case WatchEvent.Progress _ -> {}
                    case WatchEvent.Compacted(Revision oldest) ->
                        throw new AssertionError("history was lost, it begins at " + oldest);
                    case WatchEvent.Closed _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException | AssertionError e) {
            synchronized (told) {
                wrong = Optional.of(e);
                told.notifyAll();
            }
        }
    }

    private void accept(Revision revision, List<Change> changes) {
        synchronized (told) {
            assertThat(revision).as("revisions go up").isGreaterThan(last);
            last = revision;
            for (Change change : changes) {
                Optional<Entry> before = Optional.ofNullable(entries.get(change.key()));
                assertThat(change.before().map(Entry::modified))
                        .as("what %s was before %s", change.key(), revision)
                        .isEqualTo(before.map(Entry::modified));
                change.after()
                        .ifPresentOrElse(
                                after -> {
                                    assertThat(after.modified()).isEqualTo(revision);
                                    entries.put(change.key(), after);
                                },
                                () -> entries.remove(change.key()));
                told.add(new Told(
                        revision,
                        change.key(),
                        change.after()
                                .map(after -> new String(after.value(), java.nio.charset.StandardCharsets.UTF_8))));
            }
            told.notifyAll();
        }
    }

    /** All that was told up to a revision, which has to come. */
    List<Told> upTo(Revision revision) throws InterruptedException {
        synchronized (told) {
            while (last.compareTo(revision) < 0 && wrong.isEmpty()) {
                told.wait(20_000);
                if (last.compareTo(revision) < 0 && wrong.isEmpty()) {
                    throw new AssertionError("told up to " + last + ", and not to " + revision);
                }
            }
            wrong.ifPresent(failure -> {
                throw new AssertionError("the history is wrong", failure);
            });
            return told.stream()
                    .filter(each -> each.revision().compareTo(revision) <= 0)
                    .toList();
        }
    }

    @Override
    public void close() {
        watch.close(); // which ends the thread
    }
}
