package dev.jukung.schema.apply;

import dev.jukung.schema.Decoder;
import dev.jukung.schema.Schema;
import dev.jukung.schema.ZeroObject;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps {@code metadata.managedFields} and carries out applies for one version of one kind, or for one of its
 * subresources. Immutable and thread-safe; objects come and go, nothing is remembered.
 *
 * <p>A live object that is empty stands for none: the request creates it.
 */
public final class FieldManager {
    /** Who owns what was there before anything was applied to an object whose fields were not managed. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private static final String UNKNOWN = "unknown";
    private static final ManagerKey SELF = ManagerKey.updater("current-operation", "", "");
    private static final FieldSet IDENTITY = FieldSet.of(
            FieldSet.path("apiVersion"),
            FieldSet.path("kind"),
            FieldSet.path("metadata"),
            FieldSet.path("metadata", "name"),
            FieldSet.path("metadata", "namespace"),
            FieldSet.path("metadata", "creationTimestamp"),
            FieldSet.path("metadata", "selfLink"),
            FieldSet.path("metadata", "uid"),
            FieldSet.path("metadata", "clusterName"),
            FieldSet.path("metadata", "generation"),
            FieldSet.path("metadata", "managedFields"),
            FieldSet.path("metadata", "resourceVersion"));

    private final Kind kind;
    private final Schema schema;
    private final Updater updater;
    private final ObjectValue none;

    /**
     * What is managed.
     *
     * @param apiVersion the version of the requests, such as {@code apps/v1}
     * @param subresource empty for the object itself
     */
    public record Kind(String apiVersion, String kind, String subresource) {
        String named(String apiVersion, String kind) {
            return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + kind;
        }
    }

    /**
     * @param resetFields by version, the fields that requests of this kind set back to what they were, such as
     *     {@code status} for the object itself: nobody can come to manage them this way
     */
    public FieldManager(Kind kind, Schema schema, ObjectVersions versions, Map<String, FieldSet> resetFields) {
        this.kind = kind;
        this.schema = schema;
        this.updater = new Updater(kind.apiVersion(), MergeType.of(schema), versions, Map.copyOf(resetFields));
        this.none = ZeroObject.of(schema, kind.apiVersion(), kind.kind());
    }

    /**
     * The changed object with its managed fields after a create, update or patch. The changed object may bring managed
     * fields of its own, unless it comes through a subresource; bringing an empty list forgets all of them.
     *
     * @throws ApplyException if the fields cannot be told apart; the caller then keeps those of the live object
     */
    public ObjectValue update(ObjectValue live, ObjectValue changed, String manager, Instant now) {
        Map<ManagerKey, ManagedEntry> known = knownFields(live, changed);
        ObjectValue plain = ManagedFields.without(changed);
        boolean creates = live.object("metadata").text("uid", "").isEmpty();
        if (known.isEmpty() && !creates) {
            return plain; // never managed, or not wanted: the first apply starts it
        }
        Map<ManagerKey, ManagedEntry> managers = updated(live, plain, known, manager, now);
        ManagedFields.cap(managers);
        return ManagedFields.with(plain, ManagedFields.write(managers));
    }

    private Map<ManagerKey, ManagedEntry> knownFields(ObjectValue live, ObjectValue changed) {
        if (kind.subresource().isEmpty()) {
            if (ManagedFields.isReset(changed)) {
                return Map.of();
            }
            Map<ManagerKey, ManagedEntry> brought = readOrNone(changed);
            if (!brought.isEmpty()) {
                return brought;
            }
        }
        return readOrNone(live);
    }

    /** Managed fields that make no sense are treated as none: a client must not be able to block all writers. */
    private static Map<ManagerKey, ManagedEntry> readOrNone(ObjectValue object) {
        try {
            return ManagedFields.read(ManagedFields.of(object));
        } catch (ParseException e) {
            return Map.of();
        }
    }

    private Map<ManagerKey, ManagedEntry> updated(
            ObjectValue live, ObjectValue changed, Map<ManagerKey, ManagedEntry> known, String manager, Instant now) {
        ManagerKey key = ManagerKey.updater(nameOf(manager), kind.apiVersion(), kind.subresource());
        ObjectValue before = live.isEmpty() ? none : ManagedFields.without(live);
        Map<ManagerKey, ManagedEntry> managers;
        try {
            managers = updater.update(before, changed, known, SELF);
        } catch (ListItems.ListItemException e) {
            throw ApplyException.internal("failed to update ManagedFields (" + named(changed) + "): " + e.getMessage());
        }
        ManagedEntry own = managers.remove(SELF);
        FieldSet taken = own == null ? FieldSet.EMPTY : own.fields().difference(IDENTITY);
        if (!taken.isEmpty()) {
            ManagedEntry previous = managers.get(key);
            FieldSet all = previous == null ? taken : taken.union(previous.fields());
            managers.put(key, new ManagedEntry(all, kind.apiVersion(), text(now)));
        }
        return managers;
    }

    private static String nameOf(String manager) {
        return manager.isEmpty() ? UNKNOWN : manager;
    }

