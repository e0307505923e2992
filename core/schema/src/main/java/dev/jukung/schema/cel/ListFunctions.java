package dev.jukung.schema.cel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions of lists and sets, cel-go's and Kubernetes'. */
final class ListFunctions {
    /** The most items that {@code lists.range} makes; its cost could not be paid with more. */
    private static final long MAX_RANGE = 1_000_000;

    private ListFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put("isSorted", on("isSorted", (list, _) -> isSorted(list)));
        all.put("sum", on("sum", (list, _) -> sum(list)));
        all.put("min", on("min", (list, _) -> extreme("min", list, 1)));
        all.put("max", on("max", (list, _) -> extreme("max", list, -1)));
        all.put(
                "indexOf",
                Functions.either(all.get("indexOf"), on("indexOf", (list, a) -> indexOf(list, a[1], false))));
        all.put(
                "lastIndexOf",
                Functions.either(all.get("lastIndexOf"), on("lastIndexOf", (list, a) -> indexOf(list, a[1], true))));
        all.put("sets.contains", on("sets.contains", (list, a) -> containsAll(list, (CelList) a[1])));
        all.put(
                "sets.equivalent",
                on(
                        "sets.equivalent",
                        (list, a) -> containsAll(list, (CelList) a[1]) && containsAll((CelList) a[1], list)));
        all.put("sets.intersects", on("sets.intersects", (list, a) -> intersects(list, (CelList) a[1])));
        all.put("slice", on("slice", (list, a) -> slice(list, (Long) a[1], (Long) a[2])));
        all.put("flatten", on("flatten", (list, a) -> flatten(list, a.length > 1 ? (Long) a[1] : 1)));
        all.put("distinct", on("distinct", (list, _) -> distinct(list)));
        all.put("reverse", on("reverse", (list, _) -> JavaList.of(items(list).reversed())));
        all.put("sort", on("sort", (list, _) -> sort(items(list), items(list))));
        all.put(SortBy.FUNCTION, on("sortBy", (list, a) -> sort(items(list), items((CelList) a[1]))));
        all.put("lists.range", a -> a[0] instanceof Long count ? range(count) : CelError.noOverload("lists.range", a));
        all.put("first", on("first", (list, _) -> list.size() == 0 ? CelOptional.NONE : CelOptional.of(list.get(0))));
        all.put(
                "last",
                on(
                        "last",
                        (list, _) -> list.size() == 0 ? CelOptional.NONE : CelOptional.of(list.get(list.size() - 1))));
        all.put("optional.unwrap", on("optional.unwrap", (list, _) -> unwrap(list)));
        all.put("unwrapOpt", on("unwrapOpt", (list, _) -> unwrap(list)));
    }

    @FunctionalInterface
    private interface OfList {
        Object call(CelList list, Object... arguments);
    }

    private static Functions.Function on(String name, OfList function) {
        return arguments -> {
            try {
                return arguments[0] instanceof CelList list
                        ? function.call(list, arguments)
                        : CelError.noOverload(name, arguments);
            } catch (ClassCastException _) {
                return CelError.noOverload(name, arguments);
            }
        };
    }

    private static List<Object> items(CelList list) {
        List<Object> items = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(list.get(i));
        }
        return items;
    }

    private static Object isSorted(CelList list) {
        for (int i = 1; i < list.size(); i++) {
            Integer order = Equality.compare(list.get(i - 1), list.get(i));
            if (order == null) {
                return CelError.NO_OVERLOAD;
            }
            if (order > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object sum(CelList list) {
        if (list.size() == 0) {
            return 0L;
        }
        Functions.Function plus = Functions.named("_+_");
        Object sum =
                switch (list.get(0)) {
                    case Double _ -> 0.0;
                    case CelUint _ -> new CelUint(0);
                    case Duration _ -> Duration.ZERO;
                    default -> 0L;
                };
        for (int i = 0; i < list.size(); i++) {
            sum = plus.call(sum, list.get(i));
            if (sum instanceof CelError) {
                return sum;
            }
        }
        return sum;
    }

    private static Object extreme(String name, CelList list, int replaceWhen) {
        if (list.size() == 0) {
            return new CelError(name + " called on empty list");
        }
        Object best = list.get(0);
        for (int i = 1; i < list.size(); i++) {
            Integer order = Equality.compare(best, list.get(i));
            if (order == null) {
                return CelError.NO_OVERLOAD;
            }
            best = Integer.signum(order) == replaceWhen ? list.get(i) : best;
        }
        return best;
    }

    private static Object indexOf(CelList list, Object wanted, boolean last) {
        for (int i = 0; i < list.size(); i++) {
            int at = last ? list.size() - 1 - i : i;
            if (Equality.equal(list.get(at), wanted)) {
                return (long) at;
            }
        }
        return -1L;
    }

    private static boolean containsAll(CelList list, CelList wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!Parts.contains(list, wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean intersects(CelList list, CelList other) {
        for (int i = 0; i < other.size(); i++) {
            if (Parts.contains(list, other.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static Object slice(CelList list, long from, long to) {
        String problem = from < 0 || to < 0
                ? "negative indexes not supported"
                : from > to
                        ? "start index must be less than or equal to end index"
                        : to > list.size() ? "list is length " + list.size() : "";
        return problem.isEmpty()
                ? JavaList.of(items(list).subList((int) from, (int) to))
                : new CelError("cannot slice(" + from + ", " + to + "), " + problem);
    }

    private static Object flatten(CelList list, long depth) {
        if (depth < 0) {
            return new CelError("level must be non-negative");
        }
        List<Object> flat = new ArrayList<>();
        flatten(list, depth, flat);
        return JavaList.of(flat);
    }

    private static void flatten(CelList list, long depth, List<Object> flat) {
        for (int i = 0; i < list.size(); i++) {
            if (depth > 0 && list.get(i) instanceof CelList nested) {
                flatten(nested, depth - 1, flat);
            } else {
                flat.add(list.get(i));
            }
        }
    }

    private static Object distinct(CelList list) {
        CelList seen = JavaList.EMPTY;
        for (Object item : items(list)) {
            if (!Parts.contains(seen, item)) {
                seen = (CelList) seen.plus(JavaList.of(List.of(item)));
            }
        }
        return seen;
    }

    private static Object sort(List<Object> values, List<Object> keys) {
        for (Object key : keys) {
            if (Equality.compare(key, key) == null) {
                return new CelError("list elements must be comparable");
            }
            if (!CelValues.typeName(key).equals(CelValues.typeName(keys.getFirst()))) {
                return new CelError("list elements must have the same type");
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> {
            Integer result = Equality.compare(keys.get(a), keys.get(b));
            return result == null ? 0 : result;
        });
        return JavaList.of(order.stream().map(values::get).toList());
    }

    private static Object range(long count) {
        if (count > MAX_RANGE) {
            throw new Frame.TooExpensiveException();
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(i);
        }
        return JavaList.of(numbers);
    }

    private static Object unwrap(CelList list) {
        List<Object> present = new ArrayList<>();
        for (Object item : items(list)) {
            if (item instanceof CelOptional maybe && maybe.value() instanceof Object inner) {
                present.add(inner);
            }
        }
        return JavaList.of(present);
    }
}
