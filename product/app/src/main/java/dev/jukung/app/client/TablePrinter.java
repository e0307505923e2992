package dev.jukung.app.client;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Prints the server's Tables as kubectl does: columns three blanks apart, wide ones on demand. Rows that come later, from a
 * watch, keep to the widths so far. Confined to one thread.
 */
final class TablePrinter {
    private static final int GAP = 3;
    private static final int WIDTH_MIN = 6;

    /**
     * What to print besides the columns of everyday.
     *
     * @param kind put before names with a slash; empty for none
     */
    record Settings(boolean wide, boolean headers, boolean namespaces, boolean labels, String kind) {}

    private final PrintStream out;
    private final Settings settings;
    private final List<Integer> widths = new ArrayList<>();
    private List<ObjectValue> columns = List.of();

    TablePrinter(PrintStream out, Settings settings) {
        this.out = out;
        this.settings = settings;
    }

    /** A table without column definitions continues the last one. */
    void print(ObjectValue table) {
        List<List<String>> lines = new ArrayList<>();
        List<ObjectValue> defined = table.list("columnDefinitions").objects();
        if (!defined.isEmpty()) {
            columns = defined;
            if (settings.headers()) {
                lines.add(header());
            }
        }
        table.list("rows").objects().forEach(row -> lines.add(line(row)));
        write(lines);
    }

    private boolean shown(ObjectValue column) {
        return settings.wide() || column.integer("priority", 0) == 0;
    }

    private List<String> header() {
        List<String> cells = new ArrayList<>();
        if (settings.namespaces()) {
            cells.add("NAMESPACE");
        }
        for (ObjectValue column : columns) {
            if (shown(column)) {
                cells.add(column.text("name", "").toUpperCase(Locale.ROOT));
            }
        }
        if (settings.labels()) {
            cells.add("LABELS");
        }
        return cells;
    }

    private List<String> line(ObjectValue row) {
        ObjectValue metadata = row.object("object").object("metadata");
        ListValue values = row.list("cells");
        List<String> cells = new ArrayList<>();
        if (settings.namespaces()) {
            cells.add(metadata.text("namespace", ""));
        }
        for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
            if (shown(columns.get(i))) {
                boolean name = !settings.kind().isEmpty()
                        && columns.get(i).text("format", "").equals("name");
                cells.add((name ? settings.kind() + "/" : "") + oneLine(JsonPathTemplate.text(values.get(i))));
            }
        }
        if (settings.labels()) {
            cells.add(labels(metadata.object("labels")));
        }
        return cells;
    }

    private static String oneLine(String cell) {
        int end = cell.indexOf('\n');
        return end < 0 ? cell : cell.substring(0, end) + "...";
    }

    private static String labels(ObjectValue labels) {
        List<String> pairs = new ArrayList<>();
        labels.sorted().forEach((key, value) -> pairs.add(key + "=" + value));
        return pairs.isEmpty() ? "<none>" : String.join(",", pairs);
    }

    private void write(List<List<String>> lines) {
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                int width = Math.max(WIDTH_MIN, length(line.get(i)) + GAP);
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> line : lines) {
            out.println(padded(line));
        }
    }

    private String padded(List<String> line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.size() - 1; i++) {
            text.append(line.get(i)).append(" ".repeat(widths.get(i) - length(line.get(i))));
        }
        return text.append(line.isEmpty() ? "" : line.getLast()).toString();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** Rows of several tables of one resource as one table. */
    static ObjectValue joined(List<ObjectValue> tables) {
        List<ObjectValue> rows = tables.stream()
                .flatMap(table -> table.list("rows").objects().stream())
                .collect(Collectors.toCollection(ArrayList::new));
        return tables.getFirst().with("rows", ListValue.copyOf(rows));
    }
}
