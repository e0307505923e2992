package dev.jukung.schema.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What calls may cost before it is known with what they are made; {@link Costs} is its counterpart afterwards. */
final class CallCosts {
    /**
     * An estimate.
     *
     * @param resultSize null when nothing is known about it
     */
    record Estimate(Range cost, @Nullable Range resultSize) {
        static Estimate of(Range cost) {
            return new Estimate(cost, null);
        }
    }

    private static final Range ADDRESS = new Range(4, 16);
    private static final int MAX_FORMAT_PATTERN = 128;

    private final CostEstimator estimator;

    CallCosts(CostEstimator estimator) {
        this.estimator = estimator;
    }

    Estimate estimate(String function, String overload, List<CelExpr> arguments) {
        return switch (function) {
            case "check" -> Estimate.of(Range.of(Costs.AUTHORIZER_CHECK));
            case "fieldSelector", "labelSelector" -> Estimate.of(selector(size(arguments, 1)));
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> elements(arguments.getFirst());
            case "url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey" ->
                new Estimate(text(size(arguments, 0)), size(arguments, 0));
            case "replace" -> replace(arguments);
            case "split" -> split(arguments);
            case "join" -> join(arguments);
            case "find", "findAll" ->
                new Estimate(pattern(arguments), new Range(0, size(arguments, 0).max()));
            case "matches" -> Estimate.of(pattern(arguments));
            case "contains" -> Estimate.of(text(size(arguments, 0)).times(text(size(arguments, 1))));
            case "startsWith", "endsWith" -> Estimate.of(text(size(arguments, 1)));
            case "format" -> Estimate.of(text(size(arguments, 0)));
            case "strings.quote" -> {
                Range size = size(arguments, 0);
                yield new Estimate(text(size), size.times(Range.of(2)).plus(Range.of(2)));
            }
            case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
                Estimate.of(text(size(arguments, 0)));
            case "ip" -> Estimate.of(overload.equals("cidr_ip") ? Range.ONE : text(size(arguments, 0)));
            case "ip.isCanonical" -> Estimate.of(size(arguments, 0).times(2 * Costs.PER_CHARACTER));
            case "containsIP", "containsCIDR" -> Estimate.of(network(function, overload, arguments));
            case "validate" ->
                Estimate.of(text(size(arguments, 1)).times(MAX_FORMAT_PATTERN * Costs.PER_PATTERN_CHARACTER));
            case "_==_", "_!=_" -> Estimate.of(equality(function, arguments));
            case "slice", "reverse" -> list(size(arguments, 0), 1);
            case "lists.range" -> list(Range.UNKNOWN, 1);
            case "flatten" -> list(size(arguments, 0), 1);
            case "distinct", "sort", SortBy.FUNCTION ->
                new Estimate(
                        list(size(arguments, 0).times(size(arguments, 0)), 2).cost(), size(arguments, 0));
            case "sets.contains", "sets.intersects" ->
                Estimate.of(size(arguments, 0).times(size(arguments, 1)).plus(Range.ONE));
            case "sets.equivalent" ->
                Estimate.of(size(arguments, 0)
                        .times(size(arguments, 1))
                        .times(Range.of(2))
                        .plus(Range.ONE));
            default -> byOverload(overload, arguments);
        };
    }

    private Estimate byOverload(String overload, List<CelExpr> arguments) {
        return switch (overload) {
            case "string_to_bytes" -> {
                Range size = size(arguments, 0);
                yield new Estimate(text(size), new Range(size.min(), Range.times(size.max(), 4)));
            }
            case "bytes_to_string" -> {
                Range size = size(arguments, 0);
                yield new Estimate(text(size), new Range(size.min() / 4, size.max()));
            }
            case "in_list" -> Estimate.of(size(arguments, 1));
            case "add_string", "add_bytes" -> {
                Range size = size(arguments, 0).plus(size(arguments, 1));
                yield new Estimate(text(size), size);
            }
            case "add_list" -> new Estimate(Range.ONE, size(arguments, 0).plus(size(arguments, 1)));
            case "less_string",
                    "greater_string",
                    "less_equals_string",
                    "greater_equals_string",
                    "less_bytes",
                    "greater_bytes",
                    "less_equals_bytes",
                    "greater_equals_bytes" -> Estimate.of(smaller(arguments));
            default -> Estimate.of(Range.ONE);
        };
    }

