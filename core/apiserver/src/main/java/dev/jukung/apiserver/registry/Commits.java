package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.base.Cause;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Change;
import dev.jukung.store.CommitResult;
import dev.jukung.store.Entry;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.store.ValueTooLargeException;
import dev.jukung.store.Write;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects into the store and out of it, under the guards that make a write lose a race instead of undoing another one.
 * Thread-safe.
 */
final class Commits {
    private final RevisionStore store;

    Commits(RevisionStore store) {
        this.store = store;
    }

    /** What became of a creation. */
    sealed interface Creation {
        record Created(StoredObject object) implements Creation {}

        record NameTaken() implements Creation {}

        /** Somebody else has got an address or a port that this object was to have. */
        record ClaimLost(Key claim) implements Creation {}
    }

    Creation create(Call call, Key key, Claims claims) throws InterruptedException {
        List<Guard> guards = new ArrayList<>(claims.guards());
        guards.add(new Guard.Absent(key));
        List<Write> writes = new ArrayList<>(claims.writes());
        writes.add(Encoding.put(key, stored(call.kind(), claims)));
        return switch (commit("Create etcd3", call.kind(), key, guards, writes)) {
            case CommitResult.Committed committed -> new Creation.Created(result(committed, key));
            case CommitResult.Refused(Guard broken, Optional<Entry> _) ->
                broken.key().equals(key) ? new Creation.NameTaken() : new Creation.ClaimLost(broken.key());
        };
    }

    /** Empty when somebody else wrote in between. */
    Optional<StoredObject> replace(Kind kind, StoredObject current, Claims claims) throws InterruptedException {
        List<Guard> guards = new ArrayList<>(claims.guards());
        guards.add(new Guard.Unchanged(current.key(), current.modified()));
        List<Write> writes = new ArrayList<>(claims.writes());
        writes.add(Encoding.put(current.key(), stored(kind, claims)));
        return switch (commit("GuaranteedUpdate etcd3", kind, current.key(), guards, writes)) {
            case CommitResult.Committed committed -> Optional.of(result(committed, current.key()));
            case CommitResult.Refused _ -> Optional.empty();
        };
    }

    /** Empty when somebody else wrote in between; else the object as it was last. */
    Optional<StoredObject> remove(Kind kind, StoredObject current, Claims claims, Context context)
            throws InterruptedException {
        Claims released = kind.strategy().releases(claims.object(), context);
        List<Guard> guards = new ArrayList<>(released.guards());
        guards.add(new Guard.Unchanged(current.key(), current.modified()));
        List<Write> writes = new ArrayList<>(released.writes());
        writes.add(new Write.Delete(current.key()));
        return switch (commit("Delete etcd3", kind, current.key(), guards, writes)) {
            case CommitResult.Committed committed ->
                Optional.of(StoredObject.unstored(
                        current.key(),
                        claims.object().withAt(committed.revision().toString(), "metadata", "resourceVersion"),
                        committed.revision()));
            case CommitResult.Refused _ -> Optional.empty();
        };
    }

    private static ObjectValue stored(Kind kind, Claims claims) {
        ObjectValue object = claims.object();
        ObjectValue withPlace = object.object("metadata").has("resourceVersion")
                ? object
                : object.withAt("", "metadata", "resourceVersion"); // what the store writes gets its place now
        return kind.conversion().toStored(WrittenObjects.written(kind, withPlace));
    }

    /** @param step under Kubernetes' name, whatever the store is, for those who look for it */
    private CommitResult commit(String step, Kind kind, Key key, List<Guard> guards, List<Write> writes)
            throws InterruptedException {
        return Steps.<CommitResult, InterruptedException>step(
                step,
                facts -> Map.of(
                        "audit-id", facts.auditId(),
                        "key", "/" + StoragePath.directory(key.collection()) + "/" + key.name(),
                        "type", goType(kind),
                        "group", kind.type().group(),
                        "resource", kind.type().plural()),
                () -> commit(guards, writes));
    }

    private static String goType(Kind kind) {
        String group = kind.type().group();
        return kind.isCustom()
                ? "*unstructured.Unstructured"
                : "*" + (group.isEmpty() ? "core" : group.split("\\.", 2)[0]) + "."
                        + kind.type().kind();
    }

    private CommitResult commit(List<Guard> guards, List<Write> writes) throws InterruptedException {
        try {
            return store.commit(guards, writes, Cause.current());
        } catch (ValueTooLargeException e) {
            throw new ApiException(Reason.UNKNOWN, String.valueOf(e.getMessage()), e);
        } catch (StoreUnavailableException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static StoredObject result(CommitResult.Committed committed, Key key) {
        for (Change change : committed.changes()) {
            if (change.key().equals(key) && change.after().isPresent()) {
                return StoredObject.of(change.after().get());
            }
        }
        throw new IllegalStateException("the store did not report the write of " + key);
    }
}
