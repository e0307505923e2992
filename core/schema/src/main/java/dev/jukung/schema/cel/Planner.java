package dev.jukung.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.TypeType;
import dev.jukung.value.NullValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes an evaluable expression of a checked one; what is constant is evaluated once. Confined to one compilation. */
final class Planner {
    /** Conversions of constants, which are done in advance. */
    private static final Set<String> CONVERSIONS =
            Set.of("int", "uint", "double", "bool", "string", "bytes", "duration", "timestamp");

    private final CelAbstractSyntaxTree ast;
    private final Set<String> variables;
    private final Map<String, Deque<Integer>> slots = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private int locals;

    Planner(CelAbstractSyntaxTree ast, Set<String> variables) {
        this.ast = ast;
        this.variables = variables;
    }

    Node plan() {
        return plan(ast.getExpr());
    }

    int locals() {
        return locals;
    }

    /** The variables that the expression refers to. */
    Set<String> used() {
        return Set.copyOf(used);
    }

    private Node plan(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> new Node.Constant(constant(expr.constant()));
            case IDENT -> ident(expr);
            case SELECT -> select(expr);
            case CALL -> call(expr);
            case LIST -> list(expr.list());
            case MAP -> map(expr.map());
            case STRUCT -> struct(expr.struct());
            case COMPREHENSION -> fold(expr.comprehension());
            case NOT_SET -> throw new IllegalStateException("an empty expression");
        };
    }

    private static Object constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case BOOLEAN_VALUE -> constant.booleanValue();
            case INT64_VALUE -> constant.int64Value();
            case UINT64_VALUE -> new CelUint(constant.uint64Value().longValue());
            case DOUBLE_VALUE -> constant.doubleValue();
            case STRING_VALUE -> constant.stringValue();
            case BYTES_VALUE -> new CelBytes(constant.bytesValue().toByteArray());
            default -> NullValue.NULL;
        };
    }

    private Node ident(CelExpr expr) {
        String name = expr.ident().name();
        Deque<Integer> slot = slots.get(name);
        if (slot != null && !slot.isEmpty()) {
            return new Node.Local(slot.peek());
        }
        CelReference reference = ast.getReference(expr.id()).orElse(null);
        if (reference != null && reference.value().isPresent()) {
            return new Node.Constant(constant(reference.value().get()));
        }
        CelType type = ast.getType(expr.id()).orElse(null);
        if (type instanceof TypeType && !variables.contains(name)) {
            return new Node.Constant(new CelTypeName(name));
        }
        used.add(name);
        return new Node.Variable(name);
    }

    private Node select(CelExpr expr) {
        CelExpr.CelSelect select = expr.select();
        Node operand = plan(select.operand());
        return select.testOnly()
                ? new Node.Has(operand, select.field())
                : new Node.Part(operand, new Node.Constant(select.field()), false);
    }

    private Node call(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        List<Node> arguments = new ArrayList<>();
        call.target().ifPresent(target -> arguments.add(plan(target)));
        call.args().forEach(argument -> arguments.add(plan(argument)));
        String name = call.function();
        return switch (name) {
            case "_&&_" -> new Node.Logic(arguments.get(0), arguments.get(1), false);
            case "_||_" -> new Node.Logic(arguments.get(0), arguments.get(1), true);
            case "_?_:_" -> new Node.Choice(arguments.get(0), arguments.get(1), arguments.get(2));
            case "@not_strictly_false", "__not_strictly_false__" -> new Node.NotStrictlyFalse(arguments.getFirst());
            case "_[_]" -> new Node.Part(arguments.get(0), arguments.get(1), false);
            case "_[?_]", "_?._" -> new Node.Part(arguments.get(0), arguments.get(1), true);
            case "or" -> new Node.OptionalOr(arguments.get(0), arguments.get(1), false);
            case "orValue" -> new Node.OptionalOr(arguments.get(0), arguments.get(1), true);
            default -> function(name, expr, arguments);
        };
    }

    private Node function(String name, CelExpr expr, List<Node> arguments) {
        if (name.equals("@in") && arguments.get(1) instanceof Node.Constant(CelList list)) {
            return new Node.Membership(arguments.getFirst(), list);
        }
        Functions.Function function = Functions.named(name);
        if (CONVERSIONS.contains(name) && arguments.getFirst() instanceof Node.Constant(Object value)) {
            Object converted = function.call(value);
            if (!(converted instanceof CelError)) {
                return new Node.Constant(converted);
            }
        }
        List<String> overloads = ast.getReference(expr.id())
                .<List<String>>map(CelReference::overloadIds)
                .orElse(List.of());
        String overload = overloads.size() == 1 ? overloads.getFirst() : "";
        return new Node.Call(name, overload, function, arguments.toArray(Node[]::new));
    }

    private Node list(CelExpr.CelList list) {
        Node[] items = list.elements().stream().map(this::plan).toArray(Node[]::new);
        boolean[] optional = new boolean[items.length];
        list.optionalIndices().forEach(index -> optional[index] = true);
        if (list.optionalIndices().isEmpty() && areConstant(items)) {
            List<Object> values = new ArrayList<>();
            for (Node item : items) {
                values.add(((Node.Constant) item).value());
            }
            return new Node.Constant(JavaList.constant(values));
        }
        return new Node.MakeList(items, optional);
    }

    private static boolean areConstant(Node[] nodes) {
        for (Node node : nodes) {
            if (!(node instanceof Node.Constant)) {
                return false;
            }
        }
        return true;
    }

    private Node map(CelExpr.CelMap map) {
        int size = map.entries().size();
        Node[] keys = new Node[size];
        Node[] values = new Node[size];
        boolean[] optional = new boolean[size];
        for (int i = 0; i < size; i++) {
            CelExpr.CelMap.Entry entry = map.entries().get(i);
            keys[i] = plan(entry.key());
            values[i] = plan(entry.value());
            optional[i] = entry.optionalEntry();
        }
        Node.MakeMap make = new Node.MakeMap(null, keys, values, optional);
        boolean constant = areConstant(keys)
                && areConstant(values)
                && map.entries().stream().noneMatch(CelExpr.CelMap.Entry::optionalEntry);
        if (!constant) {
            return make;
        }
        Object value = make.eval(new Frame(new CelScope(), 0, Long.MAX_VALUE));
        return value instanceof CelError ? make : new Node.Constant(value);
    }

    private Node struct(CelExpr.CelStruct struct) {
        int size = struct.entries().size();
        Node[] keys = new Node[size];
        Node[] values = new Node[size];
        boolean[] optional = new boolean[size];
        for (int i = 0; i < size; i++) {
            CelExpr.CelStruct.Entry entry = struct.entries().get(i);
            String field = Escaping.unescape(entry.fieldKey()).orElse(entry.fieldKey());
            keys[i] = new Node.Constant(field);
            values[i] = plan(entry.value());
            optional[i] = entry.optionalEntry();
        }
        return new Node.MakeMap(struct.messageName(), keys, values, optional);
    }

    private Node fold(CelExpr.CelComprehension fold) {
        Node range = plan(fold.iterRange());
        Node start = plan(fold.accuInit());
        int result = push(fold.accuVar());
        int key = push(fold.iterVar());
        int value = isUsed(fold.iterVar2()) ? push(fold.iterVar2()) : Node.Fold.NONE;
        Node condition = plan(fold.loopCondition());
        Node step = plan(fold.loopStep());
        if (value != Node.Fold.NONE) {
            pop(fold.iterVar2());
        }
        pop(fold.iterVar());
        Node end = plan(fold.result());
        pop(fold.accuVar());
        return new Node.Fold(range, key, value, result, start, condition, step, end);
    }

    private static boolean isUsed(@Nullable String variable) {
        return variable != null && !variable.isEmpty();
    }

    private int push(String name) {
        slots.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(locals);
        return locals++;
    }

    private void pop(String name) {
        Deque<Integer> slot = slots.get(name);
        if (slot != null) {
            slot.pop();
        }
    }
}
