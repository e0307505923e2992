package dev.jukung.apiserver.explain;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Entry;
import dev.jukung.store.Explained;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells every kept version of an object: who made it, why, and what is different. Thread-safe. */
public final class Historian {
    public static final int LIMIT = 50;
    public static final int LIMIT_MAX = 1_000;

    private final RevisionStore store;

    public Historian(RevisionStore store) {
        this.store = store;
    }

    /**
     * The newest first. Of versions whose values are forgotten only the cause is told, and {@code known} is false.
     *
     * @param limit the most versions
     */
    public ObjectValue history(Kind kind, ObjectKey object, int limit) {
        Key key = kind.key(object);
        List<Explained> commits = store.explain(key, limit);
        if (commits.isEmpty() && store.latest().get(key).isEmpty()) {
            throw new ApiException(
                    Reason.NOT_FOUND,
                    kind.qualifiedName() + " \"" + object.name() + "\" not found, and not remembered");
        }
        List<ObjectValue> versions =
                commits.stream().map(commit -> version(key, commit)).toList();
        return ObjectValue.of(
                "kind",
                "History",
                "apiVersion",
                "jukung.dev/v1alpha1",
                "object",
                ObjectValue.of(
                        "resource", kind.qualifiedName(),
                        "kind", kind.type().kind(),
                        "namespace", object.namespace(),
                        "name", object.name()),
                "versions",
                ListValue.copyOf(versions));
    }

    private ObjectValue version(Key key, Explained commit) {
        Optional<Snapshot> before = store.at(new Revision(commit.revision().value() - 1));
        Optional<Snapshot> after = store.at(commit.revision());
        boolean known = before.isPresent() && after.isPresent();
        ObjectValue.Builder version = ObjectValue.builder()
                .set("revision", commit.revision().value())
                .set("time", commit.time().toString())
                .set("effect", effect(key, commit))
                .set("actor", commit.cause().actor())
                .set("agent", commit.cause().agent())
                .set("what", commit.cause().what())
                .set("trigger", commit.cause().trigger())
                .set("known", known);
        if (known) {
            List<Differences.Difference> differences = Differences.between(
                    tree(before.get().get(key)), tree(after.get().get(key)));
            version.set("complete", differences.size() < Differences.MAX)
                    .set(
                            "differences",
                            ListValue.copyOf(differences.stream()
                                    .map(Differences.Difference::toValue)
                                    .toList()));
        }
        return version.build();
    }

    private static ObjectValue tree(Optional<Entry> entry) {
        return entry.map(found -> StoredObject.of(found).tree()).orElse(ObjectValue.EMPTY);
    }

    private static String effect(Key key, Explained commit) {
        return commit.touched().stream()
                .filter(touched -> touched.key().equals(key))
                .map(touched -> touched.effect().name().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }
}
