package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Commits.Creation;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldErrors;
import dev.jukung.store.Entry;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.store.Watch;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * Create and update, the same way for every kind: decode, default, admit, prepare, validate, record who wrote what,
 * commit. A failure at any stage leaves the store as it was. Thread-safe.
 */
public final class Writer {
    /** How often a write that lost a race to a name or to another writer is tried again before the client is told. */
    private static final int MAX_ATTEMPTS = 8;

    private final RevisionStore store;
    private final Kinds kinds;
    private final Admission admission;
    private final Ownership ownership;
    private final Clock clock;
    private final Randomness random;
    private final WrittenObjects objects;
    private final Commits commits;

    public Writer(
            RevisionStore store,
            Kinds kinds,
            Admission admission,
            Ownership ownership,
            Clock clock,
            Randomness random) {
        this.store = store;
        this.kinds = kinds;
        this.admission = admission;
        this.ownership = ownership;
        this.clock = clock;
        this.random = random;
        this.objects = new WrittenObjects(kinds);
        this.commits = new Commits(store);
    }

    /** What an update makes of the object as it is now. */
    @FunctionalInterface
    public interface ObjectChange {
        ObjectValue apply(ObjectValue current) throws InterruptedException;

        /** Whether the result says itself who manages which field, as after an apply; else the writer finds it out. */
        default boolean knowsManagers() {
            return false;
        }

        /** Whose write it is: another place of the same object, where it was made there. */
        default Call owner(Call call) {
            return call;
        }

        /** What of the object counts for who manages which field. */
        default ObjectValue owned(ObjectValue object) {
            return object;
        }

        /** Whether admission has seen the change in another form already, as a Scale for instance. */
        default boolean isAdmitted() {
            return false;
        }
    }

    /** The state as it is now. */
    public Snapshot snapshot() {
        return store.latest();
    }

    /** Follows what is stored. The caller closes it. */
    public Watch watch(KeyRange range, Revision start) {
        return store.watch(range, start);
    }

    Context context(Call call) {
        return new Context(CurrentState.of(store), kinds, call.user(), clock, random);
    }

    /** POST to the collection. @param strictErrors what the reader of the text had to object */
    public StoredObject create(Call call, ObjectValue given, List<String> strictErrors) throws InterruptedException {
        return create(call, given, strictErrors, false);
    }

