package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
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
     * What the client asked for, whichever object it is done to and however often it is tried.
     *
     * @param options as a {@code meta.k8s.io/v1} object, such as CreateOptions; empty for connections
     * @param deadline by {@link Clock#nanos}: when the client is told that it took too long
     */
    record Request(ObjectValue options, long deadline) {
        /** What kube-apiserver gives a write at most. */
        private static final Duration LONGEST = Duration.ofSeconds(34);

        static Request of(Operation operation, Call call, Clock clock) {
            ObjectValue options = OperationOptions.of(operation, call.rules());
            return new Request(options, clock.nanos() + LONGEST.toNanos());
        }

        static Request deletion(ObjectValue options, Clock clock) {
            return new Request(OperationOptions.deletion(options), clock.nanos() + LONGEST.toNanos());
        }
    }

    /**
     * @param object what is to be stored, or what a subresource is given; the empty object for deletions
     * @param old what is stored now; empty for creations
     */
    record Review(
            Call call,
            Operation operation,
            ObjectValue object,
            Optional<ObjectValue> old,
            Context context,
            Request request,
            Rounds rounds) {
        public Review(
                Call call,
                Operation operation,
                ObjectValue object,
                Optional<ObjectValue> old,
                Context context,
                Request request) {
            this(call, operation, object, old, context, request, new Rounds());
        }

        public Review with(ObjectValue changed) {
            return new Review(call, operation, changed, old, context, request, rounds);
        }

        /** The namespace that the request is about; of a Namespace its own name. */
        public String namespace() {
            boolean namespaces = call.kind().qualifiedName().equals("namespaces");
            return namespaces ? call.name() : call.kind().type().namespaced() ? call.namespace() : "";
        }

        /** Whether this is a write of the object itself, of this resource. */
        public boolean concerns(String group, String plural) {
            return call.subresource().isEmpty()
                    && call.kind().type().group().equals(group)
                    && call.kind().type().plural().equals(plural);
        }
    }

    /** What has to be done before the state is looked at that a creation is judged by. Throws an ApiException to refuse. */
    default void prepare(Call creation) throws InterruptedException {}

    /** The object as it shall be stored. Throws an ApiException to refuse. */
    default ObjectValue mutate(Review review) throws InterruptedException {
        return review.object();
    }

    /** Sees what all mutations made of the object. Throws an ApiException to refuse. */
    default void validate(Review review) throws InterruptedException {}
}
