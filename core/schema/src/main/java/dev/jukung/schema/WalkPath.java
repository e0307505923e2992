package dev.jukung.schema;

import java.util.ArrayList;
import java.util.List;

/** Where a walk over a tree stands; turned to text only when there is something to report. Confined to one thread. */
final class WalkPath {
    private record Index(int value) {}

    private record Key(String value) {}

    private final List<Object> elements = new ArrayList<>();

    void push(String field) {
        elements.add(field);
    }

    /** Into an entry of a map. */
    void pushKey(String key) {
        elements.add(new Key(key));
    }

    void push(int index) {
        elements.add(new Index(index));
    }

    void pop() {
        elements.removeLast();
    }

    /** Whether the walk stands at that field of the whole object, or below it. */
    boolean isIn(String field) {
        return !elements.isEmpty() && elements.getFirst().equals(field);
    }

    /** The path with dots before every name, as Go's strict decoder and kube-openapi write it; empty at the root. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Object element : elements) {
            switch (element) {
                case Index(int value) -> text.append('[').append(value).append(']');
                case Key(String value) -> text.append(text.isEmpty() ? "" : ".").append(value);
                default -> text.append(text.isEmpty() ? "" : ".").append(element);
            }
        }
        return text.toString();
    }

    /** The path with map keys in brackets, as field errors write it. */
    FieldPath field() {
        FieldPath path = FieldPath.ROOT;
        for (Object element : elements) {
            path = switch (element) {
                case Index(int value) -> path.index(value);
                case Key(String value) -> path.key(value);
                default -> path.child((String) element);
            };
        }
        return path;
    }

    /** The path of a member of what the walk stands at. */
    String text(String member) {
        return elements.isEmpty() ? member : text() + "." + member;
    }
}
