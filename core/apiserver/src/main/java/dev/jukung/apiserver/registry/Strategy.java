package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.schema.FieldErrors;
import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * The rules of a kind that its schema cannot say (Kubernetes' rest strategies). Implementations have no state; what they
 * need of the world comes with the {@link Context}. Thread-safe.
 */
public interface Strategy {
    /** A kind without rules of its own. */
    Strategy PLAIN = new Strategy() {};

    /**
     * Defaults that depend on other fields; run after the schema's, before admission and again after it. Throws a
     * DecodingException where the kind cannot be made of the object.
     */
    default ObjectValue defaults(ObjectValue object) {
        return object;
    }

    /** Clears what a creator may not set (the status is cleared already) and fills what the server sets. */
    default ObjectValue prepareForCreate(ObjectValue object, Context context) {
        return object;
    }

    /** Whether a new object keeps the status it is created with. */
    default boolean keepsStatusOnCreate() {
        return false;
    }

    /** Keeps what an update may not change. The status is the old one already. */
    default ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old, Context context) {
        return object;
    }

    /** {@link #prepareForUpdate} for a write through the status subresource. */
    default ObjectValue prepareForStatusUpdate(ObjectValue object, ObjectValue old, Context context) {
        return object;
    }

    /** Whether the schema's own checks of values are made besides {@link #validate}. */
    default boolean checkedBySchema() {
        return true;
    }

    default void validate(ObjectValue object, FieldErrors errors) {}

    default void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validate(object, errors);
    }

    /** Of what is written through a subresource other than {@code status}. */
    default void validatePartUpdate(String subresource, ObjectValue object, ObjectValue old, FieldErrors errors) {
        validateUpdate(object, old, errors);
    }

    default void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {}

    /** What a writer is told of a valid object. @param old empty for a new one */
    default List<String> warnings(ObjectValue object, ObjectValue old) {
        return List.of();
    }

    default NameRule nameRule() {
        return NameRule.SUBDOMAIN;
    }

    /** Whether metadata.generation counts the changes of the spec. */
    default boolean hasGeneration() {
        return false;
    }

    /** The fields of metadata whose change counts for the generation, too. */
    default List<String> countedMetadata() {
        return List.of();
    }

    /** What else the server counts, in an object that has been admitted: nobody has written that. */
    default ObjectValue counted(ObjectValue object, ObjectValue old) {
        return object;
    }

    /** The fields whose change counts for the generation: everything but these roots. */
    default List<String> outsideGeneration() {
        return List.of("metadata", "status");
    }

    /** What a write needs besides the object itself: addresses to claim, ports to release. Called last, when all is valid. */
    default Claims claims(ObjectValue object, Context context) throws InterruptedException {
        return Claims.none(object);
    }

    /** {@link #claims} for an update. */
    default Claims claims(ObjectValue object, ObjectValue old, Context context) throws InterruptedException {
        return Claims.none(object);
    }

    /** What is given back together with the object's removal. */
    default Claims releases(ObjectValue object, Context context) {
        return Claims.none(object);
    }

    /**
     * The seconds a deletion takes at least before the object goes, or a negative number where deletion is immediate.
     *
     * @param requested of the delete options; negative when absent
     */
    default long gracePeriod(ObjectValue object, long requested) {
        return -1;
    }

    /** Whether a deleted object has to wait for somebody: as a rule, while it has finalizers. */
    default boolean isHeld(ObjectValue object) {
        return !object.object("metadata").list("finalizers").isEmpty();
    }

    /** Whether the garbage collector may be told by finalizers what becomes of the dependents of this object, now deleted. */
    default boolean isCollected(ObjectValue object) {
        return true;
    }

    /** Whether a further deletion of the object, whose deletion has begun, changes nothing. */
    default boolean isLeftAlone(ObjectValue object) {
        return false;
    }

    /** Whether a deleted object that is held is only marked, once: without seconds of grace, counting for no generation. */
    default boolean marksOnce() {
        return false;
    }

    /** What somebody is told who deletes with these options. */
    default List<String> deletionWarnings(ObjectValue options) {
        return List.of();
    }

    /** How the object looks from the moment its deletion has begun, if it is held. */
    default ObjectValue deleting(ObjectValue object, Clock clock) {
        return object;
    }

    /** The default of {@code propagationPolicy}: true where dependents are orphaned. */
    default boolean orphansByDefault() {
        return false;
    }
}
