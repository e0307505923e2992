package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says of each phase of a start that it is done, with the time it took. Confined to one thread. */
final class PhaseReport {
    private static final double NANOS_PER_SECOND = 1e9;

    private final CommandContext context;
    private final long start;
    private final List<Object> phases = new ArrayList<>();
    private long last;

    PhaseReport(CommandContext context) {
        this.context = context;
        this.start = context.clock().nanos();
        this.last = start;
    }

    void done(String phase) {
        long now = context.clock().nanos();
        double took = (now - last) / NANOS_PER_SECOND;
        last = now;
        String key = "phase." + phase;
        String name = context.texts().bundle().containsKey(key) ? context.text(key) : phase;
        context.err().println("  " + seconds(took) + " s  " + name);
        phases.add(ObjectValue.of("phase", phase, "milliseconds", Math.round(took * 1000)));
    }

    /** Since this report began. */
    String total() {
        return seconds((context.clock().nanos() - start) / NANOS_PER_SECOND).strip();
    }

    ListValue tree() {
        return ListValue.copyOf(phases);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%5.2f", value);
    }
}
