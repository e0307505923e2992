package dev.jukung.schema.apply;

import dev.jukung.schema.GoText;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One step from a container to something in it. Ordered as Kubernetes writes them: fields, keys, values, indexes. */
public sealed interface PathElement extends Comparable<PathElement> {
    /** A field of an object or a key of a map. */
    record Field(String name) implements PathElement {
        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** The item of a list map with these key fields, in alphabetical order. */
    record Key(ObjectValue fields) implements PathElement {
        public Key {
            fields = sorted(fields);
        }

        private static ObjectValue sorted(ObjectValue fields) {
            String[] names = new String[fields.size()];
            Arrays.setAll(names, fields::keyAt);
            Arrays.sort(names);
            ObjectValue.Builder builder = ObjectValue.builder();
            for (String name : names) {
                Object value = fields.get(name);
                if (value != null) {
                    builder.set(name, normal(value));
                }
            }
            return builder.build();
        }

        @Override
        public String toString() {
            return IntStream.range(0, fields.size())
                    .mapToObj(i -> fields.keyAt(i) + "=" + GoText.shown(fields.valueAt(i)))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** The item of a set with this value. */
    record Value(Object value) implements PathElement {
        public Value {
            value = normal(value);
        }

        @Override
        public String toString() {
            return "[=" + GoText.shown(value) + "]";
        }
    }

    /** The item at this place of an atomic list. */
    record Index(int index) implements PathElement {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** So that 1 and 1.0 are the same item. */
    private static Object normal(Object value) {
        if (value instanceof NumberValue number) {
            double real = number.toDouble();
            if (real == Math.rint(real) && Math.abs(real) < 1L << 53) {
                return (long) real;
            }
        }
        return value;
    }

    private int rank() {
        return switch (this) {
            case Field _ -> 0;
            case Key _ -> 1;
            case Value _ -> 2;
            case Index _ -> 3;
        };
    }

    @Override
    default int compareTo(PathElement other) {
        if (this instanceof Field(String left) && other instanceof Field(String right)) {
            return left.compareTo(right);
        }
        if (this instanceof Key(ObjectValue left) && other instanceof Key(ObjectValue right)) {
            return ValueOrder.compareFields(left, right);
        }
        if (this instanceof Value(Object left) && other instanceof Value(Object right)) {
            return ValueOrder.compare(left, right);
        }
        if (this instanceof Index(int left) && other instanceof Index(int right)) {
            return Integer.compare(left, right);
        }
        return Integer.compare(rank(), other.rank());
    }
}