    private static String text(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * The live object after an applied configuration, with its managed fields, in canonical form and without defaults. What
     * this manager applied before and does not apply now is gone, unless others manage it.
     *
     * @throws ApplyConflictException if others manage what would change, unless {@code force}
     * @throws ApplyException if the configuration cannot be applied
     */
    public ObjectValue apply(ObjectValue live, ObjectValue configuration, String manager, boolean force, Instant now) {
        check(configuration);
        Map<ManagerKey, ManagedEntry> known;
        try {
            known = ManagedFields.read(ManagedFields.of(live));
        } catch (ParseException e) {
            throw ApplyException.internal("failed to decode managed fields: " + e.getMessage());
        }
        ObjectValue before = live.isEmpty() ? none : ManagedFields.without(live);
        if (known.isEmpty() && !live.isEmpty()) {
            known = updated(ObjectValue.EMPTY, before, Map.of(), BEFORE_FIRST_APPLY, now);
            ManagedFields.cap(known);
        }
        ManagerKey key = ManagerKey.applier(nameOf(manager), kind.subresource());
        Updater.Applied applied = applied(before, configuration, known, key, force);
        ObjectValue result = canonical(applied.object());
        Map<ManagerKey, ManagedEntry> managers = withoutIdentity(applied.managers(), key);
        ManagedEntry own = managers.get(key);
        if (own != null && applied.object() != before) {
            managers.put(key, own.at(text(now)));
        }
        if (manager.equals(LastApplied.MANAGER)) {
            result = LastApplied.updated(result, configuration);
        }
        return ManagedFields.with(result, ManagedFields.write(managers));
    }

    /** Throws {@link ApplyException} where a configuration cannot be applied to any object of this kind. */
    public void check(ObjectValue configuration) {
        String apiVersion = configuration.text("apiVersion", "");
        String kindName = configuration.text("kind", "");
        if (!apiVersion.equals(kind.apiVersion()) || !kindName.equals(kind.kind())) {
            throw ApplyException.badRequest("invalid object type: " + kind.named(apiVersion, kindName));
        }
        Object managed = configuration.object("metadata").get("managedFields");
        if (managed != null && managed != NullValue.NULL) {
            throw ApplyException.badRequest("metadata.managedFields must be nil");
        }
        Optional<String> problem = TypeCheck.problem(updater.type(), configuration);
        if (problem.isPresent()) {
            throw ApplyException.internal(
                    "failed to create typed patch object (" + named(configuration) + "): " + problem.get());
        }
    }

    private String named(ObjectValue object) {
        ObjectValue metadata = object.object("metadata");
        return metadata.text("namespace", "") + "/" + metadata.text("name", "") + "; "
                + kind.named(kind.apiVersion(), kind.kind());
    }

    private Updater.Applied applied(
            ObjectValue live,
            ObjectValue configuration,
            Map<ManagerKey, ManagedEntry> known,
            ManagerKey key,
            boolean force) {
        try {
            return updater.apply(live, configuration, known, key, force);
        } catch (ApplyConflictException conflict) {
            if (!key.manager().equals(LastApplied.MANAGER)) {
                throw conflict;
            }
            FieldSet own = LastApplied.fields(updater.type(), kind.apiVersion(), live);
            Map<ManagerKey, FieldSet> left = conflict.without(own);
            if (!left.isEmpty()) {
                throw own.isEmpty() ? conflict : new ApplyConflictException(left);
            }
            return updater.apply(live, configuration, known, key, true);
        } catch (ListItems.ListItemException e) {
            throw ApplyException.internal(
                    "failed to create typed live object (" + named(live) + "): " + e.getMessage());
        }
    }

    private ObjectValue canonical(ObjectValue object) {
        return new Decoder(schema).decode(object).tree();
    }

    private static Map<ManagerKey, ManagedEntry> withoutIdentity(
            Map<ManagerKey, ManagedEntry> managers, ManagerKey key) {
        ManagedEntry own = managers.get(key);
        if (own != null) {
            FieldSet fields = own.fields().difference(IDENTITY);
            if (fields.isEmpty()) {
                managers.remove(key);
            } else {
                managers.put(key, own.with(fields));
            }
        }
        return managers;
    }

    /** Whether the managed fields of an object are well formed; else Kubernetes' message. */
    public static Optional<String> problem(ObjectValue object) {
        try {
            ManagedFields.read(ManagedFields.of(object));
            return Optional.empty();
        } catch (ParseException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The object with the managed fields of another version of it. */
    public static ObjectValue withManagedFieldsOf(ObjectValue source, ObjectValue object) {
        return ManagedFields.with(object, ManagedFields.of(source));
    }

    /**
     * The changed object, with the old times if nothing but times of managed fields differs from the old one: a write that
     * changes nothing must not look like a change.
     */
    public static ObjectValue ignoringTimes(ObjectValue old, ObjectValue changed) {
        ListValue oldEntries = ManagedFields.of(old);
        ListValue entries = ManagedFields.of(changed);
        boolean same = entries.size() == oldEntries.size()
                && !entries.equals(oldEntries)
                && withoutTimes(entries).equals(withoutTimes(oldEntries))
                && ManagedFields.without(changed).equals(ManagedFields.without(old));
        return same ? ManagedFields.with(changed, oldEntries) : changed;
    }

    private static Map<Integer, ObjectValue> withoutTimes(ListValue entries) {
        Map<Integer, ObjectValue> plain = new HashMap<>();
        for (ObjectValue entry : entries.objects()) {
            plain.put(plain.size(), entry.without("time"));
        }
        return plain;
    }
}
