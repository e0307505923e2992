package dev.jukung.base;

/**
 * Why a write happens: who asked, in which words, and which earlier write led to it. The store keeps it
 * with the write's revision, so that {@code why} can walk from a running container back to the request
 * of a user. It travels with the thread ({@link #CURRENT}) inside a process and in a header between
 * processes.
 *
 * @param actor user or component: {@code kubernetes-admin}, {@code deployment-controller}
 * @param what the request or the decision: {@code POST /apis/apps/v1/namespaces/default/deployments}
 * @param trigger the revision of the write that led to this one; 0 for a request from outside
 */
public record Cause(String actor, String what, long trigger) {
    public static final Cause UNKNOWN = new Cause("", "", 0);
    public static final ScopedValue<Cause> CURRENT = ScopedValue.newInstance();

    /** The cause that the calling thread works for, or {@link #UNKNOWN}. */
    public static Cause current() {
        return CURRENT.orElse(UNKNOWN);
    }
}
