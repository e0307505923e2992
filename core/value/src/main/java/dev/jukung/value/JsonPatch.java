package dev.jukung.value;

import dev.jukung.value.PatchException.Problem;

/**
 * A JSON patch (RFC 6902) with the semantics and error texts of the library that kube-apiserver uses (evanphx/json-patch
 * v4): an index may be negative and then counts from the end, {@code replace} of an absent member adds it,
 * {@code copy} of an absent member adds null, and {@code add}, {@code remove}, {@code move} and {@code copy} cannot name
 * the whole document. Unlike there, {@code test} compares values and not spellings, as the RFC says. Immutable.
 */
public final class JsonPatch {
    /** More operations than this are refused, as kube-apiserver does. */
    public static final int MAX_OPERATIONS = 10_000;

    /** By how many bytes of JSON all copy operations of one patch may grow a document, as in kube-apiserver. */
    public static final long MAX_COPY_BYTES = 3L * 1024 * 1024;

    private final ListValue operations;
    private final long maxCopyBytes;

    private JsonPatch(ListValue operations, long maxCopyBytes) {
        this.operations = operations;
        this.maxCopyBytes = maxCopyBytes;
    }

    /** Reads a patch; throws {@link PatchException} when it is no list of objects or has too many. */
    public static JsonPatch parse(byte[] utf8) {
        try {
            return of(Json.parse(utf8));
        } catch (ParseException e) {
            throw new PatchException(Problem.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /** The patch that a value describes; throws {@link PatchException} as {@link #parse} does. */
    public static JsonPatch of(Object patch) {
        if (patch == NullValue.NULL) {
            return new JsonPatch(ListValue.EMPTY, MAX_COPY_BYTES);
        }
        if (!(patch instanceof ListValue operations)) {
            throw malformed(patch, "jsonpatch.Patch");
        }
        for (Object operation : operations) {
            if (!(operation instanceof ObjectValue) && operation != NullValue.NULL) {
                throw malformed(operation, "jsonpatch.Operation");
            }
        }
        if (operations.size() > MAX_OPERATIONS) {
            throw new PatchException(
                    Problem.TOO_LARGE,
                    "The allowed maximum operations in a JSON patch is %d, got %d"
                            .formatted(MAX_OPERATIONS, operations.size()));
        }
        return new JsonPatch(operations, MAX_COPY_BYTES);
    }

    /** A patch that turns {@code before} into {@code after}: small, but not always the smallest. */
    public static JsonPatch diff(Object before, Object after) {
        return new JsonPatch(JsonPatchDiff.between(before, after), MAX_COPY_BYTES);
    }

    /** The same patch with another limit on what copy operations may add. */
    public JsonPatch withMaxCopyBytes(long bytes) {
        return new JsonPatch(operations, bytes);
    }

    public ListValue operations() {
        return operations;
    }

    /** The document with all operations applied in order; throws {@link PatchException} when one cannot be. */
    public Object apply(Object document) {
        if (!OpenValue.isContainer(document)) {
            throw malformed(document, "jsonpatch.partialDoc");
        }
        JsonPatchTarget target = new JsonPatchTarget(document, maxCopyBytes);
        for (Object operation : operations) {
            target.apply(operation instanceof ObjectValue object ? object : ObjectValue.EMPTY);
        }
        return target.document();
    }

    /** The patch as JSON text. */
    @Override
    public String toString() {
        return Json.write(operations);
    }

    private static PatchException malformed(Object value, String type) {
        String name =
                switch (Values.typeOf(value)) {
                    case "boolean" -> "bool";
                    case "integer" -> "number";
                    default -> Values.typeOf(value);
                };
        return new PatchException(
                Problem.MALFORMED, "json: cannot unmarshal " + name + " into Go value of type " + type);
    }
}
