package dev.jukung.schema.cel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map or an object as an expression sees it. Immutable, except for what a comprehension collects. */
interface CelMap {
    int size();

    /** The value under a key, or null; a {@link CelError} when there is one that cannot be read. */
    @Nullable
    Object find(Object key);

    List<Object> keys();

    default boolean sameAs(CelMap other) {
        if (size() != other.size()) {
            return false;
        }
        for (Object key : keys()) {
            Object mine = find(key);
            Object theirs = other.find(key);
            if (mine == null || theirs == null || !Equality.equal(mine, theirs)) {
                return false;
            }
        }
        return true;
    }
}
