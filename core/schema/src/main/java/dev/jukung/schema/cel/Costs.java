package dev.jukung.schema.cel;

import java.util.Map;

/** What calls cost when they run, in the units of cel-go and Kubernetes: about what reading one variable costs. */
final class Costs {
    static final int MAKE_LIST = 10;
    static final int MAKE_MAP = 30;
    static final int MAKE_OBJECT = 40;

    /** So expensive that an expression may ask the authorizer twice. */
    static final int AUTHORIZER_CHECK = 350_000;

    static final double PER_CHARACTER = 0.1;
    static final double PER_PATTERN_CHARACTER = 0.25;

    private enum Kind {
        ONE,
        CHECK,
        SELECTOR,
        ELEMENTS,
        TEXT,
        TEXT_TWICE,
        RESULT_TWICE,
        PATTERN,
        CONTAINS_TEXT,
        FORMAT,
        NETWORK,
        SMALLER,
        BOTH,
        SEARCH,
        RESULT_LIST,
        FLATTEN,
        SQUARE,
        PRODUCT,
        PRODUCT_TWICE
    }

    private static final Map<String, Kind> BY_FUNCTION = Map.ofEntries(
            Map.entry("check", Kind.CHECK),
            Map.entry("fieldSelector", Kind.SELECTOR),
            Map.entry("labelSelector", Kind.SELECTOR),
            Map.entry("isSorted", Kind.ELEMENTS),
            Map.entry("sum", Kind.ELEMENTS),
            Map.entry("max", Kind.ELEMENTS),
            Map.entry("min", Kind.ELEMENTS),
            Map.entry("indexOf", Kind.ELEMENTS),
            Map.entry("lastIndexOf", Kind.ELEMENTS),
            Map.entry("url", Kind.TEXT),
            Map.entry("lowerAscii", Kind.TEXT),
            Map.entry("upperAscii", Kind.TEXT),
            Map.entry("substring", Kind.TEXT),
            Map.entry("trim", Kind.TEXT),
            Map.entry("jsonpatch.escapeKey", Kind.TEXT),
            Map.entry("cidr", Kind.TEXT),
            Map.entry("isIP", Kind.TEXT),
            Map.entry("isCIDR", Kind.TEXT),
            Map.entry("ip", Kind.TEXT),
            Map.entry("quantity", Kind.TEXT),
            Map.entry("isQuantity", Kind.TEXT),
            Map.entry("semver", Kind.TEXT),
            Map.entry("isSemver", Kind.TEXT),
            Map.entry("startsWith", Kind.TEXT),
            Map.entry("endsWith", Kind.TEXT),
            Map.entry("strings.quote", Kind.TEXT),
            Map.entry("format", Kind.TEXT),
            Map.entry("replace", Kind.TEXT_TWICE),
            Map.entry("split", Kind.TEXT_TWICE),
            Map.entry("ip.isCanonical", Kind.TEXT_TWICE),
            Map.entry("join", Kind.RESULT_TWICE),
            Map.entry("find", Kind.PATTERN),
            Map.entry("findAll", Kind.PATTERN),
            Map.entry("matches", Kind.PATTERN),
            Map.entry("contains", Kind.CONTAINS_TEXT),
            Map.entry("validate", Kind.FORMAT),
            Map.entry("containsIP", Kind.NETWORK),
            Map.entry("containsCIDR", Kind.NETWORK),
            Map.entry("_==_", Kind.SMALLER),
            Map.entry("_!=_", Kind.SMALLER),
            Map.entry("slice", Kind.RESULT_LIST),
            Map.entry("lists.range", Kind.RESULT_LIST),
            Map.entry("reverse", Kind.RESULT_LIST),
            Map.entry("flatten", Kind.FLATTEN),
            Map.entry("distinct", Kind.SQUARE),
            Map.entry("sort", Kind.SQUARE),
            Map.entry(SortBy.FUNCTION, Kind.SQUARE),
            Map.entry("sets.contains", Kind.PRODUCT),
            Map.entry("sets.intersects", Kind.PRODUCT),
            Map.entry("sets.equivalent", Kind.PRODUCT_TWICE));

