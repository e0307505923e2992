package dev.jukung.bench;

/**
 * What a figure is held against.
 *
 * @param target what Jukung wants to reach; empty where nothing was set
 * @param reference what the reference or the peers need; measured elsewhere, if it does not say that it is of this run; empty where
 *     nobody measured
 */
public record Yardstick(String target, String reference) {
    public static final Yardstick NONE = new Yardstick("", "");

    /** The same target, beside what the reference needed in the same run. */
    public Yardstick measured(String sameRun) {
        return new Yardstick(target, sameRun);
    }
}
