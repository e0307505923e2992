package dev.jukung.apiserver.explain;

import dev.jukung.apiserver.explain.Explanation.Note;
import dev.jukung.apiserver.explain.Explanation.Subject;
import dev.jukung.apiserver.explain.Explanation.Writer;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.store.Entry;
import dev.jukung.store.Explained;
import dev.jukung.store.Key;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells why an object is as it is: who made it and its owners, what led to that, what has happened to it since, and what
 * its Events, its managedFields and the {@link Explainers} add. Thread-safe.
 */
public final class Narrator {
    /** So many of the latest commits that touched the object are told. */
    private static final int LATEST = 40;

    /** A Pod of a Job of a CronJob has two owners above it; more than this is no chain but a mistake. */
    private static final int OWNERS_MAX = 8;

    private final RevisionStore store;
    private final Kinds kinds;
    private final Explainers explainers;
    private final Clock clock;

    public Narrator(RevisionStore store, Kinds kinds, Explainers explainers, Clock clock) {
        this.store = store;
        this.kinds = kinds;
        this.explainers = explainers;
        this.clock = clock;
    }

    /** @param withEvents whether whoever asks may see the Events of that namespace */
    public Explanation explain(Kind kind, ObjectKey key, boolean withEvents) {
        Snapshot snapshot = store.latest();
        Key stored = kind.key(key);
        List<Explained> latest = store.explain(stored, LATEST);
        Optional<Entry> entry = snapshot.get(stored);
        if (entry.isEmpty() && latest.isEmpty()) {
            throw Failures.notFound(kind, key.name());
        }
        CausalChain chain = new CausalChain(store, kinds);
        entry.ifPresent(now -> lineage(snapshot, now).forEach(each -> chain.leadingTo(each.created())));
        // Of the commits about the object itself, those since its creation; of an object that is gone, its whole life.
        for (Explained commit : latest) {
            if (entry.isEmpty() || commit.revision().compareTo(entry.get().created()) >= 0) {
                chain.leadingTo(commit);
            }
        }
        ObjectValue tree = entry.map(now -> StoredObject.of(now).tree()).orElse(ObjectValue.EMPTY);
        return new Explanation(
                new Subject(kind.type().plural(), kind.type().kind(), key, tree),
                clock.now(),
                chain.steps(),
                chain.complete(),
                withEvents ? events(snapshot, kind, key, tree) : List.of(),
                writers(tree),
                explainers.findings(kind.type(), key));
    }

    /** The object and its controllers, the topmost first. */
    private List<Entry> lineage(Snapshot snapshot, Entry object) {
        List<Entry> line = new ArrayList<>();
        Optional<Entry> next = Optional.of(object);
        while (next.isPresent() && line.size() < OWNERS_MAX) {
            line.addFirst(next.get());
            ObjectValue metadata = StoredObject.of(next.get()).tree().object("metadata");
            next = metadata.list("ownerReferences").objects().stream()
                    .filter(reference -> reference.flag("controller", false))
                    .findFirst()
                    .flatMap(reference -> owner(snapshot, reference, metadata.text("namespace", "")));
        }
        return line;
    }

    private Optional<Entry> owner(Snapshot snapshot, ObjectValue reference, String namespace) {
        return kinds.all().stream()
                .filter(kind -> kind.type().kind().equals(reference.text("kind", ""))
                        && kind.type().apiVersion().equals(reference.text("apiVersion", "")))
                .findFirst()
                .flatMap(kind -> snapshot.get(kind.key(new ObjectKey(namespace, reference.text("name", "")))))
                .filter(found -> StoredObject.of(found)
                        .tree()
                        .object("metadata")
                        .text("uid", "")
                        .equals(reference.text("uid", "")));
    }

    private List<Note> events(Snapshot snapshot, Kind kind, ObjectKey key, ObjectValue tree) {
        Kind events = kinds.get(Resources.EVENTS);
        String uid = tree.object("metadata").text("uid", "");
        List<Note> notes = new ArrayList<>();
        for (Entry entry : snapshot.list(events.range(key.namespace().isEmpty() ? "default" : key.namespace()))) {
            ObjectValue event = StoredObject.of(entry).tree();
            ObjectValue about = event.object("involvedObject");
            boolean same = uid.isEmpty()
                    ? about.text("kind", "").equals(kind.type().kind())
                            && about.text("name", "").equals(key.name())
                    : about.text("uid", "").equals(uid);
            if (same) {
                notes.add(note(entry, event));
            }
        }
        notes.sort(Comparator.comparing(Note::time));
        return notes;
    }

    private Note note(Entry entry, ObjectValue event) {
        Instant told = Optional.ofNullable(event.get("lastTimestamp"))
                .or(() -> Optional.ofNullable(event.get("eventTime")))
                .or(() -> Optional.ofNullable(event.object("metadata").get("creationTimestamp")))
                .map(Views::toInstant)
                .orElse(Instant.EPOCH);
        return new Note(
                EventTimes.exact(event.object("metadata").text("name", ""), told)
                        .or(() -> store.explain(entry.modified()).map(Explained::time))
                        .orElse(told),
                event.text("type", ""),
                event.text("reason", ""),
                event.text("message", ""),
                event.object("source").text("component", event.text("reportingComponent", "")),
                Math.max(1, event.integer("count", 1)));
    }

    private static List<Writer> writers(ObjectValue tree) {
        return tree.object("metadata").list("managedFields").objects().stream()
                .map(entry -> new Writer(
                        entry.text("manager", ""),
                        entry.text("operation", ""),
                        entry.text("subresource", ""),
                        entry.text("time", "")))
                .toList();
    }
}
