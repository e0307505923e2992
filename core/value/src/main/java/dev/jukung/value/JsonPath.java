package dev.jukung.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * kubectl's JSONPath: a path from a value to values in it. What is not there is no result, as with kubectl's output, which
 * allows missing keys. Immutable.
 */
public record JsonPath(List<Step> steps) {
    /** One step of a path: from a value to any number of values. */
    public sealed interface Step {
        record Field(String name) implements Step {}

        /** @param names of which each may be there */
        record Fields(List<String> names) implements Step {}

        /** Like Go's slices, with negative numbers counted from the end. */
        record Slice(Optional<Integer> from, Optional<Integer> to, int by) implements Step {}

        record Indexes(List<Integer> indexes) implements Step {}

        record All() implements Step {}

        /** The value and everything below it. */
        record Descendants() implements Step {}

        record Filter(Operand left, String operator, Operand right) implements Step {}
    }

    /** One side of a filter's comparison. */
    public sealed interface Operand {
        record Literal(Object value) implements Operand {}

        record Path(JsonPath path) implements Operand {}
    }

    /** From the inside of a pair of braces: {@code .items[*].name}. Throws {@link ParseException}. */
    public static JsonPath parse(String text) {
        return JsonPathParser.parse(text);
    }

    public List<Object> find(Object root) {
        List<Object> values = List.of(root);
        for (Step step : steps) {
            List<Object> next = new ArrayList<>();
            values.forEach(value -> take(step, value, next));
            values = next;
        }
        return values;
    }

    private static void take(Step step, Object value, List<Object> into) {
        switch (step) {
            case Step.Field(String name) -> field(value, name).ifPresent(into::add);
            case Step.Fields(List<String> names) ->
                names.forEach(name -> field(value, name).ifPresent(into::add));
            case Step.Slice slice -> slice(slice, value, into);
            case Step.Indexes(List<Integer> indexes) -> indexes.forEach(index -> item(value, index, into));
            case Step.All() -> children(value).forEach(into::add);
            case Step.Descendants() -> descend(value, into);
            case Step.Filter filter ->
                children(value).stream().filter(child -> holds(filter, child)).forEach(into::add);
        }
    }

    private static Optional<Object> field(Object value, String name) {
        return value instanceof ObjectValue object ? Optional.ofNullable(object.get(name)) : Optional.empty();
    }

    private static void item(Object value, int index, List<Object> into) {
        if (value instanceof ListValue list) {
            int place = index < 0 ? list.size() + index : index;
            if (place >= 0 && place < list.size()) {
                into.add(list.get(place));
            }
        }
    }

    private static void slice(Step.Slice slice, Object value, List<Object> into) {
        if (value instanceof ListValue list) {
            int size = list.size();
            int from = fromEnd(slice.from().orElse(0), size);
            int to = Math.min(size, fromEnd(slice.to().orElse(size), size));
            for (int i = Math.max(0, from); i < to; i += slice.by()) {
                into.add(list.get(i));
            }
        }
    }

    private static int fromEnd(int index, int size) {
        return index < 0 ? size + index : index;
    }

    private static List<Object> children(Object value) {
        List<Object> children = new ArrayList<>();
        switch (value) {
            case ObjectValue object -> object.forEach((_, child) -> children.add(child));
            case ListValue list -> children.addAll(list);
            default -> {}
        }
        return children;
    }

    private static void descend(Object value, List<Object> into) {
        into.add(value);
        children(value).forEach(child -> descend(child, into));
    }

    private static boolean holds(Step.Filter filter, Object value) {
        List<Object> left = values(filter.left(), value);
        if (filter.operator().isEmpty()) {
            return !left.isEmpty();
        }
        List<Object> right = values(filter.right(), value);
        return left.size() == 1 && right.size() == 1 && compares(left.getFirst(), filter.operator(), right.getFirst());
    }

    private static List<Object> values(Operand operand, Object value) {
        return switch (operand) {
            case Operand.Literal(Object literal) -> List.of(literal);
            case Operand.Path(JsonPath path) -> path.find(value);
        };
    }

    private static boolean compares(Object left, String operator, Object right) {
        return switch (operator) {
            case "==" -> Values.equivalent(left, right);
            case "!=" -> !Values.equivalent(left, right);
            default -> {
                int order = order(left, right);
                yield switch (operator) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
            }
        };
    }

    private static int order(Object left, Object right) {
        Optional<BigDecimal> one = number(left);
        Optional<BigDecimal> other = number(right);
        return one.isPresent() && other.isPresent()
                ? one.get().compareTo(other.get())
                : left.toString().compareTo(right.toString());
    }

    private static Optional<BigDecimal> number(Object value) {
        return switch (value) {
            case Long integer -> Optional.of(BigDecimal.valueOf(integer));
            case NumberValue number -> Optional.of(number.toDecimal());
            default -> Optional.empty();
        };
    }
}
