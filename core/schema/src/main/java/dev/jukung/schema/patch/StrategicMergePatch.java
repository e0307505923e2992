package dev.jukung.schema.patch;

import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;

/**
 * Strategic merge patches of built-in kinds: a merge patch whose lists are merged as the schema says
 * ({@code x-kubernetes-patch-strategy}, {@code x-kubernetes-patch-merge-key}), with the directives {@code $patch},
 * {@code $retainKeys}, {@code $deleteFromPrimitiveList/…} and {@code $setElementOrder/…}. All methods are functions and
 * throw {@link PatchException}.
 */
public final class StrategicMergePatch {
    private StrategicMergePatch() {}

    /** The object after the patch. Fields new to the object come last; decode the result to bring them in order. */
    public static ObjectValue apply(Schema schema, ObjectValue original, ObjectValue patch) {
        return Merge.intoObject().objects(original, patch, schema);
    }

    /** A patch that makes {@code modified} of {@code original}. */
    public static ObjectValue create(Schema schema, ObjectValue original, ObjectValue modified) {
        return new Diff(true, true, true).objects(original, modified, schema, false);
    }

    /**
     * The patch of {@code kubectl apply}: it brings what {@code modified} says to {@code current} and deletes what
     * {@code original}, the version applied before, said and {@code modified} does not. What others have set stays.
     */
    public static ObjectValue createThreeWay(
            Schema schema, ObjectValue original, ObjectValue modified, ObjectValue current) {
        ObjectValue additions = new Diff(true, false, true).objects(current, modified, schema, false);
        ObjectValue deletions = new Diff(false, true, true).objects(original, modified, schema, false);
        return Merge.intoPatch().objects(deletions, additions, schema);
    }

    /** As {@link #createThreeWay}, but throws if others have changed what the patch would change. */
    public static ObjectValue createThreeWayWithoutOverwrite(
            Schema schema, ObjectValue original, ObjectValue modified, ObjectValue current) {
        ObjectValue patch = createThreeWay(schema, original, modified, current);
        ObjectValue changes = new Diff(true, true, false).objects(original, current, schema, false);
        if (Conflicts.between(patch, changes, schema)) {
            throw PatchException.conflict(patch, changes);
        }
        return patch;
    }
}
