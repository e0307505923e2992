package dev.jukung.schema.cel;

import org.jspecify.annotations.Nullable;

/** The parts of lists, maps and objects. */
final class Parts {
    private Parts() {}

    /** The part, or an error when there is none. */
    static Object get(Object whole, Object key) {
        Object found = find(whole, key);
        if (found != null) {
            return found;
        }
        return whole instanceof CelList ? CelError.noIndex(key) : CelError.noKey(key);
    }

    /** The part, null when there is none, or an error when it cannot be asked for. */
    static @Nullable Object find(Object whole, Object key) {
        return switch (whole) {
            case CelMap map -> map.find(key);
            case CelList list -> {
                Long index = index(key);
                if (index == null) {
                    yield new CelError("unsupported index type '" + CelValues.typeName(key) + "' in list");
                }
                yield index < 0 || index >= list.size() ? null : list.get(Math.toIntExact(index));
            }
            default -> null;
        };
    }

    private static @Nullable Long index(Object key) {
        return switch (key) {
            case Long number -> number;
            case CelUint number when number.bits() >= 0 -> number.bits();
            case Double number when number == Math.rint(number) -> number.longValue();
            default -> null;
        };
    }

    static boolean contains(CelList list, Object value) {
        for (int i = 0; i < list.size(); i++) {
            if (Equality.equal(list.get(i), value)) {
                return true;
            }
        }
        return false;
    }
}
