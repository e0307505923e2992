package dev.jukung.apiserver;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.store.Change;
import dev.jukung.store.Entry;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.store.Write;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes Events some time after they were written last ({@code --event-ttl}). All live equally long, so they end in the order in
 * which they were written, and one timer is enough. Remembers as much as there are Events. Thread-safe.
 */
final class EventLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLife.class);
    private static final String COLLECTION = "events";
    private static final Cause CAUSE = new Cause(Bootstrap.SERVER.name(), "the time of an Event is over", 0);

    /** Timers are not set for less, so that many Events that end one after the other are removed together. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

    private record Ending(Revision written, Instant due) {}

    private final RevisionStore store;
    private final Clock clock;
    private final Duration life;
    private final SequencedMap<Key, Ending> endings = new LinkedHashMap<>(); // guarded by this, as all below
    private boolean waiting;
    private boolean closed;
    private Clock.Timer timer = () -> {};

    /** @param life zero: Events stay */
    EventLife(RevisionStore store, Clock clock, Duration life) {
        this.store = store;
        this.clock = clock;
        this.life = life;
    }

    /** Takes what is there already. When it was written it says itself. */
    void start() {
        if (!life.isPositive()) {
            return;
        }
        Instant now = clock.now();
        List<Map.Entry<Key, Ending>> found = new ArrayList<>();
        for (Entry entry : store.latest().list(KeyRange.all(COLLECTION))) {
            Instant due = written(entry, now).plus(life);
            found.add(Map.entry(entry.key(), new Ending(entry.modified(), due)));
        }
        found.sort(Map.Entry.comparingByValue((a, b) -> a.due().compareTo(b.due())));
        synchronized (this) {
            found.forEach(each -> endings.putIfAbsent(each.getKey(), each.getValue()));
            schedule(STEP);
        }
    }

    /** The latest of the times in its metadata; {@code now} where there is none. */
    private static Instant written(Entry entry, Instant now) {
        ObjectValue metadata = Json.parseObject(entry.value()).object("metadata");
        Instant latest = time(metadata.text("creationTimestamp", ""), Instant.MIN);
        for (ObjectValue fields : metadata.list("managedFields").objects()) {
            Instant changed = time(fields.text("time", ""), Instant.MIN);
            latest = changed.isAfter(latest) ? changed : latest;
        }
        return latest.equals(Instant.MIN) ? now : latest;
    }

    private static Instant time(String text, Instant absent) {
        try {
            return text.isEmpty() ? absent : Instant.parse(text);
        } catch (DateTimeException _) {
            return absent; // another program has written something else there
        }
    }

    /** As an observer of the store. */
    synchronized void changed(Change change) {
        if (!life.isPositive() || !change.key().collection().equals(COLLECTION)) {
            return;
        }
        endings.remove(change.key()); // to be the last of all again
        change.after()
                .ifPresent(after -> endings.put(
                        change.key(), new Ending(after.modified(), clock.now().plus(life))));
        schedule(STEP);
    }

    private void schedule(Duration least) {
        if (!waiting && !closed && !endings.isEmpty()) {
            Duration wait = Duration.between(
                    clock.now(), endings.firstEntry().getValue().due());
            waiting = true;
            timer = clock.after(wait.compareTo(least) < 0 ? least : wait, this::end);
        }
    }

    private void end() {
        Duration pause = STEP;
        try {
            for (Map.Entry<Key, Ending> over : over()) {
                Guard unchanged =
                        new Guard.Unchanged(over.getKey(), over.getValue().written());
                store.commit(List.of(unchanged), List.of(new Write.Delete(over.getKey())), CAUSE);
                synchronized (this) {
                    endings.remove(over.getKey(), over.getValue());
                }
            }
        } catch (StoreUnavailableException e) {
            LOG.warn("Events could not be removed: {}", e.getMessage());
            pause = PAUSE_AFTER_FAILURE;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                waiting = false;
                schedule(pause);
            }
        }
    }

    private synchronized List<Map.Entry<Key, Ending>> over() {
        Instant now = clock.now();
        return endings.entrySet().stream()
                .takeWhile(each -> !each.getValue().due().isAfter(now))
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel();
    }
}
