package dev.jukung.apiserver.flowcontrol;

/**
 * How many seats a level could have used over time: those taken and those waited for. {@link #period} closes a period of time and
 * smooths what was seen: demand counts at once when it rises, and is forgotten slowly. Passive. Not thread-safe.
 */
final class SeatDemand {
    private static final double MEMORY = 0.977;
    private static final double NANOS = 1e9;

    /** What a period was like. */
    record Period(int highWatermark, double average, double deviation, double smoothed) {}

    private long last;
    private int now;
    private int high;
    private double seconds;
    private double sum;
    private double squares;
    private double smoothed;

    SeatDemand(long nanos) {
        last = nanos;
    }

    void set(int seats, long nanos) {
        pass(nanos);
        now = seats;
        high = Math.max(high, seats);
    }

    private void pass(long nanos) {
        double passed = (nanos - last) / NANOS;
        last = nanos;
        seconds += passed;
        sum += passed * now;
        squares += passed * now * now;
    }

    Period period(long nanos) {
        pass(nanos);
        double average = seconds > 0 ? sum / seconds : 0;
        double variance = seconds > 0 ? squares / seconds - average * average : 0;
        double deviation = Math.sqrt(Math.max(0, variance));
        double envelope = average + deviation;
        smoothed = Math.max(envelope, MEMORY * smoothed + (1 - MEMORY) * envelope);
        Period period = new Period(high, average, deviation, smoothed);
        high = now;
        seconds = 0;
        sum = 0;
        squares = 0;
        return period;
    }
}
