package dev.jukung.base;

/**
 * Why a write happens: who asked, with which program, in which words, and which earlier write led to it. The store keeps
 * it with the write's revision, so that {@code why} can walk from a running container back to the request of a user. It
 * travels with the thread ({@link #CURRENT}) inside a process and in a header between processes.
 *
 * @param actor as the API server knows it: {@code kubernetes-admin}. A component names itself here while it works
 *     ({@code deployment-controller}); the server puts the authenticated user in its place and the name into {@code agent}
 * @param agent the program or the component that the actor used: {@code kubectl/v1.36.0}; empty when not known
 * @param what the request or the decision: {@code POST /apis/apps/v1/namespaces/default/deployments}
 * @param trigger the revision of the write that led to this one; 0 for a request from outside
 */
public record Cause(String actor, String agent, String what, long trigger) {
    public static final Cause UNKNOWN = new Cause("", "", 0);
    public static final ScopedValue<Cause> CURRENT = ScopedValue.newInstance();

    public Cause(String actor, String what, long trigger) {
        this(actor, "", what, trigger);
    }

    /** The cause that the calling thread works for, or {@link #UNKNOWN}. */
    public static Cause current() {
        return CURRENT.orElse(UNKNOWN);
    }

    /** Does {@code work} with a decision in words as its cause; who decided, and what led to it, stay the same. */
    public static <T, X extends Throwable> T deciding(String what, ScopedValue.CallableOp<? extends T, X> work)
            throws X {
        Cause now = current();
        return ScopedValue.where(CURRENT, new Cause(now.actor(), now.agent(), what, now.trigger()))
                .<T, X>call(work::call);
    }

    /** A piece of work without a result. */
    @FunctionalInterface
    public interface Work<X extends Throwable> {
        void perform() throws X;
    }

    /** {@link #deciding} for work without a result. */
    public static <X extends Throwable> void doing(String what, Work<X> work) throws X {
        Cause.<Boolean, X>deciding(what, () -> {
            work.perform();
            return true;
        });
    }
}
