package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;

/** What an update may say and what of it counts, the same for every kind. Pure functions. */
final class UpdateRules {
    private UpdateRules() {}

    /** Throws a bad request where a written object is not the one that the path names. */
    static void checkName(Call call, ObjectValue object) {
        String name = object.object("metadata").text("name", "");
        if (name.isEmpty()) {
            throw Failures.badRequest("the name of the object (" + call.name()
                    + " based on URL) was undeterminable: name must be provided");
        }
        if (!name.equals(call.name())) {
            throw Failures.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
        String namespace = object.object("metadata").text("namespace", "");
        boolean checkedLater = call.kind().type().namespaced(); // against the namespace of the request
        if (!checkedLater
                && !call.namespace().isEmpty()
                && !namespace.isEmpty()
                && !namespace.equals(call.namespace())) {
            throw Failures.badRequest("the namespace of the object (" + namespace
                    + ") does not match the namespace on the request (" + call.namespace() + ")");
        }
    }

    /** The same for the result of a patch, whose namespace has another text. */
    static void checkPatched(Call call, ObjectValue object) {
        checkNamespace(call, object);
        checkName(call, object);
    }

    static void checkNamespace(Call call, ObjectValue object) {
        String given = object.object("metadata").text("namespace", "");
        boolean namespaced = call.kind().type().namespaced(); // else it is cleared
        if (namespaced && !given.isEmpty() && !given.equals(call.namespace())) {
            throw Failures.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** Throws the conflict when an object that is written as a whole has another uid. */
    static void checkUid(Call call, ObjectValue given, ObjectValue old) {
        String uid = given.object("metadata").text("uid", "");
        String stored = old.object("metadata").text("uid", "");
        if (!uid.isEmpty() && !stored.isEmpty() && !uid.equals(stored)) {
            throw Failures.conflict(
                    call.kind(),
                    call.name(),
                    "StorageError: invalid object, Code: 4, Key: "
                            + StoragePath.of(
                                    call.kind(), call.key(), call.rules().dryRun())
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                            + uid + ", UID in object meta: " + stored);
        }
    }

    /** Throws the conflict when the version that the writer names is another one. */
    static void checkPreconditions(Kind kind, ObjectValue given, ObjectValue old) {
        ObjectValue after = given.object("metadata");
        String name = old.object("metadata").text("name", "");
        String version = after.text("resourceVersion", "");
        if (version.isEmpty() || version.equals("0")) {
            if (!UpdateModes.unconditional(kind)) {
                FieldErrors errors = new FieldErrors()
                        .add(FieldError.invalid(
                                FieldPath.of("metadata", "resourceVersion"), 0L, "must be specified for an update"));
                throw Failures.invalid(kind.type().group(), kind.type().plural(), name, errors);
            }
        } else if (!version.matches("[0-9]{1,20}")) {
            throw new ApiException(
                    Reason.UNKNOWN, "strconv.ParseUint: parsing " + GoText.quote(version) + ": invalid syntax");
        } else if (!version.equals(old.object("metadata").text("resourceVersion", ""))) {
            throw Failures.modified(kind, name);
        }
    }

    /** What of the written object counts: the spec, the status or a part, depending on where it was written to. */
    static ObjectValue merged(Call call, ObjectValue given, ObjectValue old, Context context) {
        Kind kind = call.kind();
        ObjectValue object = Metadata.updated(given, old);
        Subresource subresource = call.subresource().isEmpty()
                ? null
                : kind.subresource(call.subresource()).orElse(null);
        return switch (subresource) {
            case null ->
                kind.strategy()
                        .prepareForUpdate(kind.hasStatus() ? carry(object, old, "status") : object, old, context);
            case Subresource.Status(boolean keepsMetadata) ->
                kind.strategy()
                        .prepareForStatusUpdate(
                                onlyStatus(
                                        keepsMetadata
                                                ? object.with("metadata", Subresource.keptMetadata(old, object))
                                                : object,
                                        old),
                                old,
                                context);
            case Subresource.Part part -> part.rules().merge(old, object, context);
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

    static ObjectValue withGeneration(Kind kind, ObjectValue object, ObjectValue old) {
        if (!kind.strategy().hasGeneration()) {
            return kind.strategy().counted(object, old);
        }
        ObjectValue before = old;
        ObjectValue after = object;
        for (String field : kind.strategy().outsideGeneration()) {
            before = before.without(field);
            after = after.without(field);
        }
        long generation = old.object("metadata").integer("generation", 0);
        boolean same = before.equals(after)
                && kind.strategy().countedMetadata().stream()
                        .allMatch(field -> metadata(object, field).equals(metadata(old, field)));
        long next = same ? generation : generation + 1;
        ObjectValue counted = kind.strategy().counted(object, old);
        return next == 0 ? counted : counted.withAt(next, "metadata", "generation");
    }

    private static ObjectValue metadata(ObjectValue object, String field) {
        return object.object("metadata").object(field);
    }

    static void validate(Call call, ObjectValue object, ObjectValue old) {
        Kind kind = call.kind();
        FieldErrors errors = new FieldErrors();
        Metadata.validateUpdated(object, old, kind, call.subresource(), errors);
        if (kind.strategy().checkedBySchema()) {
            errors.addOfSchema(kind.validator().validateUpdate(WrittenObjects.written(kind, object), old));
        }
        if (call.subresource().equals("status")) {
            kind.strategy().validateStatusUpdate(object, old, errors);
        } else {
            if (call.subresource().isEmpty()) {
                kind.strategy().validateUpdate(object, old, errors);
            } else {
                kind.strategy().validatePartUpdate(call.subresource(), object, old, errors);
            }
            kind.policy().validate(object, errors);
        }
        errors.warnings().forEach(call::warn);
        if (!errors.isEmpty()) {
            throw Failures.invalid(kind, call.name(), errors);
        }
        if (call.subresource().isEmpty()) {
            kind.strategy().warnings(object, old).forEach(call::warn);
        }
    }

    /** Deletion waited for finalizers only, and the last one has gone with this update. */
    static boolean finished(Kind kind, ObjectValue object) {
        ObjectValue metadata = object.object("metadata");
        return metadata.has("deletionTimestamp")
                && !kind.strategy().isHeld(object)
                && metadata.integer("deletionGracePeriodSeconds", 0) == 0;
    }
}