    private StoredObject create(Call call, ObjectValue given, List<String> strictErrors, boolean knowsManagers)
            throws InterruptedException {
        ObjectValue object = OwnerReferences.distinct(call, objects.decode(call, given, strictErrors), false);
        boolean versioned =
                !object.object("metadata").text("resourceVersion", "").isEmpty();
        if (versioned && !call.rules().dryRun()) {
            // Kubernetes gives no reason for this one either.
            throw new ApiException(Reason.UNKNOWN, "resourceVersion should not be set on objects to be created");
        }
        UpdateRules.checkNamespace(call, object);
        boolean generated = object.object("metadata").text("name", "").isEmpty();
        Admission.Request request = Admission.Request.of(Admission.Operation.CREATE, call, clock);
        admission.prepare(call);
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == MAX_ATTEMPTS;
            switch (tryCreate(call, object, knowsManagers, request)) {
                case Creation.Created(StoredObject created) -> {
                    return created;
                }
                case Creation.NameTaken() -> {
                    if (!generated) {
                        throw taken(call, object.object("metadata").text("name", ""));
                    }
                    if (last) {
                        throw Failures.generatedNameTaken(
                                call.kind(), object.object("metadata").text("generateName", ""));
                    }
                }
                case Creation.ClaimLost(Key claim) -> { // another one is chosen, unless it has to be that one
                    if (last) {
                        throw Failures.conflict(
                                call.kind(), object.object("metadata").text("name", ""), "lost a race for " + claim);
                    }
                }
            }
        }
    }

    private ApiException taken(Call call, String name) {
        Kind kind = call.kind();
        boolean deleting = snapshot()
                .get(kind.key(new dev.jukung.model.ObjectKey(call.namespace(), name)))
                .map(StoredObject::of)
                .filter(stored -> stored.tree().object("metadata").has("deletionTimestamp"))
                .isPresent();
        return Failures.alreadyExists(kind, name, deleting);
    }

    private Creation tryCreate(Call call, ObjectValue given, boolean knowsManagers, Admission.Request request)
            throws InterruptedException {
        Kind kind = call.kind();
        Context context = context(call);
        ObjectValue object = Metadata.created(given, kind, call, clock, random);
        if (!knowsManagers) { // before admission: nobody owns what the server adds
            ObjectValue written = WrittenObjects.written(kind, object); // Go has all fields that it would write
            object = managed(object, ownership.written(call, Optional.empty(), written));
        }
        Admission.Review review = new Admission.Review(
                call.named(object.object("metadata").text("name", "")),
                Admission.Operation.CREATE,
                object,
                Optional.empty(),
                context,
                request);
        object = WrittenObjects.defaulted(kind, OwnerReferences.distinct(call, admission.mutate(review), true));
        if (kind.hasStatus() && !kind.strategy().keepsStatusOnCreate()) {
            object = object.without("status");
        }
        object = kind.strategy().prepareForCreate(object, context);
        FieldErrors errors = new FieldErrors();
        boolean metadataLast = Metadata.comesLast(kind);
        if (!metadataLast) {
            Metadata.validate(object, kind, errors);
        }
        if (kind.strategy().checkedBySchema()) {
            errors.addOfSchema(kind.validator().validate(WrittenObjects.written(kind, object)));
        }
        kind.strategy().validate(object, errors);
        kind.policy().validate(object, errors);
        if (metadataLast && errors.isEmpty()) {
            Metadata.validate(object, kind, errors);
        }
        String name = object.object("metadata").text("name", "");
        if (!errors.isEmpty()) {
            throw Failures.invalid(kind, name, errors);
        }
        kind.strategy().warnings(object, ObjectValue.EMPTY).forEach(call::warn);
        object = WrittenObjects.written(kind, object);
        admission.validate(review.with(object));
        Key key = kind.key(new dev.jukung.model.ObjectKey(call.namespace(), name));
        if (call.rules().dryRun()) {
            return context.snapshot().get(key).isPresent()
                    ? new Creation.NameTaken()
                    : new Creation.Created(StoredObject.unstored(key, claimed(kind, object, context), Revision.ZERO));
        }
        Creation creation = commits.create(call, key, kind.strategy().claims(object, context));
        return creation instanceof Creation.Created(StoredObject created)
                ? new Creation.Created(created.as(kind))
                : creation;
    }

    /** The object with the managed fields of another form of it. */
    private static ObjectValue managed(ObjectValue object, ObjectValue other) {
        Object fields = other.object("metadata").get("managedFields");
        ObjectValue metadata = object.object("metadata");
        return object.with(
                "metadata",
                fields == null ? metadata.without("managedFields") : metadata.with("managedFields", fields));
    }

    /** What a creation would be given, without taking it. */
    private static ObjectValue claimed(Kind kind, ObjectValue object, Context context) throws InterruptedException {
        return WrittenObjects.written(
                kind, kind.strategy().claims(object, context).object());
    }

    /** PUT and the patches. An absent object is created where the kind allows it, or where {@code orCreate} is set. */
    public StoredObject update(Call call, ObjectChange change, boolean orCreate) throws InterruptedException {
        Key key = call.kind().key(call.key());
        Admission.Request request = Admission.Request.of(Admission.Operation.UPDATE, call, clock);
        for (int attempt = 1; ; attempt++) {
            Context context = context(call);
            Optional<Entry> entry = context.snapshot().get(key);
            if (entry.isEmpty()) {
                if (!orCreate) {
                    throw Failures.notFound(call.kind(), call.name());
                }
                ObjectValue wanted = change.apply(ObjectValue.EMPTY);
                // A version says what is to be changed; where there is nothing Kubernetes does not look at it.
                ObjectValue metadata =
                        wanted.object("metadata").without("resourceVersion").with("name", call.name());
                ObjectValue fresh = wanted.with("metadata", metadata);
                try {
                    return create(call, fresh, List.of(), change.knowsManagers());
                } catch (ApiException e) {
                    if (!e.is(Reason.ALREADY_EXISTS) || attempt == MAX_ATTEMPTS) {
                        throw e;
                    }
                    continue; // somebody else created it meanwhile: now it is a change
                }
            }
            StoredObject current = StoredObject.of(entry.get());
            Optional<StoredObject> updated = tryUpdate(call, change, current, context, request);
            if (updated.isPresent()) {
                return updated.get();
            }
            if (attempt == MAX_ATTEMPTS) {
                throw Failures.modified(call.kind(), call.name());
            }
        }
    }

    private Optional<StoredObject> tryUpdate(
            Call call, ObjectChange change, StoredObject current, Context context, Admission.Request request)
            throws InterruptedException {
        Kind kind = call.kind();
        ObjectValue old = kind.conversion().fromStored(current.tree());
        ObjectValue given = change.apply(old);
        UpdateRules.checkNamespace(call, given);
        UpdateRules.checkPreconditions(kind, given, old);
        ObjectValue object = UpdateRules.merged(call, given, old, context);
        object = object.withAt(old.object("metadata").text("resourceVersion", ""), "metadata", "resourceVersion");
        object = WrittenObjects.written(kind, object); // as the old one is, or what only looks different would count
        Admission admitting = change.isAdmitted() ? Admission.NONE : admission;
        if (!change.knowsManagers()) {
            object = managed(
                    object,
                    ownership.written(change.owner(call), Optional.of(change.owned(old)), change.owned(object)));
        }
        Admission.Review review =
                new Admission.Review(call, Admission.Operation.UPDATE, object, Optional.of(old), context, request);
        object = WrittenObjects.defaulted(kind, OwnerReferences.distinct(call, admitting.mutate(review), true));
        object = call.subresource().equals("status") ? object : UpdateRules.withGeneration(kind, object, old);
        UpdateRules.validate(call, object, old);
        object = WrittenObjects.written(kind, object);
        object = change.knowsManagers() ? ownership.settled(old, object) : object;
        admitting.validate(review.with(object));
        if (object.equals(old) && isStoredAs(kind, object, current) && !store.outdated(current.key())) {
            return Optional.of(current.as(kind));
        }
        if (call.rules().dryRun()) {
            return Optional.of(StoredObject.unstored(current.key(), object, current.modified()));
        }
        Claims claims =
                call.subresource().isEmpty() ? kind.strategy().claims(object, old, context) : Claims.none(object);
        // Empty when somebody was faster. Then the change is made anew: a patch to the newest version, while what names
        // the version it was made from fails its precondition.
        return UpdateRules.finished(kind, object)
                ? commits.remove(kind, current, claims, anonymous())
                : commits.replace(kind, current, claims).map(stored -> stored.as(kind));
    }

    /** False where writing the same object again brings it into the version that is stored now. */
    private static boolean isStoredAs(Kind kind, ObjectValue object, StoredObject current) {
        return kind.conversion().isNone() || kind.conversion().toStored(object).equals(current.tree());
    }

    /**
     * A change that the server itself makes of the whole object, such as a binding: admission and validation are past. It does
     * not count for the generation.
     */
    public StoredObject assign(Call call, ObjectChange change) throws InterruptedException {
        Key key = call.kind().key(call.key());
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            StoredObject current = StoredObject.of(CurrentState.of(store).get(key))
                    .orElseThrow(() -> Failures.notFound(call.kind(), call.name()));
            ObjectValue changed = change.apply(current.tree());
            if (call.rules().dryRun()) {
                return StoredObject.unstored(key, changed, current.modified());
            }
            Optional<StoredObject> stored = commits.replace(call.kind(), current, Claims.none(changed));
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw Failures.modified(call.kind(), call.name());
    }

    /** Of what the server does by itself. */
    Context anonymous() {
        return new Context(store.latest(), kinds, User.ANONYMOUS, clock, random);
    }

    WrittenObjects objects() {
        return objects;
    }

    Commits commits() {
        return commits;
    }

    public java.time.Instant now() {
        return clock.now();
    }

    public Kinds kinds() {
        return kinds;
    }

    Admission admission() {
        return admission;
    }

    Ownership ownership() {
        return ownership;
    }

    RevisionStore store() {
        return store;
    }

    Clock clock() {
        return clock;
    }
}
