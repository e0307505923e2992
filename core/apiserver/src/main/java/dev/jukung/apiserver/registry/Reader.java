package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Entry;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The verbs that only read: get, list and watch. All of them hold a root of the store; none of them locks. Thread-safe. */
public final class Reader {
    /** So many objects tell how large the others are. */
    private static final int SAMPLE = 16;

    private static final int PAGE = 500;

    /**
     * So long a list can be read on, page by page, as it was: the interval in which kube-apiserver compacts etcd. Clients
     * count on an end of it, though history is kept for longer.
     */
    private static final Duration PAGES_KEPT = Duration.ofMinutes(5);

    private static final String PAGE_EXPIRED =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                    + "without the continue parameter, or use the continue token in this response to retrieve the "
                    + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                    + "objects that were created, modified, or deleted between the time the first chunk was returned "
                    + "and now may show up in the list.";

    private final RevisionStore store;
    private final Kinds kinds;
    private final dev.jukung.base.Clock clock;

    public Reader(RevisionStore store, Kinds kinds, dev.jukung.base.Clock clock) {
        this.store = store;
        this.kinds = kinds;
        this.clock = clock;
    }

    /**
     * @param match {@code Exact}, {@code NotOlderThan} or empty
     * @param limit 0 for all
     */
    public record ListRequest(
            String namespace,
            Selection selection,
            String resourceVersion,
            String match,
            int limit,
            String continueToken) {
        public static ListRequest all(String namespace) {
            return new ListRequest(namespace, Selection.ALL, "", "", 0, "");
        }
    }

    /** @param remaining how many objects follow, where that is known */
    public record Page(List<StoredObject> items, Revision revision, String continueToken, OptionalLong remaining) {}

    public StoredObject get(Kind kind, ObjectKey key) {
        return find(kind, key).orElseThrow(() -> Failures.notFound(kind, key.name()));
    }

    public Optional<StoredObject> find(Kind kind, ObjectKey key) {
        return Steps.<Optional<StoredObject>, RuntimeException>step(
                "cacher.Get",
                facts -> Map.of(
                        "audit-id", facts.auditId(), "key", StoragePath.of(kind, key, true), "resource-version", ""),
                () -> StoredObject.of(CurrentState.of(store).get(kind.key(key))).map(object -> object.as(kind)));
    }

    /**
     * What this server knows, which may be behind what another server has just stored. It never waits, so that observers of the
     * store may ask.
     */
    public Optional<StoredObject> known(Kind kind, ObjectKey key) {
        return StoredObject.of(store.latest().get(kind.key(key))).map(object -> object.as(kind));
    }

    /** All that this server knows, as {@link #known(Kind, ObjectKey)}. */
    public List<StoredObject> known(Kind kind) {
        return list(kind, new ListRequest("", Selection.ALL, "0", "", 0, "")).items();
    }

    /** How much is stored of a resource. @param averageBytes of one object, judged by a few */
    public record Extent(int objects, int averageBytes) {}

    public Extent extent(Kind kind) {
        Snapshot snapshot = store.latest();
        List<Entry> some = snapshot.page(kind.range(""), "", SAMPLE);
        int average = (int)
                some.stream().mapToInt(entry -> entry.value().length).average().orElse(0);
        int objects = some.size() < SAMPLE
                ? some.size()
                : snapshot.list(kind.range("")).size();
        return new Extent(objects, average);
    }

    /** How many objects of this resource are stored now. */
    public int count(Kind kind) {
        return store.latest().list(kind.range("")).size();
    }

    public Page list(Kind kind, ListRequest request) {
        return Steps.<Page, RuntimeException>step("cacher.GetList", facts -> told(kind, facts), () -> {
            Page page = listed(kind, request);
            Steps.event(
                    "Filtered items", () -> Map.of("count", (long) page.items().size()));
            return page;
        });
    }

    private static Map<String, Object> told(Kind kind, Steps.Facts facts) {
        String group = kind.type().group();
        return Map.of("audit-id", facts.auditId(), "type", kind.type().plural() + (group.isEmpty() ? "" : "." + group));
    }

    private Page listed(Kind kind, ListRequest request) {
        KeyRange range = kind.range(request.namespace());
        if (!request.continueToken().isEmpty()) {
            return continued(kind, range, request);
        }
        boolean page = request.limit() > 0 && request.match().isEmpty(); // a page is of the very version that is named
        Snapshot snapshot = snapshot(request.resourceVersion(), page ? "Exact" : request.match());
        return page(kind, snapshot, range, "", request);
    }

    private Page continued(Kind kind, KeyRange range, ListRequest request) {
        ContinueToken token = ContinueToken.parse(request.continueToken());
        if (!request.resourceVersion().isEmpty() && !request.resourceVersion().equals("0")) {
            throw Failures.badRequest("specifying resource version is not allowed when using continue");
        }
        if (token.revision() < 0) {
            return page(kind, CurrentState.of(store), range, token.start(), request);
        }
        Revision revision = new Revision(token.revision());
        Snapshot snapshot = store.at(revision)
                .filter(_ -> !isPast(revision))
                .orElseThrow(() ->
                        ApiException.expiredPage(PAGE_EXPIRED, token.ofLatest().toString()));
        return page(kind, snapshot, range, token.start(), request);
    }

