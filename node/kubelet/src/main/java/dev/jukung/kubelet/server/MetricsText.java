package dev.jukung.kubelet.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Metrics in the text format of Prometheus. For one thread. */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double EXACT = 1e15;

    private final StringBuilder text = new StringBuilder();

    /** Begins a metric; its samples follow. */
    MetricsText metric(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** @param labels names and values in turn */
    MetricsText sample(String name, double value, String... labels) {
        return sample(name, value, Optional.empty(), labels);
    }

    MetricsText sample(String name, double value, Optional<Instant> at, String... labels) {
        text.append(name);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < labels.length; i += 2) {
            pairs.add(labels[i] + "=\"" + escaped(labels[i + 1]) + "\"");
        }
        if (!pairs.isEmpty()) {
            text.append('{').append(String.join(",", pairs)).append('}');
        }
        text.append(' ').append(number(value));
        at.ifPresent(time -> text.append(' ').append(time.toEpochMilli()));
        text.append('\n');
        return this;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < EXACT
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
