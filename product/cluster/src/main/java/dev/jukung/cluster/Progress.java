package dev.jukung.cluster;

/** Is told how far a start is. */
@FunctionalInterface
public interface Progress {
    Progress NONE = _ -> {};

    /** @param phase keys, store, api, controllers, node, dns */
    void done(String phase);
}
