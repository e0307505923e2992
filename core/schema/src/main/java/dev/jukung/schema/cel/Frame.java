package dev.jukung.schema.cel;

import org.jspecify.annotations.Nullable;

/** One evaluation of an expression: its variables, what comprehensions are at, and what it has cost. */
final class Frame {
    /** Unwinds an evaluation that has become too expensive. */
    static final class TooExpensiveException extends RuntimeException {
        TooExpensiveException() {
            super("operation cancelled: actual cost limit exceeded", null, false, false);
        }
    }

    private final CelScope scope;
    private final @Nullable Object[] locals;
    private final long limit;
    private long cost;

    Frame(CelScope scope, int locals, long limit) {
        this.scope = scope;
        this.locals = new Object[locals];
        this.limit = limit;
    }

    void spend(long units) {
        cost += units;
        if (cost > limit || cost < 0) {
            throw new TooExpensiveException();
        }
    }

    long cost() {
        return cost;
    }

    Object variable(String name) {
        Object value = scope.variable(name);
        return value == null ? new CelError("no such attribute(s): " + name) : value;
    }

    Object local(int slot) {
        Object value = locals[slot];
        if (value == null) {
            throw new IllegalStateException("local variable " + slot + " is read before it is set");
        }
        return value;
    }

    void setLocal(int slot, Object value) {
        locals[slot] = value;
    }
}
