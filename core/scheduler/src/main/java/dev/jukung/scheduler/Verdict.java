package dev.jukung.scheduler;

/** A filter's answer for one node. An unexpected failure is an exception, not a verdict. */
public sealed interface Verdict {
    Verdict FITS = new Fits();

    record Fits() implements Verdict {}

    /** Not now. Removing pods from this node could change it, so preemption may try. */
    record Occupied(String why) implements Verdict {}

    /** Not even if the node were empty. Preemption need not look at it. */
    record Impossible(String why) implements Verdict {}
}
