package dev.jukung.store;

/** The position of a commit in the order of all commits. Each commit takes the next one. */
public record Revision(long value) implements Comparable<Revision> {
    public static final Revision ZERO = new Revision(0);

    public Revision next() {
        return new Revision(value + 1);
    }

    @Override
    public int compareTo(Revision that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
