package dev.jukung.schema.cel;

/** A list as an expression sees it. Immutable, except for what a comprehension collects. */
interface CelList {
    int size();

    /** The item, or a {@link CelError} when what stands there does not fit its schema. */
    Object get(int index);

    /** This list followed by the items of another one. */
    default Object plus(CelList other) {
        return JavaList.of(this).plus(other);
    }

    /** Whether this list equals another; sets and maps in lists ignore the order. */
    default boolean sameAs(CelList other) {
        if (size() != other.size()) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            if (!Equality.equal(get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
