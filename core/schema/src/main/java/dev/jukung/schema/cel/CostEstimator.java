package dev.jukung.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an expression costs at most, reckoned from the bounds that schemas set to sizes, as cel-go and Kubernetes do.
 * Confined to one compilation.
 */
final class CostEstimator {
    static final String ITEMS = "@items";
    static final String VALUES = "@values";
    static final String KEYS = "@keys";
    private static final String INDICES = "@indices";

    /** A variable of a comprehension: where its values come from, and how large they are. */
    private record Local(List<String> path, @Nullable Range size) {}

    private final CelAbstractSyntaxTree ast;
    private final Map<String, DeclType> variables;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Range> sizes = new HashMap<>();
    private final Map<Long, Range> entrySizes = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();
    private final CallCosts calls = new CallCosts(this);

    CostEstimator(CelAbstractSyntaxTree ast, Map<String, DeclType> variables) {
        this.ast = ast;
        this.variables = variables;
    }

    /** The worst case. */
    long estimate() {
        return cost(ast.getExpr()).max();
    }

    CelType type(CelExpr expr) {
        return ast.getType(expr.id()).orElse(SimpleType.DYN);
    }

    Range cost(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT, NOT_SET -> Range.ZERO;
            case IDENT -> {
                Local local = local(expr.ident().name());
                paths.put(expr.id(), local == null ? List.of(expr.ident().name()) : local.path());
                yield Range.ONE;
            }
            case SELECT -> select(expr);
            case CALL -> call(expr);
            case LIST -> list(expr);
            case MAP -> map(expr);
            case STRUCT ->
                expr.struct().entries().stream()
                        .map(entry -> cost(entry.value()))
                        .reduce(Range.of(Costs.MAKE_OBJECT), Range::plus);
            case COMPREHENSION -> fold(expr);
        };
    }

    private @Nullable Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    private Range select(CelExpr expr) {
        CelExpr.CelSelect select = expr.select();
        Range operand = cost(select.operand());
        if (select.testOnly()) {
            return operand;
        }
        paths.put(expr.id(), below(path(select.operand()), select.field()));
        CelKind kind = type(select.operand()).kind();
        boolean counts = kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM;
        return counts ? operand.plus(Range.ONE) : operand;
    }

    private static List<String> below(List<String> path, String step) {
        if (path.isEmpty()) {
            return path;
        }
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private Range list(CelExpr expr) {
        Range sum = Range.of(Costs.MAKE_LIST);
        Range items = null;
        for (CelExpr item : expr.list().elements()) {
            sum = sum.plus(cost(item));
            items = items == null ? size(item) : items.union(size(item));
        }
        entrySizes.put(expr.id(), items == null ? Range.ZERO : items);
        return sum;
    }

    private Range map(CelExpr expr) {
        Range sum = Range.of(Costs.MAKE_MAP);
        Range values = null;
        for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            values = values == null ? size(entry.value()) : values.union(size(entry.value()));
        }
        entrySizes.put(expr.id(), values == null ? Range.ZERO : values);
        return sum;
    }

    private Range fold(CelExpr expr) {
        CelExpr.CelComprehension fold = expr.comprehension();
        Range sum = cost(fold.iterRange()).plus(cost(fold.accuInit()));
        push(fold.accuVar(), new Local(List.of(), sizeOrNull(fold.accuInit())));
        boolean overList = type(fold.iterRange()).kind() == CelKind.LIST;
        List<String> range = path(fold.iterRange());
        Range entry = entrySizes.get(fold.iterRange().id());
        boolean two = fold.iterVar2() != null && !fold.iterVar2().isEmpty();
        if (two) {
            push(fold.iterVar(), new Local(below(range, overList ? INDICES : KEYS), overList ? Range.ONE : null));
            push(fold.iterVar2(), new Local(below(range, overList ? ITEMS : VALUES), entry));
        } else {
            push(fold.iterVar(), new Local(below(range, overList ? ITEMS : KEYS), overList ? entry : null));
        }
        Range perItem = cost(fold.loopCondition()).plus(cost(fold.loopStep()));
        pop(fold.iterVar());
        if (two) {
            pop(fold.iterVar2());
        }
        sum = sum.plus(cost(fold.result()));
        pop(fold.accuVar());
        Range count = size(fold.iterRange());
        switch (fold.accuInit().getKind()) {
            case LIST, MAP -> {
                sizes.put(expr.id(), count);
                Range stepEntry = entrySizes.get(fold.loopStep().id());
                if (stepEntry != null) {
                    entrySizes.put(expr.id(), stepEntry);
                }
            }
            case CONSTANT -> sizes.put(expr.id(), size(fold.accuInit()));
            default -> {}
        }
        return sum.plus(count.times(perItem));
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
    }

    private void pop(String name) {
        Deque<Local> stack = locals.get(name);
        if (stack != null) {
            stack.pop();
        }
    }

    private Range call(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        List<CelExpr> arguments = new ArrayList<>();
        call.target().ifPresent(arguments::add);
        arguments.addAll(call.args());
        List<Range> costs = arguments.stream().map(this::cost).toList();
        List<String> overloads = ast.getReference(expr.id())
                .<List<String>>map(CelReference::overloadIds)
                .orElse(List.of());
        String function = call.function();
        switch (function) {
            case "dyn" -> {
                sizes.put(expr.id(), size(arguments.getFirst()));
                return costs.getFirst().plus(Range.ONE);
            }
            case "_[_]" -> {
                boolean list = type(arguments.getFirst()).kind() == CelKind.LIST;
                paths.put(expr.id(), below(path(arguments.getFirst()), list ? ITEMS : VALUES));
                Range entry = entrySizes.get(arguments.getFirst().id());
                if (entry != null) {
                    sizes.put(expr.id(), entry);
                }
            }
            case "_?._" -> {
                String field = arguments.get(1).constant().stringValue();
                paths.put(expr.id(), below(path(arguments.getFirst()), field));
            }
            case "_&&_", "_||_" -> {
                return new Range(
                        costs.get(0).min(), costs.get(0).plus(costs.get(1)).max());
            }
            case "_?:_", "_?_:_" -> {
                sizes.put(expr.id(), size(arguments.get(1)).union(size(arguments.get(2))));
                return costs.get(0).plus(costs.get(1).union(costs.get(2)));
            }
            default -> {}
        }
        Range sum = costs.stream().reduce(Range.ZERO, Range::plus);
        Range own = null;
        Range result = null;
        for (String overload : overloads.isEmpty() ? List.of("") : overloads) {
            CallCosts.Estimate estimate = calls.estimate(function, overload, arguments);
            own = own == null ? estimate.cost() : own.union(estimate.cost());
            Range size = estimate.resultSize();
            result = size == null ? result : result == null ? size : result.union(size);
        }
        if (result != null) {
            sizes.put(expr.id(), result);
        }
        if (function.equals("_+_")) {
            joinEntries(expr, arguments);
        }
        return own == null ? sum : sum.plus(own);
    }

    private void joinEntries(CelExpr expr, List<CelExpr> arguments) {
        Range left = entrySizes.get(arguments.get(0).id());
        Range right = entrySizes.get(arguments.get(1).id());
        if (left != null && right != null) {
            entrySizes.put(expr.id(), left.union(right));
        } else if (right != null && size(arguments.get(0)).max() == 0) {
            entrySizes.put(expr.id(), right);
        }
    }

    /** Where the value stands below a variable; empty when it does not come from one. */
    List<String> path(CelExpr expr) {
        return paths.getOrDefault(expr.id(), List.of());
    }

    /** How large the value is. */
    Range size(CelExpr expr) {
        Range size = sizeOrNull(expr);
        return size == null ? Range.UNKNOWN : size;
    }

    private @Nullable Range sizeOrNull(CelExpr expr) {
        Range known = sizes.get(expr.id());
        if (known != null) {
            return known;
        }
        switch (expr.getKind()) {
            case CONSTANT -> {
                return Range.of(constant(expr.constant()));
            }
            case LIST -> {
                return Range.of(expr.list().elements().size());
            }
            case MAP -> {
                return Range.of(expr.map().entries().size());
            }
            default -> {}
        }
        Range declared = declared(path(expr));
        if (declared != null) {
            return declared;
        }
        if (isScalar(type(expr))) {
            return Range.ONE;
        }
        Local local = expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? local(expr.ident().name())
                : null;
        return local == null ? null : local.size();
    }

    private static long constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE -> Costs.size(constant.stringValue());
            case BYTES_VALUE -> constant.bytesValue().size();
            default -> 1;
        };
    }

    private static boolean isScalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            case OPAQUE ->
                type.name().equals("optional_type")
                        && !type.parameters().isEmpty()
                        && isScalar(type.parameters().getFirst());
            default -> false;
        };
    }

    /** The size that the types of the variables allow; null when they do not tell. */
    @Nullable
    Range declared(List<String> path) {
        DeclType type = path.isEmpty() ? null : variables.get(path.getFirst());
        for (int i = 1; type != null && i < path.size(); i++) {
            type = step(type.kind() == DeclType.Kind.OPTIONAL ? type.element() : type, path.get(i));
        }
        if (type == null || type.kind() == DeclType.Kind.OPAQUE) {
            return null;
        }
        boolean free = type == DeclType.DYN; // a variable of which nothing is known
        return free ? null : new Range(0, type.maxElements());
    }

    private static @Nullable DeclType step(DeclType type, String step) {
        boolean container = type.kind() == DeclType.Kind.LIST || type.kind() == DeclType.Kind.MAP;
        return switch (step) {
            case ITEMS, VALUES -> container ? type.element() : null;
            case KEYS -> type.kind() == DeclType.Kind.MAP ? DeclType.STRING : null;
            case INDICES -> null;
            default -> type.field(step).orElse(null);
        };
    }

    /** How large the items of a list are. */
    Range itemSize(CelExpr list) {
        Range declared = declared(below(path(list), ITEMS));
        return declared == null ? Range.UNKNOWN : declared;
    }
}
