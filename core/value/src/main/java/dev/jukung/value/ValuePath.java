package dev.jukung.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way from a value to one inside it: keys of objects and indexes of lists. It shows as Kubernetes shows paths in its
 * strict decoding: {@code spec.containers[0].name}. Immutable.
 */
public final class ValuePath {
    public static final ValuePath ROOT = new ValuePath(new Object[0]);

    private final Object[] steps; // String or Integer

    private ValuePath(Object[] steps) {
        this.steps = steps;
    }

    /** A path of keys ({@link String}) and indexes ({@link Integer}). */
    public static ValuePath of(Object... steps) {
        for (Object step : steps) {
            if (!(step instanceof String) && !(step instanceof Integer)) {
                throw new IllegalArgumentException("neither a key nor an index: " + step);
            }
        }
        return steps.length == 0 ? ROOT : new ValuePath(steps.clone());
    }

    /**
     * The path that a JSON pointer (RFC 6901) names in a value, or empty if it leads nowhere there: only the value tells
     * whether a token is a key or an index. Throws {@link ParseException} when the text is no pointer.
     */
    public static Optional<ValuePath> ofPointer(String pointer, Object value) {
        if (pointer.isEmpty()) {
            return Optional.of(ROOT);
        }
        if (pointer.charAt(0) != '/') {
            throw new ParseException("a JSON pointer must be empty or begin with a slash: " + pointer);
        }
        List<Object> steps = new ArrayList<>();
        Object here = value;
        for (String token : pointer.substring(1).split("/", -1)) {
            Object step = here instanceof ListValue
                    ? index(token)
                    : token.replace("~1", "/").replace("~0", "~");
            here = step == null ? null : child(here, step);
            if (step == null || here == null) {
                return Optional.empty();
            }
            steps.add(step);
        }
        return Optional.of(new ValuePath(steps.toArray()));
    }

    private static @Nullable Integer index(String token) {
        boolean canonical = token.matches("0|[1-9][0-9]{0,8}");
        return canonical ? Integer.valueOf(token) : null;
    }

    /** This path and one key more. */
    public ValuePath key(String key) {
        return plus(key);
    }

    /** This path and one index more. */
    public ValuePath index(int index) {
        return plus(index);
    }

    private ValuePath plus(Object step) {
        Object[] longer = Arrays.copyOf(steps, steps.length + 1);
        longer[steps.length] = step;
        return new ValuePath(longer);
    }

    public boolean isRoot() {
        return steps.length == 0;
    }

    public int size() {
        return steps.length;
    }

    /** The path without its last step; that of the root is the root. */
    public ValuePath parent() {
        return steps.length <= 1 ? ROOT : new ValuePath(Arrays.copyOf(steps, steps.length - 1));
    }

    /** The step at this position: a {@link String} or an {@link Integer}. */
    public Object step(int position) {
        return steps[position];
    }

    /** The value that this path leads to from {@code value}. */
    public Optional<Object> in(Object value) {
        Object here = value;
        for (int i = 0; i < steps.length && here != null; i++) {
            here = child(here, steps[i]);
        }
        return Optional.ofNullable(here);
    }

    private static @Nullable Object child(@Nullable Object container, Object step) {
        return switch (container) {
            case ObjectValue object when step instanceof String key -> object.get(key);
            case ListValue list
            when step instanceof Integer index && index >= 0 && index < list.size() -> list.get(index);
            case null, default -> null;
        };
    }

    /**
     * The value with another one at the end of this path. Objects missing on the way are made; an index may be one past
     * the end of its list. Throws {@link IllegalArgumentException} if the path does not fit the value.
     */
    public Object put(Object value, Object replacement) {
        return put(value, replacement, 0);
    }

    private Object put(@Nullable Object here, Object replacement, int depth) {
        if (depth == steps.length) {
            return replacement;
        }
        Object step = steps[depth];
        Object changed = put(child(here, step), replacement, depth + 1);
        if (step instanceof String key && (here == null || here instanceof ObjectValue)) {
            return (here == null ? ObjectValue.EMPTY : (ObjectValue) here).with(key, changed);
        }
        if (step instanceof Integer index && (here == null || here instanceof ListValue)) {
            ListValue list = here == null ? ListValue.EMPTY : (ListValue) here;
            if (index >= 0 && index <= list.size()) {
                return index == list.size() ? list.plus(changed) : list.with(index, changed);
            }
        }
        throw new IllegalArgumentException(this + " does not fit the value at step " + depth);
    }

    /** The value without what this path leads to; the same value if that is nothing. */
    public Object removeFrom(Object value) {
        if (steps.length == 0) {
            throw new IllegalArgumentException("the root cannot be removed");
        }
        return removeFrom(value, 0);
    }

    private Object removeFrom(Object here, int depth) {
        Object step = steps[depth];
        Object child = child(here, step);
        if (child == null) {
            return here;
        }
        boolean last = depth == steps.length - 1;
        if (here instanceof ObjectValue object) {
            String key = (String) step;
            return last ? object.without(key) : object.with(key, removeFrom(child, depth + 1));
        }
        ListValue list = (ListValue) here;
        int index = (Integer) step;
        if (last) {
            return list.without(index);
        }
        Object changed = removeFrom(child, depth + 1);
        return changed == child ? list : list.with(index, changed);
    }

    /** The path as JSON pointer (RFC 6901). */
    public String pointer() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            text.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValuePath that && Arrays.equals(steps, that.steps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer) {
                text.append('[').append(step).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }
}
