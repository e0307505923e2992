package dev.jukung.store;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what happens in etcd, by whichever server, into a {@link Timeline}: first all there is, then every change. A watch
 * that breaks is opened anew where the last one ended. Where etcd has forgotten what lies between, everything is read anew
 * and all watches of clients end as after a compaction. The only writer of its timeline. Thread-safe.
 */
final class EtcdFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdFeed.class);

    private static final int PAGE = 500;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    /** At the start etcd may not be there yet. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private static final Cause FOREIGN = new Cause("", "written to etcd by another program", 0);

    /** Why a watch of etcd has ended. */
    private record End(String reason, boolean compacted) {}

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final EtcdValues values;
    private final Clock clock;
    private final Faults faults;
    private final Timeline timeline;
    private final Thread thread;
    private final Map<String, CompletableFuture<Commit>> expected = new ConcurrentHashMap<>();

    private final Arrivals arrivals; // all changes up to there are in the timeline
    private CompletableFuture<End> end = new CompletableFuture<>(); // of the present watch; guarded by this

    private record Loaded(State state, long revision) {}

    private EtcdFeed(EtcdClient client, EtcdKeys keys, EtcdValues values, Clock clock, Faults faults)
            throws InterruptedException {
        this.client = client;
        this.keys = keys;
        this.values = values;
        this.clock = clock;
        this.faults = faults;
        Loaded loaded = loadAtStart();
        timeline = new Timeline(loaded.state(), clock, HistoryLimits.ofThisProcess());
        arrivals = new Arrivals(loaded.revision());
        thread = Thread.ofVirtual().name("etcd-feed").unstarted(this::run);
    }

    /** @throws StoreUnavailableException when etcd cannot be read */
    static EtcdFeed start(EtcdClient client, EtcdKeys keys, EtcdValues values, Clock clock, Faults faults)
            throws InterruptedException {
        EtcdFeed feed = new EtcdFeed(client, keys, values, clock, faults);
        feed.thread.start();
        return feed;
    }

    Timeline timeline() {
        return timeline;
    }

    private Loaded loadAtStart() throws InterruptedException {
        Instant until = clock.now().plus(START_LIMIT);
        while (true) {
            try {
                return load();
            } catch (EtcdFailure e) {
                if (!clock.now().isBefore(until)) {
                    throw e.unavailable();
                }
                LOG.info("etcd cannot be read yet: {}", e.getMessage());
                clock.sleep(PAUSE_MAX);
            }
        }
    }

    /**
     * All objects as of one revision. The state's own revision is that of the last commit: all servers have it, while etcd's
     * may have moved on for other reasons.
     */
    private Loaded load() {
        EtcdClient.Page page = client.page(keys.head(), keys.end(), 0, 1);
        long revision = page.revision();
        long last = 0;
        if (!page.items().isEmpty() && page.items().getFirst().key().equals(keys.head())) {
            last = page.items().getFirst().modified();
        }
        boolean known = last > 0;
        State state = State.EMPTY;
        String from = keys.objects();
        do {
            page = client.page(from, keys.end(), revision, PAGE);
            for (EtcdClient.Item item : page.items()) {
                Optional<Entry> entry = values.entry(item);
                state = entry.isPresent() ? state.with(entry.get()) : state;
                last = Math.max(last, item.modified());
                from = item.key() + '\0';
            }
        } while (page.more());
        return new Loaded(state.asOf(new Revision(known ? last : revision)), revision);
    }

    private void run() {
        Duration pause = PAUSE;
        try {
            while (true) {
                long before = reached();
                End ended = follow();
                if (ended.compacted()) {
                    reload(ended.reason());
                }
                pause = reached() > before ? PAUSE : min(pause.multipliedBy(2), PAUSE_MAX);
                clock.sleep(pause);
            }
        } catch (InterruptedException _) {
            LOG.debug("etcd is not followed any more"); // closed
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private long reached() {
        return arrivals.reached();
    }

    /** Until the watch ends. */
    private End follow() throws InterruptedException {
        CompletableFuture<End> mine = new CompletableFuture<>();
        long from;
        synchronized (this) {
            end = mine;
            from = reached() + 1;
        }
        EtcdClient.Follower follower = new EtcdClient.Follower() {
            @Override
            public void changed(List<EtcdClient.Item> items) {
                if (!mine.isDone()) {
                    receive(items, mine);
                }
            }

            @Override
            public void ended(String reason, boolean compacted) {
                mine.complete(new End(reason, compacted));
            }
        };
        AutoCloseable watch = client.follow(keys.first(), keys.end(), from, follower);
        try {
            End ended = mine.get();
            LOG.info("the watch of etcd has ended after revision {}: {}", reached(), ended.reason());
            return ended;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        } finally {
            close(watch);
        }
    }

    private void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            faults.report("closing a watch of etcd", e);
        }
    }

    private void reload(String reason) throws InterruptedException {
        while (true) {
            try {
                Loaded loaded = load();
                LOG.warn(
                        "etcd has forgotten what came after revision {} ({}): clients have to list anew",
                        reached(),
                        reason);
                synchronized (this) {
                    timeline.restart(loaded.state());
                    arrivals.reach(loaded.revision());
                }
                return;
            } catch (EtcdFailure e) {
                LOG.info("etcd cannot be read: {}", e.getMessage());
                clock.sleep(PAUSE_MAX);
            }
        }
    }

    private void receive(List<EtcdClient.Item> items, CompletableFuture<End> watch) {
        try {
            receive(items);
        } catch (RuntimeException | Error bug) {
            // What this state lacks now is not known; all that is in etcd is.
            faults.report("following etcd", bug);
            watch.complete(new End("an internal error: " + bug, true));
        }
    }

    private synchronized void receive(List<EtcdClient.Item> items) {
        int start = 0;
        while (start < items.size()) {
            long revision = items.get(start).modified();
            int next = start + 1;
            while (next < items.size() && items.get(next).modified() == revision) {
                next++;
            }
            if (revision > reached()) {
                receive(items.subList(start, next), new Revision(revision));
                arrivals.reach(revision);
            }
            start = next;
        }
    }

    /** All changes of one revision. */
    private void receive(List<EtcdClient.Item> items, Revision revision) {
        State state = timeline.latest();
        List<Change> changes = new ArrayList<>(items.size());
        Optional<EtcdRecords.Record> record = Optional.empty();
        for (EtcdClient.Item item : items) {
            if (keys.isCommit(item.key())) {
                record = item.value().flatMap(EtcdRecords::record);
            }
            Optional<Key> key = keys.key(item.key());
            if (key.isPresent()) {
                Optional<Entry> before = state.get(key.get());
                Optional<Entry> after = item.value().isPresent() ? values.entry(item) : Optional.empty();
                changes.add(new Change(key.get(), before, after));
                state = after.isPresent() ? state.with(after.get()) : state.without(key.get());
            }
        }
        if (changes.isEmpty()) {
            return; // of no object
        }
        Commit commit = Commit.of(
                state.asOf(revision),
                List.copyOf(changes),
                record.map(EtcdRecords.Record::cause).orElse(FOREIGN),
                record.map(EtcdRecords.Record::time).orElseGet(clock::now));
        if (!commit.changes().isEmpty()) {
            timeline.publish(List.of(commit));
            record.map(told -> expected.get(told.id())).ifPresent(future -> future.complete(commit));
        }
    }

    /** Completed when the commit with that id comes along; has to be forgotten in the end. */
    CompletableFuture<Commit> expect(String id) {
        CompletableFuture<Commit> future = new CompletableFuture<>();
        expected.put(id, future);
        return future;
    }

    void forget(String id) {
        expected.remove(id);
    }

    /** What has come so far, to wait for more. */
    Arrivals arrivals() {
        return arrivals;
    }

    /** Opens the watch anew, perhaps at another member: this one does not bring what etcd has. */
    synchronized void stalled() {
        end.complete(new End("it brings nothing", false));
    }

    @Override
    public void close() {
        arrivals.close();
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
