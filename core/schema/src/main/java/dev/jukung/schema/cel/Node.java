package dev.jukung.schema.cel;

import org.jspecify.annotations.Nullable;

/** A part of an expression that is ready to be evaluated. Thread-safe: what changes is in the {@link Frame}. */
sealed interface Node {
    /** The value, or a {@link CelError}. */
    Object eval(Frame frame);

    record Constant(Object value) implements Node {
        @Override
        public Object eval(Frame frame) {
            return value;
        }
    }

    record Variable(String name) implements Node {
        @Override
        public Object eval(Frame frame) {
            frame.spend(1);
            return frame.variable(name);
        }
    }

    record Local(int slot) implements Node {
        @Override
        public Object eval(Frame frame) {
            frame.spend(1);
            return frame.local(slot);
        }
    }

    /** {@code a.b}, and {@code a[b]} where b may be computed. */
    record Part(Node operand, Node key, boolean optional) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object whole = operand.eval(frame);
            if (whole instanceof CelError) {
                return whole;
            }
            Object wanted = key.eval(frame);
            if (wanted instanceof CelError) {
                return wanted;
            }
            frame.spend(1);
            if (whole instanceof CelOptional maybe) {
                Object inner = maybe.value();
                return inner == null ? CelOptional.NONE : maybe(inner, wanted);
            }
            return optional ? maybe(whole, wanted) : Parts.get(whole, wanted);
        }

        private static Object maybe(Object whole, Object wanted) {
            Object found = Parts.find(whole, wanted);
            return found instanceof CelError ? found : CelOptional.of(found);
        }
    }

    /** {@code has(a.b)}. */
    record Has(Node operand, String field) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object whole = operand.eval(frame);
            if (whole instanceof CelOptional maybe) {
                Object inner = maybe.value();
                if (inner == null) {
                    return false;
                }
                whole = inner;
            }
            if (whole instanceof CelError) {
                return whole;
            }
            Object found = Parts.find(whole, field);
            return found instanceof CelError ? found : (Object) (found != null);
        }
    }

    /** {@code ||} and {@code &&}: the side that decides, even when the other one fails. */
    record Logic(Node left, Node right, boolean decisive) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object first = left.eval(frame);
            if (first instanceof Boolean truth && truth == decisive) {
                return truth;
            }
            Object second = right.eval(frame);
            if (second instanceof Boolean truth && truth == decisive) {
                return truth;
            }
            if (first instanceof Boolean && second instanceof Boolean) {
                return !decisive;
            }
            Object failed = first instanceof Boolean ? second : first;
            return failed instanceof CelError ? failed : CelError.NO_OVERLOAD;
        }
    }

    record Choice(Node condition, Node then, Node otherwise) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object truth = condition.eval(frame);
            if (truth instanceof Boolean yes) {
                return (yes ? then : otherwise).eval(frame);
            }
            return truth instanceof CelError ? truth : CelError.NO_OVERLOAD;
        }
    }

    /** Whether a comprehension goes on: unless its result is decided; an error decides nothing. */
    record NotStrictlyFalse(Node operand) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object value = operand.eval(frame);
            frame.spend(1);
            return !Boolean.FALSE.equals(value);
        }
    }

    /** {@code a.or(b)} and {@code a.orValue(b)}: b only when it is needed. */
    record OptionalOr(Node operand, Node otherwise, boolean unwrap) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object value = operand.eval(frame);
            if (value instanceof CelError) {
                return value;
            }
            if (!(value instanceof CelOptional maybe)) {
                return CelError.NO_OVERLOAD;
            }
            Object inner = maybe.value();
            return inner == null ? otherwise.eval(frame) : unwrap ? inner : maybe;
        }
    }

    record Call(String name, String overload, Functions.Function function, Node[] arguments) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object[] values = new Object[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments[i].eval(frame);
                if (values[i] instanceof CelError) {
                    return values[i];
                }
            }
            Object result = function.call(values);
            frame.spend(Costs.call(name, overload, values, result));
            return result;
        }
    }

    /** {@code x in [constants]}, which costs nothing. */
    record Membership(Node operand, CelList constants) implements Node {
        @Override
        public Object eval(Frame frame) {
            Object value = operand.eval(frame);
            return value instanceof CelError ? value : (Object) Parts.contains(constants, value);
        }
    }

    record MakeList(Node[] items, boolean[] optional) implements Node {
        @Override
        public Object eval(Frame frame) {
            JavaList list = JavaList.EMPTY;
            java.util.List<Object> values = new java.util.ArrayList<>(items.length);
            for (int i = 0; i < items.length; i++) {
                Object value = items[i].eval(frame);
                if (value instanceof CelError) {
                    return value;
                }
                if (!optional[i]) {
                    values.add(value);
                } else if (value instanceof CelOptional maybe) {
                    Object inner = maybe.value();
                    if (inner != null) {
                        values.add(inner);
                    }
                } else {
                    return new CelError("cannot initialize optional list element from non-optional value "
                            + Conversions.shown(value));
                }
            }
            frame.spend(Costs.MAKE_LIST);
            return values.isEmpty() ? list : JavaList.of(values);
        }
    }

    /** A map, or an object of a declared type when a name is given. */
    record MakeMap(@Nullable String typeName, Node[] keys, Node[] values, boolean[] optional) implements Node {
        @Override
        public Object eval(Frame frame) {
            JavaMap map = typeName == null ? new JavaMap() : new JavaMap(typeName);
            for (int i = 0; i < keys.length; i++) {
                Object key = keys[i].eval(frame);
                if (key instanceof CelError) {
                    return key;
                }
                Object value = values[i].eval(frame);
                if (value instanceof CelError) {
                    return value;
                }
                if (optional[i]) {
                    if (!(value instanceof CelOptional maybe)) {
                        return new CelError("cannot initialize optional entry '" + Conversions.shown(key)
                                + "' from non-optional value " + Conversions.shown(value));
                    }
                    Object inner = maybe.value();
                    if (inner == null) {
                        continue;
                    }
                    value = inner;
                }
                if (!map.add(key, value)) {
                    return new CelError("failed with repeated key: " + Conversions.shown(key));
                }
            }
            frame.spend(typeName == null ? Costs.MAKE_MAP : Costs.MAKE_OBJECT);
            return map;
        }
    }

    /** What the macros {@code all}, {@code exists}, {@code map}, {@code filter} and their kin become. */
    record Fold(Node range, int key, int value, int result, Node start, Node condition, Node step, Node end)
            implements Node {
        static final int NONE = -1;

        @Override
        public Object eval(Frame frame) {
            Object over = range.eval(frame);
            if (over instanceof CelError) {
                return over;
            }
            CelList list =
                    switch (over) {
                        case CelList items -> items;
                        case CelMap map -> JavaList.of(map.keys());
                        default -> null;
                    };
            if (list == null) {
                return CelError.NO_OVERLOAD;
            }
            frame.setLocal(result, start.eval(frame));
            for (int i = 0; i < list.size(); i++) {
                bind(frame, over, list.get(i), i);
                if (Boolean.FALSE.equals(condition.eval(frame))) {
                    break;
                }
                frame.setLocal(result, step.eval(frame));
            }
            return end.eval(frame);
        }

        private void bind(Frame frame, Object over, Object item, int index) {
            if (value == NONE) {
                frame.setLocal(key, item);
            } else if (over instanceof CelMap map) {
                Object member = map.find(item);
                frame.setLocal(key, item);
                frame.setLocal(value, member == null ? CelError.noKey(item) : member);
            } else {
                frame.setLocal(key, (long) index);
                frame.setLocal(value, item);
            }
        }
    }
}