    /** Whether another revision took the place of this one longer ago than pages are kept. */
    private boolean isPast(Revision revision) {
        return store.explain(revision.next())
                .map(next -> next.time().isBefore(clock.now().minus(PAGES_KEPT)))
                .orElse(false);
    }

    private static Page page(Kind kind, Snapshot snapshot, KeyRange range, String after, ListRequest request) {
        if (request.limit() <= 0 && request.selection().isEverything() && after.isEmpty()) {
            List<StoredObject> all =
                    snapshot.list(range).stream().map(StoredObject::of).toList();
            return new Page(StoredObject.as(kind, all), snapshot.revision(), "", OptionalLong.empty());
        }
        List<StoredObject> found = new ArrayList<>();
        int limit = request.limit() <= 0 ? Integer.MAX_VALUE : request.limit();
        String last = after;
        while (true) {
            List<Entry> batch = snapshot.page(range, last, Math.min(PAGE, limit));
            for (StoredObject object :
                    StoredObject.as(kind, batch.stream().map(StoredObject::of).toList())) {
                if (request.selection().isEverything() || request.selection().accepts(object.tree())) {
                    found.add(object);
                }
                last = object.key().name();
                if (found.size() == limit) {
                    return cut(snapshot, range, last, found, request);
                }
            }
            if (batch.size() < Math.min(PAGE, limit)) {
                return new Page(found, snapshot.revision(), "", OptionalLong.empty());
            }
        }
    }

    private static Page cut(
            Snapshot snapshot, KeyRange range, String last, List<StoredObject> found, ListRequest request) {
        int left = snapshot.count(range, last);
        if (left == 0) {
            return new Page(found, snapshot.revision(), "", OptionalLong.empty());
        }
        String token = new ContinueToken(snapshot.revision().value(), last).toString();
        // With a selector nobody knows how many of those left match, so the count is not given.
        OptionalLong remaining = request.selection().isEverything() ? OptionalLong.of(left) : OptionalLong.empty();
        return new Page(found, snapshot.revision(), token, remaining);
    }

    private Snapshot snapshot(String resourceVersion, String match) {
        if (resourceVersion.isEmpty()) {
            return CurrentState.of(store);
        }
        if (resourceVersion.equals("0")) {
            return store.latest();
        }
        long wanted = parseVersion(resourceVersion);
        if (!CurrentState.reaches(store, new Revision(wanted))) {
            throw tooLarge(wanted, store.latest().revision().value());
        }
        Snapshot latest = store.latest();
        if (match.equals("Exact")) {
            return store.at(new Revision(wanted))
                    .orElseThrow(() -> Failures.expired("The resourceVersion for the provided list is too old."));
        }
        return latest;
    }

    private static ApiException tooLarge(long wanted, long current) {
        ListValue causes = ListValue.of(
                ObjectValue.of("reason", "ResourceVersionTooLarge", "message", "Too large resource version"));
        return new ApiException(
                Reason.TIMEOUT,
                504,
                "Timeout: Too large resource version: " + wanted + ", current: " + current,
                ObjectValue.of("causes", causes, "retryAfterSeconds", 1L));
    }

    static long parseVersion(String resourceVersion) {
        try {
            return Long.parseUnsignedLong(resourceVersion);
        } catch (NumberFormatException _) {
            String shown = "\"" + resourceVersion + "\"";
            throw Failures.badRequest("invalid resource version: resourceVersion: Invalid value: " + shown
                    + ": strconv.ParseUint: parsing " + shown + ": invalid syntax");
        }
    }

    /**
     * @param resourceVersion empty or 0: first the objects there are, then what happens
     * @param sendInitialEvents first the objects there are, then a bookmark that says so
     */
    public record WatchRequest(
            String namespace,
            Selection selection,
            String resourceVersion,
            boolean bookmarks,
            boolean sendInitialEvents) {}

    /** The watch has to be closed by the caller. It ends by itself when the kind is not served any more, or changed. */
    public ObjectWatch watch(Kind kind, WatchRequest request) {
        return Steps.<ObjectWatch, RuntimeException>step(
                "cacher.Watch", facts -> told(kind, facts), () -> begun(kind, request));
    }

    private ObjectWatch begun(Kind kind, WatchRequest request) {
        KeyRange range = kind.range(request.namespace());
        String version = request.resourceVersion();
        List<StoredObject> initial = List.of();
        Revision start;
        if (version.isEmpty() || version.equals("0") || request.sendInitialEvents()) {
            if (!version.isEmpty() && !version.equals("0")) {
                snapshot(version, "");
            }
            Snapshot snapshot = version.isEmpty() ? CurrentState.of(store) : store.latest();
            start = snapshot.revision();
            initial = StoredObject.as(
                            kind,
                            snapshot.list(range).stream().map(StoredObject::of).toList())
                    .stream()
                    .filter(object -> request.selection().accepts(object.tree()))
                    .toList();
        } else {
            start = new Revision(parseVersion(version));
            if (!CurrentState.reaches(store, start)) {
                throw tooLarge(start.value(), store.latest().revision().value());
            }
        }
        ObjectWatch watch = new ObjectWatch(kind, store.watch(range, start), request, initial, start, clock);
        watch.endsWith(kinds);
        return watch;
    }
}
