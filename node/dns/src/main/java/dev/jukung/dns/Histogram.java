package dev.jukung.dns;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Counts by size class, for Prometheus. Thread-safe and without locks. */
final class Histogram {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();
    private final double unit;

    /** @param bounds upper bounds, rising; @param unit what one observed unit is in the exposed unit */
    Histogram(double[] bounds, double unit) {
        this.bounds = bounds.clone();
        this.unit = unit;
        counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void observe(long value) {
        double scaled = value * unit;
        int bucket = 0;
        while (bucket < bounds.length && scaled > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    /** @param labels without braces, never empty */
    void write(StringBuilder text, String name, String labels) {
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i].sum();
            String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
            text.append(name)
                    .append("_bucket{")
                    .append(labels)
                    .append(",le=\"")
                    .append(bound)
                    .append("\"} ");
            text.append(total).append('\n');
        }
        text.append(name)
                .append("_sum{")
                .append(labels)
                .append("} ")
                .append(sum.sum() * unit)
                .append('\n');
        text.append(name)
                .append("_count{")
                .append(labels)
                .append("} ")
                .append(total)
                .append('\n');
    }

    /** As Go prints it: the shortest form. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.6f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
