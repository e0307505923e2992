package dev.jukung.schema.cel;

/** Who is asked when an expression asks whether the user of a request may do something else. Thread-safe. */
public interface CelAuthorizer {
    /**
     * What an expression asks for: a path, or a resource.
     *
     * @param path empty when a resource is asked for
     * @param fieldSelector empty when there is none
     * @param labelSelector empty when there is none
     */
    record Access(
            String verb,
            String path,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            String fieldSelector,
            String labelSelector) {}

    /**
     * The answer.
     *
     * @param error empty unless the question could not be answered
     */
    record Decision(boolean allowed, String reason, String error) {}

    Decision decide(Access access);

    /** The same questions for a service account. */
    CelAuthorizer asServiceAccount(String namespace, String name);
}
