package dev.jukung.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes equal parts of objects one and the same. Objects that are kept together are alike: the Pods of a Deployment differ in
 * a name and a few texts, while their probes, tolerations and managed fields are equal, and those are most of what an
 * object takes in memory.
 *
 * <p>A part is known from the second time it is seen, so that what comes once displaces nothing. Its children are looked up
 * first, so two parts are compared by the identity of what is in them. Thread-safe without any lock: what is lost in a race
 * is a chance to share, as parts are immutable.
 */
public final class SharedParts {
    /** So many parts are known at most; must be a power of two. */
    private static final int PLACES = 16_384;

    private final @Nullable Object[] known = new Object[PLACES];
    private final int[] seen = new int[PLACES]; // the hash of what came last and is not known

    /** The same object, of parts that others may have too. */
    public ObjectValue share(ObjectValue object) {
        return (ObjectValue) new Walk().part(object);
    }

    /** One pass from the leaves to the root. */
    private final class Walk {
        private int hash; // of what was looked at last

        Object part(Object value) {
            return switch (value) {
                case ObjectValue object when !object.isEmpty() -> object(object);
                case ListValue list when !list.isEmpty() -> list(list);
                default -> {
                    hash = value.hashCode();
                    yield value;
                }
            };
        }

        private Object object(ObjectValue object) {
            Object[] values = new Object[object.size()];
            boolean same = true;
            int sum = 17;
            for (int i = 0; i < values.length; i++) {
                values[i] = part(object.valueAt(i));
                same &= values[i] == object.valueAt(i);
                sum = 31 * (31 * sum + object.keyAt(i).hashCode()) + hash;
            }
            hash = sum;
            return shared(same ? object : new ObjectValue(object.shape(), values));
        }

        private Object list(ListValue list) {
            Object[] items = new Object[list.size()];
            boolean same = true;
            int sum = 19;
            for (int i = 0; i < items.length; i++) {
                items[i] = part(list.get(i));
                same &= items[i] == list.get(i);
                sum = 31 * sum + hash;
            }
            hash = sum;
            return shared(same ? list : ListValue.owning(items));
        }

        private Object shared(Object part) {
            int place = (hash ^ hash >>> 16) & (PLACES - 1);
            Object candidate = known[place];
            if (candidate != null && areSame(candidate, part)) {
                return candidate;
            }
            if (seen[place] == hash) {
                known[place] = part;
            } else {
                seen[place] = hash;
            }
            return part;
        }
    }

    private static boolean areSame(Object one, Object other) {
        return switch (one) {
            case ObjectValue object ->
                other instanceof ObjectValue another
                        && haveSameKeys(object, another)
                        && haveSameValues(object, another);
            case ListValue list -> other instanceof ListValue another && haveSameItems(list, another);
            default -> false;
        };
    }

    private static boolean haveSameKeys(ObjectValue one, ObjectValue other) {
        return one.shape() == other.shape()
                || Arrays.equals(one.shape().keys(), other.shape().keys());
    }

    private static boolean haveSameValues(ObjectValue one, ObjectValue other) {
        for (int i = 0; i < one.size(); i++) {
            if (!areOne(one.valueAt(i), other.valueAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean haveSameItems(ListValue one, ListValue other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = areOne(one.get(i), other.get(i));
        }
        return same;
    }

    /** Objects and lists are the same where they are one. Other numbers than whole ones may be equal and written differently. */
    private static boolean areOne(Object one, Object other) {
        return switch (one) {
            case String text -> text.equals(other);
            case Long number -> number.equals(other);
            case Boolean flag -> flag.equals(other);
            default -> one == other;
        };
    }
}
