package dev.jukung.schema.cel;

/**
 * How much evaluating may cost, in cel-go's units, for one call and for all calls on behalf of one object. Confined to
 * one thread.
 */
public final class CelBudget {
    /** The most that one evaluation may cost. */
    public static final long PER_CALL = 1_000_000;
    /** The most that all rules together may cost for one object. */
    public static final long PER_OBJECT = 10_000_000;
    /** The most that the match conditions of one webhook or policy may cost. */
    public static final long MATCH_CONDITIONS = 2_500_000;

    private final long perCall;
    private long remaining;

    public CelBudget(long perCall, long total) {
        this.perCall = perCall;
        this.remaining = total;
    }

    /** For the rules of one object. */
    public static CelBudget perObject() {
        return new CelBudget(PER_CALL, PER_OBJECT);
    }

    /** For the match conditions of one webhook, policy or configured authorizer and one request. */
    public static CelBudget matchConditions() {
        return new CelBudget(PER_CALL, MATCH_CONDITIONS);
    }

    long perCall() {
        return perCall;
    }

    /** Takes what an evaluation has cost. */
    void spend(long cost) {
        remaining = remaining < 0 || cost > remaining ? -1 : remaining - cost;
    }

    /** Whether more was spent than there was. */
    public boolean isOverspent() {
        return remaining < 0;
    }

    /** What may still be spent. */
    public long remaining() {
        return remaining;
    }
}
