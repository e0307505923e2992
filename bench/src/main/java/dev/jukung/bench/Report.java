package dev.jukung.bench;

import dev.jukung.value.ListValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures in the order they were measured, as a table or as JSON. Thread-safe. */
public final class Report {
    private final Machine machine;
    private final List<Row> rows = new ArrayList<>(); // guarded by this

    public Report(Machine machine) {
        this.machine = machine;
    }

    public synchronized void add(Row row) {
        rows.add(row);
    }

    /** A table with as wide columns as it takes. */
    public synchronized void printText(PrintStream out) {
        out.println(machine.text());
        out.println("Compare ratios, not seconds: targets and references were set on another machine.");
        int what = width("what", rows.stream().map(Row::what).toList());
        int value = width("value", rows.stream().map(Row::value).toList());
        int target = width(
                "target", rows.stream().map(row -> row.yardstick().target()).toList());
        String form = "  %-" + what + "s  %-" + value + "s  %-" + target + "s  %s";
        String part = "";
        for (Row row : rows) {
            if (!row.part().equals(part)) {
                part = row.part();
                out.println();
                out.println(part);
                out.println(line(form, "what", "value", "target", "reference"));
            }
            Yardstick yardstick = row.yardstick();
            out.println(line(form, row.what(), row.value(), yardstick.target(), yardstick.reference()));
        }
    }

    private static String line(String form, String... cells) {
        return String.format(Locale.ROOT, form, (Object[]) cells).stripTrailing();
    }

    private static int width(String head, List<String> cells) {
        return cells.stream().mapToInt(String::length).reduce(head.length(), Math::max);
    }

    public synchronized ObjectValue json() {
        return ObjectValue.of(
                "machine",
                machine.json(),
                "measurements",
                ListValue.copyOf(rows.stream().map(Report::json).toList()));
    }

    private static ObjectValue json(Row row) {
        ObjectValue.Builder numbers = ObjectValue.builder();
        row.numbers().forEach((name, number) -> numbers.set(name, NumberValue.of(Math.round(number * 1e4) / 1e4)));
        return ObjectValue.of(
                "part",
                row.part(),
                "what",
                row.what(),
                "value",
                row.value(),
                "numbers",
                numbers.build().sorted(),
                "target",
                row.yardstick().target(),
                "reference",
                row.yardstick().reference());
    }
}
