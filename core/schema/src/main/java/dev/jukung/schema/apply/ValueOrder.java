package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;

/** A total order of values, and their equality where 1 and 1.0 are equal: structured-merge-diff's. */
final class ValueOrder {
    private ValueOrder() {}

    static boolean same(Object left, Object right) {
        if (left == right) {
            return true;
        }
        return switch (left) {
            case ObjectValue object -> right instanceof ObjectValue other && sameObjects(object, other);
            case ListValue list -> right instanceof ListValue other && sameLists(list, other);
            case Long _, NumberValue _ -> isNumber(right) && compareNumbers(left, right) == 0;
            default -> left.equals(right);
        };
    }

    private static boolean sameObjects(ObjectValue left, ObjectValue right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            Object other = right.get(left.keyAt(i));
            if (other == null || !same(left.valueAt(i), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameLists(ListValue left, ListValue right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    static int compare(Object left, Object right) {
        int rank = Integer.compare(rank(left), rank(right));
        if (rank != 0) {
            return rank;
        }
        return switch (left) {
            case Long _, NumberValue _ -> compareNumbers(left, right);
            case String text -> text.compareTo((String) right);
            case Boolean flag -> flag.compareTo((Boolean) right);
            case ListValue list -> compareLists(list, (ListValue) right);
            case ObjectValue object -> compareFields(object, (ObjectValue) right);
            default -> 0;
        };
    }

    private static int rank(Object value) {
        return switch (value) {
            case Long _, NumberValue _ -> 0;
            case String _ -> 1;
            case Boolean _ -> 2;
            case ListValue _ -> 3;
            case ObjectValue _ -> 4;
            default -> 5;
        };
    }

    private static boolean isNumber(Object value) {
        return rank(value) == 0;
    }

    private static int compareNumbers(Object left, Object right) {
        if (left instanceof Long l && right instanceof Long r) {
            return Long.compare(l, r);
        }
        return Double.compare(toDouble(left), toDouble(right));
    }

    private static double toDouble(Object number) {
        return number instanceof NumberValue real ? real.toDouble() : ((Long) number).doubleValue();
    }

    private static int compareLists(ListValue left, ListValue right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    /** Objects whose fields are in alphabetical order. */
    static int compareFields(ObjectValue left, ObjectValue right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int names = left.keyAt(i).compareTo(right.keyAt(i));
            if (names != 0) {
                return names;
            }
            int values = compare(left.valueAt(i), right.valueAt(i));
            if (values != 0) {
                return values;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