    private Range size(List<CelExpr> arguments, int index) {
        return estimator.size(arguments.get(index));
    }

    private static Range text(Range size) {
        return size.times(Costs.PER_CHARACTER);
    }

    private Range pattern(List<CelExpr> arguments) {
        return text(size(arguments, 0).plus(Range.ONE)).times(size(arguments, 1).times(Costs.PER_PATTERN_CHARACTER));
    }

    private static Range selector(Range length) {
        return Range.of(Costs.MAKE_LIST)
                .plus(text(length))
                .plus(length.times(0.5).times((double) (Costs.MAKE_LIST + Costs.MAKE_OBJECT)));
    }

    private Estimate elements(CelExpr target) {
        CelType type = estimator.type(target);
        if (!(type instanceof ListType list) || list.parameters().isEmpty()) {
            return Estimate.of(text(estimator.size(target)));
        }
        CelKind element = list.elemType().kind();
        Range each = element == CelKind.STRING || element == CelKind.BYTES
                ? Range.ONE.plus(text(estimator.itemSize(target)))
                : Range.ONE;
        return Estimate.of(estimator.size(target).times(each));
    }

    private Estimate replace(List<CelExpr> arguments) {
        Range text = size(arguments, 0);
        Range old = size(arguments, 1);
        Range fresh = size(arguments, 2);
        long maxCount = 0;
        long maxKept = 0;
        if (old.min() == 0) {
            maxCount = Range.plus(text.max(), 1);
            maxKept = text.max();
        } else if (fresh.max() <= old.min()) {
            maxKept = text.max();
        } else {
            maxCount = Math.ceilDiv(text.max(), old.min());
        }
        long minCount = 0;
        long minKept = 0;
        if (old.max() == 0) {
            minCount = Range.plus(text.min(), 1);
            minKept = text.min();
        } else if (old.max() <= fresh.min()) {
            minKept = text.min();
        } else {
            minCount = Math.ceilDiv(text.min(), old.max());
        }
        Range result = new Range(minCount, maxCount).times(fresh).plus(new Range(minKept, maxKept));
        return new Estimate(text.times(2 * Costs.PER_CHARACTER), result);
    }

    private Estimate split(List<CelExpr> arguments) {
        Range text = size(arguments, 0);
        long max = text.max();
        if (arguments.size() > 2 && arguments.get(2).getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            long limit = arguments.get(2).constant().int64Value();
            max = limit < 0 ? max : limit;
        }
        return new Estimate(text.times(2 * Costs.PER_CHARACTER), new Range(0, max));
    }

    private Estimate join(List<CelExpr> arguments) {
        Range count = size(arguments, 0);
        Range result = count.times(estimator.itemSize(arguments.getFirst()));
        if (arguments.size() > 1) {
            Range separators = new Range(Math.max(0, count.min() - 1), Math.max(0, count.max() - 1));
            result = result.plus(size(arguments, 1).times(separators));
        }
        return new Estimate(text(result), result);
    }

    private Range network(String function, String overload, List<CelExpr> arguments) {
        Range cost = text(ADDRESS.plus(ADDRESS));
        if (function.equals("containsCIDR")) {
            cost = cost.plus(text(ADDRESS)).plus(Range.ONE);
        }
        return overload.endsWith("_string") ? cost.plus(text(size(arguments, 1))) : cost;
    }

    private Range equality(String function, List<CelExpr> arguments) {
        CelType left = estimator.type(arguments.get(0));
        boolean opaque = left.name().startsWith("kubernetes.") || left.name().startsWith("net.");
        return opaque && function.equals("_==_") ? Range.ONE : smaller(arguments);
    }

    private Range smaller(List<CelExpr> arguments) {
        long max = Math.min(size(arguments, 0).max(), size(arguments, 1).max());
        return new Range(max > 0 ? 1 : 0, max).times(Costs.PER_CHARACTER);
    }

    private static Estimate list(Range size, double factor) {
        return new Estimate(size.times(factor).plus(Range.of(1 + Costs.MAKE_LIST)), size);
    }
}
