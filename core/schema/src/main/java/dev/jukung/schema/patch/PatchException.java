package dev.jukung.schema.patch;

import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;

/** A strategic merge patch that cannot be applied or made; the message is the one of Kubernetes. */
public final class PatchException extends RuntimeException {
    /** What the API server answers. */
    public enum Kind {
        /** 400: the patch is not well formed. */
        BAD_REQUEST,
        /** 422: the patch is well formed and cannot be applied to this object. */
        UNPROCESSABLE,
        /** 500: everything else. */
        OTHER,
        /** Not an answer of the server: two sides changed the same thing differently. */
        CONFLICT
    }

    private final Kind kind;

    private PatchException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static PatchException badPrimitiveList() {
        return new PatchException(Kind.BAD_REQUEST, "invalid patch format of primitive list");
    }

    static PatchException badRetainKeys() {
        return new PatchException(Kind.BAD_REQUEST, "invalid patch format of retainKeys");
    }

    static PatchException badSetElementOrder() {
        return new PatchException(Kind.BAD_REQUEST, "invalid patch format of setElementOrder list");
    }

    static PatchException listOfLists() {
        return new PatchException(Kind.UNPROCESSABLE, "lists of lists are not supported");
    }

    static PatchException noMergeKey(ObjectValue map, String key) {
        return other("map: " + GoText.printed(map) + " does not contain declared merge key: " + key);
    }

    static PatchException unknownDirective(Object directive, ObjectValue map) {
        return other("unknown patch type: " + GoText.printed(directive) + " in map: " + GoText.printed(map));
    }

    static PatchException wrongType(String expected, Object actual) {
        return other("expected a " + expected + ", but received a " + goType(actual));
    }

    static PatchException other(String message) {
        return new PatchException(Kind.OTHER, message);
    }

    static PatchException conflict(ObjectValue patch, ObjectValue changes) {
        return new PatchException(
                Kind.CONFLICT,
                "patch:\n" + GoText.json(patch) + "\nconflicts with changes made from original to current:\n"
                        + GoText.json(changes) + "\n");
    }

    private static String goType(Object value) {
        return switch (value) {
            case ObjectValue _ -> "map[string]interface {}";
            case ListValue _ -> "[]interface {}";
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _ -> "int64";
            case NumberValue _ -> "float64";
            default -> "%!s(<nil>)";
        };
    }
}
