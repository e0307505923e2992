package dev.jukung.apiserver.registry;

import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** What may change or refuse a write after authorization. The chain is called by the verbs; plugins implement it too. */
public interface Admission {
    /** Nothing to say. */
    Admission NONE = new Admission() {};

    /** The operations of an AdmissionReview. */
    enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /**
     * @param object what is to be stored; the empty object for deletions
     * @param old what is stored now; empty for creations
     */
    record Review(Call call, Operation operation, ObjectValue object, Optional<ObjectValue> old, Context context) {
        public Review with(ObjectValue changed) {
            return new Review(call, operation, changed, old, context);
        }

        /** Whether this is a write of the object itself, of this resource. */
        public boolean concerns(String group, String plural) {
            return call.subresource().isEmpty()
                    && call.kind().type().group().equals(group)
                    && call.kind().type().plural().equals(plural);
        }
    }

    /** The object as it shall be stored. Throws an ApiException to refuse. */
    default ObjectValue mutate(Review review) throws InterruptedException {
        return review.object();
    }

    /** Sees what all mutations made of the object. Throws an ApiException to refuse. */
    default void validate(Review review) throws InterruptedException {}
}