    private static final Map<String, Kind> BY_OVERLOAD = Map.ofEntries(
            Map.entry("cidr_ip", Kind.ONE),
            Map.entry("string_to_bytes", Kind.TEXT),
            Map.entry("bytes_to_string", Kind.TEXT),
            Map.entry("in_list", Kind.SEARCH),
            Map.entry("less_string", Kind.SMALLER),
            Map.entry("greater_string", Kind.SMALLER),
            Map.entry("less_equals_string", Kind.SMALLER),
            Map.entry("greater_equals_string", Kind.SMALLER),
            Map.entry("less_bytes", Kind.SMALLER),
            Map.entry("greater_bytes", Kind.SMALLER),
            Map.entry("less_equals_bytes", Kind.SMALLER),
            Map.entry("greater_equals_bytes", Kind.SMALLER),
            Map.entry("add_string", Kind.BOTH),
            Map.entry("add_bytes", Kind.BOTH));

    private Costs() {}

    /** The cost of a call that has been made; the overload is empty when the types of its arguments left it open. */
    static long call(String function, String overload, Object[] arguments, Object result) {
        Kind kind = BY_OVERLOAD.getOrDefault(overload, BY_FUNCTION.getOrDefault(function, Kind.ONE));
        return switch (kind) {
            case ONE -> 1;
            case CHECK -> AUTHORIZER_CHECK;
            case SELECTOR ->
                MAKE_LIST
                        + ceil(size(arguments[1]) * PER_CHARACTER)
                        + ceil(ceil(size(arguments[1]) * 0.5) * (double) (MAKE_LIST + MAKE_OBJECT));
            case ELEMENTS -> traversal(arguments[0]);
            case TEXT -> ceil(size(arguments[0]) * PER_CHARACTER);
            case TEXT_TWICE -> ceil(size(arguments[0]) * 2 * PER_CHARACTER);
            case RESULT_TWICE -> ceil(size(result) * 2 * PER_CHARACTER);
            case PATTERN ->
                ceil((1.0 + size(arguments[0])) * PER_CHARACTER) * ceil(size(arguments[1]) * PER_PATTERN_CHARACTER);
            case CONTAINS_TEXT -> ceil(size(arguments[0]) * PER_CHARACTER) * ceil(size(arguments[1]) * PER_CHARACTER);
            case FORMAT ->
                ceil((1.0 + size(arguments[1])) * PER_CHARACTER)
                        * ceil(NamedFormat.sizeOf(arguments[0]) * PER_PATTERN_CHARACTER);
            case NETWORK -> network(function, arguments);
            case SMALLER ->
                arguments[0] instanceof OpaqueValue
                        ? 1
                        : ceil(Math.min(size(arguments[0]), size(arguments[1])) * PER_CHARACTER);
            case BOTH -> ceil((size(arguments[0]) + size(arguments[1])) * PER_CHARACTER);
            case SEARCH -> size(arguments[1]);
            case RESULT_LIST -> list(size(result));
            case FLATTEN -> list(size(arguments[0]) * (arguments.length == 2 ? (double) (Long) arguments[1] : 1));
            case SQUARE -> list(Math.pow(size(arguments[0]), 2) * 2);
            case PRODUCT -> 1 + size(arguments[0]) * size(arguments[1]);
            case PRODUCT_TWICE -> 1 + 2 * size(arguments[0]) * size(arguments[1]);
        };
    }

    private static long network(String function, Object[] arguments) {
        long bytes = size(arguments[0]);
        long cost = ceil(2 * bytes * PER_CHARACTER);
        if (function.equals("containsCIDR")) {
            cost += ceil(bytes * PER_CHARACTER) + 1;
        }
        return arguments[1] instanceof String text ? cost + ceil(size(text) * PER_CHARACTER) : cost;
    }

    private static long list(double size) {
        return ceil(size) + 1 + MAKE_LIST;
    }

    private static long ceil(double cost) {
        return (long) Math.ceil(cost);
    }

    /** Characters, items or entries; 1 of everything else. */
    static long size(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case CelBytes bytes -> bytes.bytes().length;
            case CelList list -> list.size();
            case CelMap map -> map.size();
            case OpaqueValue opaque -> opaque.size();
            case CelOptional optional -> {
                Object inner = optional.value();
                yield inner == null ? 1 : size(inner);
            }
            default -> 1;
        };
    }

    private static long traversal(Object value) {
        return switch (value) {
            case String text -> (long) (text.length() * PER_CHARACTER);
            case CelBytes bytes -> (long) (bytes.bytes().length * PER_CHARACTER);
            case CelList list -> {
                long cost = 0;
                for (int i = 0; i < list.size(); i++) {
                    cost += traversal(list.get(i));
                }
                yield cost;
            }
            case CelMap map -> {
                long cost = 0;
                for (Object key : map.keys()) {
                    Object member = map.find(key);
                    cost += traversal(key) + (member == null ? 0 : traversal(member));
                }
                yield cost;
            }
            default -> 1;
        };
    }
}
