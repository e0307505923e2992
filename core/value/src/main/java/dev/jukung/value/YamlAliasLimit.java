package dev.jukung.value;

/**
 * How much of a document may come from aliases, as in go-yaml: 99 % of up to 400,000 nodes, falling to 10 % of
 * 4,000,000 and more, so that a few lines cannot stand for gigabytes. Confined to one thread.
 */
final class YamlAliasLimit {
    private static final double SMALL = 400_000;
    private static final double LARGE = 4_000_000;

    private long nodes;
    private long fromAliases;

    /** One more node has been read. */
    void read() {
        nodes++;
    }

    /** An alias stands for this many nodes; throws {@link ParseException} when that is too much. */
    void expand(long expanded) {
        nodes += expanded;
        fromAliases += expanded;
        if (fromAliases > 100 && nodes > 1000 && (double) fromAliases / nodes > allowed()) {
            throw new ParseException("yaml: document contains excessive aliasing");
        }
    }

    private double allowed() {
        double above = Math.clamp((nodes - SMALL) / (LARGE - SMALL), 0, 1);
        return 0.99 - 0.89 * above;
    }
}
