package dev.jukung.bench;

/**
 * What a figure is held against.
 *
 * @param target what Jukung wants to reach; empty where nothing was set
 * @param reference what the reference or the peers need, measured elsewhere; empty where nobody measured
 */
public record Yardstick(String target, String reference) {
    public static final Yardstick NONE = new Yardstick("", "");
}
