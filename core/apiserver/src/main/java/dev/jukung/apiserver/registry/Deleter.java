package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.model.Views;
import dev.jukung.runtime.ApiException;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Delete and deletecollection: graceful for kinds that need time, waiting for finalizers, with the propagation policy
 * turned into a finalizer of the garbage collector. Thread-safe.
 */
public final class Deleter {
    private static final int MAX_ATTEMPTS = 8;
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final Writer writer;
    private final Clock clock;

    public Deleter(Writer writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** @param gone whether the object is removed now; else it waits for grace or finalizers */
    public record Deletion(StoredObject object, boolean gone) {}

    /** @param options a {@code v1 DeleteOptions}; may be empty */
    public Deletion delete(Call call, ObjectValue options) throws InterruptedException {
        return delete(call, options, writer.admission());
    }

    /** The same for a deletion that admission has seen in another form, as an Eviction. */
    Deletion deleteAdmitted(Call call, ObjectValue options) throws InterruptedException {
        return delete(call, options, Admission.NONE);
    }

    private Deletion delete(Call call, ObjectValue options, Admission admission) throws InterruptedException {
        checkOptions(options);
        call.kind().strategy().deletionWarnings(options).forEach(call::warn);
        Admission.Request request = Admission.Request.deletion(options, clock);
        Kind kind = call.kind();
        for (int attempt = 1; ; attempt++) {
            StoredObject current = StoredObject.of(
                            CurrentState.of(writer.store()).get(kind.key(call.key())))
                    .orElseThrow(() -> Failures.notFound(kind, call.name()));
            checkPreconditions(kind, current.tree(), options);
            Admission.Review review = new Admission.Review(
                    call,
                    Admission.Operation.DELETE,
                    ObjectValue.EMPTY,
                    Optional.of(kind.conversion().fromStored(current.tree())),
                    writer.context(call),
                    request);
            admission.mutate(review);
            admission.validate(review);
            Optional<Deletion> done = tryDelete(call, current, options);
            if (done.isPresent()) {
                return done.get();
            }
            if (attempt == MAX_ATTEMPTS) {
                throw Failures.modified(kind, call.name());
            }
        }
    }

    private Optional<Deletion> tryDelete(Call call, StoredObject current, ObjectValue options)
            throws InterruptedException {
        Kind kind = call.kind();
        ObjectValue object = kind.conversion().fromStored(current.tree());
        boolean deleting = object.object("metadata").has("deletionTimestamp");
        if (deleting && kind.strategy().isLeftAlone(object)) {
            return Optional.of(new Deletion(current.as(kind), false));
        }
        ObjectValue marked = kind.strategy().isCollected(object) ? withPropagation(kind, object, options) : object;
        long grace = kind.strategy().gracePeriod(object, options.integer("gracePeriodSeconds", -1));
        boolean pending = kind.strategy().isHeld(marked);
        if (grace <= 0 && !pending) {
            // What could have been given grace is answered as if it had been, for no seconds.
            ObjectValue last = grace == 0 && !deleting
                    ? WrittenObjects.written(kind, counted(kind, withDeletion(kind, object, 0)))
                    : object;
            if (call.rules().dryRun()) {
                return Optional.of(new Deletion(StoredObject.unstored(current.key(), last, current.modified()), true));
            }
            return writer.commits()
                    .remove(kind, current, Claims.none(last), writer.anonymous())
                    .map(removed -> new Deletion(removed, true));
        }
        marked = withDeletion(kind, kind.strategy().deleting(marked, clock), Math.max(0, grace));
        if (marked.equals(object)) {
            return Optional.of(new Deletion(current.as(kind), false));
        }
        if (!deleting) {
            marked = counted(kind, marked);
        }
        marked = WrittenObjects.written(kind, marked);
        if (call.rules().dryRun()) {
            return Optional.of(new Deletion(StoredObject.unstored(current.key(), marked, current.modified()), false));
        }
        return writer.commits()
                .replace(kind, current, Claims.none(marked))
                .map(stored -> new Deletion(stored.as(kind), false));
    }

    /** That somebody wants it gone is a generation of its own. */
    private static ObjectValue counted(Kind kind, ObjectValue object) {
        return kind.strategy().hasGeneration() && !kind.strategy().marksOnce()
                ? object.withAt(object.object("metadata").integer("generation", 0) + 1, "metadata", "generation")
                : object;
    }

    /** Sets the time by which the object shall be gone; a later request may only shorten it. */
    private ObjectValue withDeletion(Kind kind, ObjectValue object, long grace) {
        ObjectValue metadata = object.object("metadata");
        if (kind.strategy().marksOnce()) {
            return metadata.has("deletionTimestamp")
                    ? object
                    : object.withAt(Views.fromTime(clock.now()), "metadata", "deletionTimestamp");
        }
        if (metadata.has("deletionTimestamp") && metadata.integer("deletionGracePeriodSeconds", 0) <= grace) {
            return object;
        }
        return object.with(
                "metadata",
                metadata.with("deletionTimestamp", Views.fromTime(clock.now().plusSeconds(grace)))
                        .with("deletionGracePeriodSeconds", grace));
    }

    private static ObjectValue withPropagation(Kind kind, ObjectValue object, ObjectValue options) {
        ListValue finalizers = object.object("metadata").list("finalizers");
        String policy = options.text("propagationPolicy", "");
        boolean orphan = policy.equals("Orphan")
                || (policy.isEmpty()
                        && options.flag("orphanDependents", kind.strategy().orphansByDefault()));
        boolean foreground = policy.equals("Foreground");
        if (policy.isEmpty() && !options.has("orphanDependents")) {
            // Nothing was asked for: finalizers that are there already keep saying what shall happen.
            orphan = orphan || finalizers.contains(ORPHAN);
            foreground = finalizers.contains(FOREGROUND) && !orphan;
        }
        List<Object> kept = new ArrayList<>();
        for (Object finalizer : finalizers) {
            if (!finalizer.equals(ORPHAN) && !finalizer.equals(FOREGROUND)) {
                kept.add(finalizer);
            }
        }
        if (orphan) {
            kept.add(ORPHAN);
        }
        if (foreground) {
            kept.add(FOREGROUND);
        }
        ListValue wanted = ListValue.copyOf(kept);
        if (wanted.equals(finalizers)) {
            return object;
        }
        ObjectValue metadata = object.object("metadata");
        return object.with(
                "metadata", wanted.isEmpty() ? metadata.without("finalizers") : metadata.with("finalizers", wanted));
    }

    /** Throws the refusal of options that contradict themselves. */
    static void checkOptions(ObjectValue options) {
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("propagationPolicy");
        String policy = options.text("propagationPolicy", "Background");
        if (options.has("propagationPolicy") && options.has("orphanDependents")) {
            errors.add(FieldError.invalid(path, policy, "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (!List.of("Background", "Foreground", "Orphan").contains(policy)) {
            errors.add(FieldError.notSupported(path, policy, List.of("Foreground", "Background", "Orphan", "nil")));
        }
        if (!errors.isEmpty()) {
            throw Failures.invalidOptions("DeleteOptions", errors);
        }
    }

    private static void checkPreconditions(Kind kind, ObjectValue object, ObjectValue options) {
        ObjectValue wanted = options.object("preconditions");
        ObjectValue metadata = object.object("metadata");
        String name = metadata.text("name", "");
        String uid = metadata.text("uid", "");
        if (wanted.has("uid") && !wanted.text("uid", "").equals(uid)) {
            throw mismatch(kind, name, "UID", wanted.text("uid", ""), uid, "deleted and then recreated");
        }
        String version = metadata.text("resourceVersion", "");
        if (wanted.has("resourceVersion") && !wanted.text("resourceVersion", "").equals(version)) {
            throw mismatch(kind, name, "ResourceVersion", wanted.text("resourceVersion", ""), version, "modified");
        }
    }

    private static ApiException mismatch(
            Kind kind, String name, String what, String wanted, String actual, String guess) {
        if (kind.strategy().marksOnce()) {
            String failed = "Precondition failed: " + what + " in precondition: " + wanted + ", " + what
                    + " in object meta: " + actual;
            return Failures.conflict(kind, name, failed);
        }
        String why = "the " + what + " in the precondition (" + wanted + ") does not match the " + what + " in record ("
                + actual + "). The object might have been " + guess;
        return Failures.conflictOfKind(kind, name, why);
    }
}
