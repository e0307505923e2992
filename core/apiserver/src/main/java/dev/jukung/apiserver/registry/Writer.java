package dev.jukung.apiserver.registry;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.Decoded;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.Defaulter;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.store.Change;
import dev.jukung.store.CommitResult;
import dev.jukung.store.Entry;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.store.Write;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
    private final Consumer<Change> committed;

    /** @param committed is told each change right after it was stored, before the writer gets its answer */
    public Writer(
            RevisionStore store,
            Kinds kinds,
            Admission admission,
            Ownership ownership,
            Clock clock,
            Randomness random,
            Consumer<Change> committed) {
        this.store = store;
        this.kinds = kinds;
        this.admission = admission;
        this.ownership = ownership;
        this.clock = clock;
        this.random = random;
        this.committed = committed;
    }

    /** What an update makes of the object as it is now. */
    @FunctionalInterface
    public interface ObjectChange {
        ObjectValue apply(ObjectValue current) throws InterruptedException;

        /** Whether the result says itself who manages which field, as after an apply; else the writer finds it out. */
        default boolean knowsManagers() {
            return false;
        }
    }

    Context context(Call call) {
        return new Context(store.latest(), kinds, call.user(), clock, random);
    }

    /**
     * The written object with fields in order, unknown ones dealt with as the call says, and defaults set.
     *
     * @param strictErrors what the reader of the text had to object
     */
    ObjectValue decode(Call call, ObjectValue given, List<String> strictErrors) {
        return defaulted(call.kind(), decodeOnly(call, given, strictErrors));
    }

    /** {@link #decode} without defaults. */
    ObjectValue decodeOnly(Call call, ObjectValue given, List<String> strictErrors) {
        checkType(call.kind(), given);
        return decoded(call, given, strictErrors);
    }

    private static ObjectValue decoded(Call call, ObjectValue given, List<String> strictErrors) {
        Decoded decoded;
        try {
            decoded = call.kind().decoder().decode(given).withStrictErrors(strictErrors);
        } catch (DecodingException e) {
            throw cannotBeHandled(call.kind(), String.valueOf(e.getMessage()));
        }
        switch (call.rules().fieldValidation()) {
            case STRICT ->
                decoded.strictError().ifPresent(error -> {
                    throw cannotBeHandled(call.kind(), error);
                });
            case WARN -> decoded.strictErrors().forEach(call::warn);
            case IGNORE -> {}
        }
        return withType(call.kind(), decoded.tree());
    }

    private static ApiException cannotBeHandled(Kind kind, String why) {
        return GivenType.of(kind.type()).cannotBeHandledAs(kind, why);
    }

    /** Throws where the object says that it is of another kind or version than the resource it is written to. */
    void checkType(Kind kind, ObjectValue given) {
        GivenType.of(kind.type(), given).check(kind, kinds);
    }

    private static ObjectValue withType(Kind kind, ObjectValue tree) {
        if (tree.has("kind") && tree.has("apiVersion")) {
            return tree;
        }
        ObjectValue typed = ObjectValue.of(
                "kind", kind.type().kind(), "apiVersion", kind.type().apiVersion());
        ObjectValue.Builder builder = ObjectValue.builder();
        typed.forEach(builder::set);
        tree.forEach(builder::set);
        return builder.build();
    }

    /** A decoded object with its type and its defaults. */
    ObjectValue completed(Kind kind, ObjectValue decoded) {
        return defaulted(kind, withType(kind, decoded));
    }

    private static ObjectValue defaulted(Kind kind, ObjectValue object) {
        return kind.strategy().defaults(Defaulter.apply(kind.schema(), object));
    }

    /** POST to the collection. @param strictErrors what the reader of the text had to object */
    public StoredObject create(Call call, ObjectValue given, List<String> strictErrors) throws InterruptedException {
        return create(call, given, strictErrors, false);
    }

    private StoredObject create(Call call, ObjectValue given, List<String> strictErrors, boolean knowsManagers)
            throws InterruptedException {
        ObjectValue object = defaulted(call.kind(), decodeOnly(call, given, strictErrors));
        if (!object.object("metadata").text("resourceVersion", "").isEmpty()) {
            // Kubernetes gives no reason for this one either.
            throw new ApiException(Reason.UNKNOWN, "resourceVersion should not be set on objects to be created");
        }
        checkNamespace(call, object);
        boolean generated = object.object("metadata").text("name", "").isEmpty();
        for (int attempt = 1; ; attempt++) {
            Optional<StoredObject> created = tryCreate(call, object, knowsManagers);
            if (created.isPresent()) {
                return created.get();
            }
            String name = object.object("metadata").text("name", "");
            if (!generated) {
                throw Failures.alreadyExists(call.kind(), name);
            }
            if (attempt == MAX_ATTEMPTS) {
                throw Failures.generatedNameTaken(
                        call.kind(), object.object("metadata").text("generateName", ""));
            }
        }
    }

    /** Throws a bad request where a written object is not the one that the path names. */
    static void checkName(Call call, ObjectValue object) {
        String name = object.object("metadata").text("name", "");
        if (name.isEmpty()) {
            throw Failures.badRequest(
                    "the name of the object (based on URL) was undeterminable: name must be provided");
        }
        if (!name.equals(call.name())) {
            throw Failures.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
        String namespace = object.object("metadata").text("namespace", "");
        if (!call.namespace().isEmpty() && !namespace.isEmpty() && !namespace.equals(call.namespace())) {
            throw Failures.badRequest("the namespace of the object (" + namespace
                    + ") does not match the namespace on the request (" + call.namespace() + ")");
        }
    }

    static void checkNamespace(Call call, ObjectValue object) {
        String given = object.object("metadata").text("namespace", "");
        String wanted = call.kind().type().namespaced() ? call.namespace() : "";
        if (!given.isEmpty() && !given.equals(wanted)) {
            throw Failures.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private Optional<StoredObject> tryCreate(Call call, ObjectValue given, boolean knowsManagers)
            throws InterruptedException {
        Kind kind = call.kind();
        Context context = context(call);
        ObjectValue object = Metadata.created(given, kind, call, clock, random);
        Admission.Review review = new Admission.Review(
                call.named(object.object("metadata").text("name", "")),
                Admission.Operation.CREATE,
                object,
                Optional.empty(),
                context);
        object = defaulted(kind, admission.mutate(review));
        if (kind.hasStatus() && !kind.strategy().keepsStatusOnCreate()) {
            object = object.without("status");
        }
        object = kind.strategy().prepareForCreate(object, context);
        FieldErrors errors = new FieldErrors();
        Metadata.validate(object, kind, errors);
        errors.addAll(kind.validator().validate(object));
        kind.strategy().validate(object, errors);
        String name = object.object("metadata").text("name", "");
        if (!errors.isEmpty()) {
            throw Failures.invalid(kind, name, errors);
        }
        object = knowsManagers ? object : ownership.written(call, Optional.empty(), object);
        admission.validate(review.with(object));
        Key key = kind.key(new dev.jukung.model.ObjectKey(call.namespace(), name));
        if (call.rules().dryRun()) {
            return context.snapshot().get(key).isPresent()
                    ? Optional.empty()
                    : Optional.of(StoredObject.unstored(key, object, Revision.ZERO));
        }
        return commitNew(call, key, kind.strategy().claims(object, context));
    }

    private Optional<StoredObject> commitNew(Call call, Key key, Claims claims) throws InterruptedException {
        List<Guard> guards = new ArrayList<>(claims.guards());
        guards.add(new Guard.Absent(key));
        List<Write> writes = new ArrayList<>(claims.writes());
        ObjectValue stored = call.kind().conversion().toStored().apply(claims.object());
        writes.add(Encoding.put(key, stored));
        return switch (commit(guards, writes)) {
            case CommitResult.Committed committed -> Optional.of(result(committed, key, stored));
            case CommitResult.Refused(Guard broken, Optional<Entry> _)
            when broken.key().equals(key) -> Optional.empty();
            case CommitResult.Refused(Guard broken, Optional<Entry> _) ->
                throw Failures.conflict(call.kind(), key.name(), "lost a race for " + broken.key());
        };
    }

    CommitResult commit(List<Guard> guards, List<Write> writes) throws InterruptedException {
        try {
            CommitResult result = store.commit(guards, writes, Cause.current());
            if (result instanceof CommitResult.Committed done) {
                done.changes().forEach(committed);
            }
            return result;
        } catch (StoreUnavailableException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    static StoredObject result(CommitResult.Committed committed, Key key, ObjectValue tree) {
        for (Change change : committed.changes()) {
            if (change.key().equals(key) && change.after().isPresent()) {
                StoredObject object = StoredObject.of(change.after().get());
                object.prime(tree.withAt(committed.revision().toString(), "metadata", "resourceVersion"));
                return object;
            }
        }
        throw new IllegalStateException("the store did not report the write of " + key);
    }

    /** PUT and the patches. An absent object is created where the kind allows it, or where {@code orCreate} is set. */
    public StoredObject update(Call call, ObjectChange change, boolean orCreate) throws InterruptedException {
        Key key = call.kind().key(call.key());
        for (int attempt = 1; ; attempt++) {
            Snapshot snapshot = store.latest();
            Optional<Entry> entry = snapshot.get(key);
            if (entry.isEmpty()) {
                if (!orCreate) {
                    throw Failures.notFound(call.kind(), call.name());
                }
                ObjectValue fresh = change.apply(ObjectValue.EMPTY);
                return create(call, fresh.withAt(call.name(), "metadata", "name"), List.of(), change.knowsManagers());
            }
            StoredObject current = StoredObject.of(entry.get());
            Optional<StoredObject> updated = tryUpdate(call, change, current, context(call));
            if (updated.isPresent()) {
                return updated.get();
            }
            if (attempt == MAX_ATTEMPTS) {
                throw Failures.modified(call.kind(), call.name());
            }
        }
    }

    private Optional<StoredObject> tryUpdate(Call call, ObjectChange change, StoredObject current, Context context)
            throws InterruptedException {
        Kind kind = call.kind();
        ObjectValue old = kind.conversion().fromStored().apply(current.tree());
        ObjectValue given = change.apply(old);
        checkNamespace(call, given);
        checkPreconditions(kind, given, old);
        ObjectValue object = merged(call, given, old, context);
        object = object.withAt(old.object("metadata").text("resourceVersion", ""), "metadata", "resourceVersion");
        Admission.Review review =
                new Admission.Review(call, Admission.Operation.UPDATE, object, Optional.of(old), context);
        object = defaulted(kind, admission.mutate(review));
        object = withGeneration(kind, object, old);
        validate(call, object, old);
        object = change.knowsManagers()
                ? ownership.settled(old, object)
                : ownership.written(call, Optional.of(old), object);
        admission.validate(review.with(object));
        if (object.equals(old)) {
            return Optional.of(current);
        }
        if (call.rules().dryRun()) {
            return Optional.of(StoredObject.unstored(current.key(), object, current.modified()));
        }
        Claims claims =
                call.subresource().isEmpty() ? kind.strategy().claims(object, old, context) : Claims.none(object);
        // Empty when somebody was faster. Then the change is made anew: a patch to the newest version, while what names
        // the version it was made from fails its precondition.
        return finished(kind, object) ? remove(kind, current, claims) : replace(kind, current, claims);
    }

    /** Deletion waited for finalizers only, and the last one has gone with this update. */
    private static boolean finished(Kind kind, ObjectValue object) {
        ObjectValue metadata = object.object("metadata");
        return metadata.has("deletionTimestamp")
                && !kind.strategy().isHeld(object)
                && metadata.integer("deletionGracePeriodSeconds", 0) == 0;
    }

    /** Throws the conflict when the version that the writer names, or the uid, is another one. */
    private static void checkPreconditions(Kind kind, ObjectValue given, ObjectValue old) {
        ObjectValue before = old.object("metadata");
        ObjectValue after = given.object("metadata");
        String name = before.text("name", "");
        String uid = after.text("uid", "");
        if (!uid.isEmpty() && !uid.equals(before.text("uid", ""))) {
            throw Failures.conflict(
                    kind,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + before.text("uid", ""));
        }
        String version = after.text("resourceVersion", "");
        if (version.isEmpty() || version.equals("0")) {
            if (!kind.strategy().updatesUnconditionally()) {
                FieldErrors errors = new FieldErrors()
                        .add(FieldError.invalid(
                                FieldPath.of("metadata", "resourceVersion"), 0L, "must be specified for an update"));
                throw Failures.invalid(kind, name, errors);
            }
        } else if (!version.equals(before.text("resourceVersion", ""))) {
            throw Failures.modified(kind, name);
        }
    }

    /** What of the written object counts: the spec, the status or a part, depending on where it was written to. */
    private static ObjectValue merged(Call call, ObjectValue given, ObjectValue old, Context context) {
        Kind kind = call.kind();
        ObjectValue object = Metadata.updated(given, old);
        Subresource subresource = call.subresource().isEmpty()
                ? null
                : kind.subresource(call.subresource()).orElse(null);
        return switch (subresource) {
            case null ->
                kind.strategy()
                        .prepareForUpdate(kind.hasStatus() ? carry(object, old, "status") : object, old, context);
            case Subresource.Status _ -> kind.strategy().prepareForStatusUpdate(onlyStatus(object, old), old, context);
            case Subresource.Part part -> part.rules().merge(old, object);
            case Subresource.Scale _, Subresource.Action _, Subresource.Connect _ ->
                throw Failures.methodNotSupported(kind, "update");
        };
    }

    private static ObjectValue onlyStatus(ObjectValue object, ObjectValue old) {
        ObjectValue result = old.with("metadata", object.object("metadata"));
        return carry(result, object, "status");
    }

    private static ObjectValue carry(ObjectValue object, ObjectValue from, String field) {
        Object value = from.get(field);
        return value == null ? object.without(field) : object.with(field, value);
    }

    private static ObjectValue withGeneration(Kind kind, ObjectValue object, ObjectValue old) {
        if (!kind.strategy().hasGeneration()) {
            return object;
        }
        ObjectValue before = old;
        ObjectValue after = object;
        for (String field : kind.strategy().outsideGeneration()) {
            before = before.without(field);
            after = after.without(field);
        }
        long generation = old.object("metadata").integer("generation", 0);
        long next = before.equals(after) ? generation : generation + 1;
        return next == 0 ? object : object.withAt(next, "metadata", "generation");
    }

    private static void validate(Call call, ObjectValue object, ObjectValue old) {
        Kind kind = call.kind();
        FieldErrors errors = new FieldErrors();
        Metadata.validate(object, kind, errors);
        Metadata.validateUpdate(object, old, errors);
        errors.addAll(kind.validator().validateUpdate(object, old));
        if (call.subresource().equals("status")) {
            kind.strategy().validateStatusUpdate(object, old, errors);
        } else {
            kind.strategy().validateUpdate(object, old, errors);
        }
        if (!errors.isEmpty()) {
            throw Failures.invalid(kind, call.name(), errors);
        }
    }

    /** Empty when somebody else wrote in between. */
    Optional<StoredObject> replace(Kind kind, StoredObject current, Claims claims) throws InterruptedException {
        List<Guard> guards = new ArrayList<>(claims.guards());
        guards.add(new Guard.Unchanged(current.key(), current.modified()));
        List<Write> writes = new ArrayList<>(claims.writes());
        ObjectValue stored = kind.conversion().toStored().apply(claims.object());
        writes.add(Encoding.put(current.key(), stored));
        return switch (commit(guards, writes)) {
            case CommitResult.Committed committed -> Optional.of(result(committed, current.key(), stored));
            case CommitResult.Refused _ -> Optional.empty();
        };
    }

    /** Empty when somebody else wrote in between; else the object as it was last. */
    Optional<StoredObject> remove(Kind kind, StoredObject current, Claims claims) throws InterruptedException {
        Claims released = kind.strategy()
                .releases(
                        claims.object(),
                        new Context(store.latest(), kinds, dev.jukung.apiserver.auth.User.ANONYMOUS, clock, random));
        List<Guard> guards = new ArrayList<>(released.guards());
        guards.add(new Guard.Unchanged(current.key(), current.modified()));
        List<Write> writes = new ArrayList<>(released.writes());
        writes.add(new Write.Delete(current.key()));
        return switch (commit(guards, writes)) {
            case CommitResult.Committed committed ->
                Optional.of(StoredObject.unstored(
                        current.key(),
                        claims.object().withAt(committed.revision().toString(), "metadata", "resourceVersion"),
                        committed.revision()));
            case CommitResult.Refused _ -> Optional.empty();
        };
    }

    /** A change that the server itself makes of the whole object, such as a binding: admission and validation are past. */
    public StoredObject assign(Call call, ObjectChange change) throws InterruptedException {
        Key key = call.kind().key(call.key());
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            StoredObject current = StoredObject.of(store.latest().get(key))
                    .orElseThrow(() -> Failures.notFound(call.kind(), call.name()));
            ObjectValue changed = change.apply(current.tree());
            if (call.rules().dryRun()) {
                return StoredObject.unstored(key, changed, current.modified());
            }
            Optional<StoredObject> stored =
                    replace(call.kind(), current, Claims.none(withGeneration(call.kind(), changed, current.tree())));
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw Failures.modified(call.kind(), call.name());
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
