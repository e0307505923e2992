package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The refusals of the API server, with Kubernetes' texts (k8s.io/apimachinery/pkg/api/errors). */
public final class Failures {
    private Failures() {}

    public static ApiException notFound(Kind kind, String name) {
        return new ApiException(
                Reason.NOT_FOUND,
                404,
                kind.qualifiedName() + " \"" + name + "\" not found",
                details(kind.type().group(), kind.type().plural(), name));
    }

    /** @param deleting whether what is there is on its way out */
    static ApiException alreadyExists(Kind kind, String name, boolean deleting) {
        return new ApiException(
                Reason.ALREADY_EXISTS,
                409,
                (deleting ? "object is being deleted: " : "") + kind.qualifiedName() + " \"" + name
                        + "\" already exists",
                details(kind.type().group(), kind.type().plural(), name));
    }

    public static ApiException generatedNameTaken(Kind kind, String name) {
        return new ApiException(
                Reason.ALREADY_EXISTS,
                409,
                kind.qualifiedName() + " \"" + name
                        + "\" already exists, the server was not able to generate a unique name for the object",
                details(kind.type().group(), kind.type().plural(), name).with("retryAfterSeconds", 1L));
    }

    public static ApiException modified(Kind kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiException conflict(Kind kind, String name, String why) {
        return new ApiException(
                Reason.CONFLICT,
                409,
                "Operation cannot be fulfilled on " + kind.qualifiedName() + " \"" + name + "\": " + why,
                details(kind.type().group(), kind.type().plural(), name));
    }

    /** A conflict that names the kind where all others name the resource. */
    static ApiException conflictOfKind(Kind kind, String name, String why) {
        String group = kind.type().group();
        String subject = group.isEmpty() ? kind.type().kind() : kind.type().kind() + "." + group;
        return new ApiException(
                Reason.CONFLICT,
                409,
                "Operation cannot be fulfilled on " + subject + " \"" + name + "\": " + why,
                details(group, kind.type().kind(), name));
    }

    public static ApiException forbidden(Kind kind, String name, String why) {
        String subject = name.isEmpty() ? kind.qualifiedName() : kind.qualifiedName() + " \"" + name + "\"";
        return new ApiException(
                Reason.FORBIDDEN,
                403,
                subject + " is forbidden: " + why,
                details(kind.type().group(), kind.type().plural(), name));
    }

    public static ApiException badRequest(String message) {
        return new ApiException(Reason.BAD_REQUEST, message);
    }

    public static ApiException methodNotSupported(Kind kind, String verb) {
        return new ApiException(
                Reason.METHOD_NOT_ALLOWED,
                405,
                verb + " is not supported on resources of kind \"" + kind.qualifiedName() + "\"",
                details(kind.type().group(), kind.type().plural(), ""));
    }

    /** What should not happen, and whose cause is told. */
    public static ApiException internal(String why) {
        return new ApiException(
                Reason.INTERNAL_ERROR,
                500,
                "Internal error occurred: " + why,
                ObjectValue.of("causes", ListValue.of(ObjectValue.of("message", why))));
    }

    public static ApiException expired(String message) {
        return new ApiException(Reason.EXPIRED, message);
    }

    /** An object that breaks rules, each named with its field. */
    public static ApiException invalid(Kind kind, String name, FieldErrors errors) {
        // Kubernetes names its internal type: Events of both groups are those of the core group.
        boolean event =
                kind.type().kind().equals("Event") && kind.type().group().equals("events.k8s.io");
        return invalid(event ? "" : kind.type().group(), kind.type().kind(), name, errors);
    }

    /** @param kind or resource, whatever Kubernetes names there */
    public static ApiException invalid(String group, String kind, String name, FieldErrors errors) {
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        return new ApiException(
                Reason.INVALID,
                422,
                qualified + " \"" + name + "\" is invalid: " + errors.message(),
                details(group, kind, name).with("causes", errors.causes()));
    }

    /** Options that break rules, such as {@code CreateOptions}. */
    public static ApiException invalidOptions(String kind, FieldErrors errors) {
        return new ApiException(
                Reason.INVALID,
                422,
                kind + ".meta.k8s.io \"\" is invalid: " + errors.message(),
                details("meta.k8s.io", kind, "").with("causes", errors.causes()));
    }

    /** A patch whose result is no object of its kind. @param patch the patch or the result, as it is shown */
    static ApiException invalidPatch(String patch, String why) {
        FieldErrors errors = new FieldErrors().add(FieldError.invalid(FieldPath.of("patch"), patch, why));
        return new ApiException(
                Reason.INVALID,
                422,
                " \"\" is invalid: " + errors.message(),
                ObjectValue.of("causes", errors.causes()));
    }

    /** A patch that does not fit the object as it is now. */
    static ApiException unprocessable() {
        return new ApiException(
                Reason.INVALID,
                Reason.INVALID.code(),
                "the server rejected our request due to an error in our request",
                ObjectValue.EMPTY);
    }

    public static ApiException tooLarge(String why) {
        return new ApiException(Reason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: " + why);
    }

    private static ObjectValue details(String group, String kind, String name) {
        ObjectValue details = name.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("name", name);
        if (!group.isEmpty()) {
            details = details.with("group", group);
        }
        return details.with("kind", kind);
    }
}
