package dev.jukung.apiserver.flowcontrol;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Divides the server's seats among priority levels: first by their shares, then by what they use. Functions only. */
final class SeatAllocation {
    private static final int HUNDRED = 100;
    private static final double TARGET_MIN = 0.001;
    private static final int HALVINGS = 60;

    private SeatAllocation() {}

    /** What a level has by its configuration: lent out it keeps {@code lower}, borrowing it gets at most {@code upper}. */
    record Limits(int nominal, int lower, int upper) {
        /** Before anything is known of demand. */
        int initial() {
            return nominal - (nominal - lower) / 2;
        }
    }

    /** What one level asks for. */
    record Wish(boolean exempt, Limits limits, SeatDemand.Period demand) {
        private int floor() {
            return exempt
                    ? Math.max(limits.lower(), demand.highWatermark())
                    : Math.max(limits.lower(), Math.min(limits.nominal(), demand.highWatermark()));
        }

        double target() {
            return Math.max(floor(), demand.smoothed());
        }
    }

    /** @param fairFraction how much of its target a level gets where nothing else bounds it */
    record Division(Map<String, Integer> seats, double fairFraction) {}

    static Map<String, Limits> nominal(int seats, Collection<PriorityLevel> levels) {
        long sum = levels.stream().mapToLong(PriorityLevel::shares).sum();
        Map<String, Limits> limits = new LinkedHashMap<>();
        for (PriorityLevel level : levels) {
            int nominal = sum == 0 ? 0 : (int) Math.ceil((double) seats * level.shares() / sum);
            int lendable = share(nominal, level.lendablePercent());
            int borrowed = level.borrowingLimitPercent().isPresent()
                    ? share(nominal, level.borrowingLimitPercent().getAsInt())
                    : seats;
            limits.put(level.name(), new Limits(nominal, nominal - lendable, nominal + borrowed));
        }
        return limits;
    }

    private static int share(int seats, int percent) {
        return (int) Math.round((double) seats * percent / HUNDRED);
    }

    /** Who is exempt takes what it takes; the others share the rest in proportion to what they want, within their bounds. */
    static Division divide(int seats, Map<String, Wish> wishes) {
        Map<String, Integer> divided = new LinkedHashMap<>();
        int rest = seats;
        int lowerSum = 0;
        int floorSum = 0;
        for (Map.Entry<String, Wish> each : wishes.entrySet()) {
            Wish wish = each.getValue();
            if (wish.exempt()) {
                divided.put(each.getKey(), wish.floor());
                rest -= wish.floor();
            } else {
                lowerSum += wish.limits().lower();
                floorSum += wish.floor();
            }
        }
        double fraction = rest <= floorSum ? 0 : fairFraction(seats, wishes);
        double part = floorSum > lowerSum ? (double) Math.max(0, rest - lowerSum) / (floorSum - lowerSum) : 0;
        for (Map.Entry<String, Wish> each : wishes.entrySet()) {
            Wish wish = each.getValue();
            if (!wish.exempt()) {
                int lower = wish.limits().lower();
                long given = rest <= floorSum
                        ? lower + Math.round((wish.floor() - lower) * part)
                        : Math.round(granted(wish, fraction));
                divided.put(each.getKey(), Math.toIntExact(given));
            }
        }
        return new Division(divided, fraction);
    }

    private static double granted(Wish wish, double fraction) {
        double target = Math.max(TARGET_MIN, wish.target());
        return Math.clamp(
                fraction * target,
                wish.floor(),
                Math.max(wish.floor(), wish.limits().upper()));
    }

    /** The fraction at which all seats are given out: what is granted grows with it, so halving finds it. */
    private static double fairFraction(int seats, Map<String, Wish> wishes) {
        double low = 0;
        double high = seats / TARGET_MIN;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double sum = wishes.values().stream()
                    .filter(wish -> !wish.exempt())
                    .mapToDouble(wish -> granted(wish, middle))
                    .sum();
            if (sum > seats) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
