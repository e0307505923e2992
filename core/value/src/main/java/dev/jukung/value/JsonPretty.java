package dev.jukung.value;

/** JSON over several lines, as Go's json.MarshalIndent lays it out. Confined to one thread. */
final class JsonPretty {
    private final StringBuilder out = new StringBuilder(1024);
    private final String indent;

    JsonPretty(int indent) {
        this.indent = " ".repeat(indent);
    }

    String write(Object value) {
        write(value, 0);
        return out.toString();
    }

    private void write(Object value, int depth) {
        switch (value) {
            case ObjectValue object
            when !object.isEmpty() -> {
                out.append('{');
                for (int i = 0; i < object.size(); i++) {
                    line(i > 0 ? "," : "", depth + 1);
                    out.append(Json.write(object.keyAt(i))).append(": ");
                    write(object.valueAt(i), depth + 1);
                }
                line("", depth);
                out.append('}');
            }
            case ListValue list
            when !list.isEmpty() -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    line(i > 0 ? "," : "", depth + 1);
                    write(list.get(i), depth + 1);
                }
                line("", depth);
                out.append(']');
            }
            default -> out.append(Json.write(value));
        }
    }

    private void line(String comma, int depth) {
        out.append(comma).append('\n').repeat(indent, depth);
    }
}
