package dev.jukung.schema;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in an object, in the form of Kubernetes' field paths: {@code spec.containers[0].name},
 * {@code metadata.labels[app]}. Immutable.
 */
public final class FieldPath {
    /** The object itself. Printed {@code <nil>}, as Kubernetes does. */
    public static final FieldPath ROOT = new FieldPath(null, "", false);

    private final @Nullable FieldPath parent;
    private final String element;
    private final boolean subscript;

    private FieldPath(@Nullable FieldPath parent, String element, boolean subscript) {
        this.parent = parent;
        this.element = element;
        this.subscript = subscript;
    }

    /** The path of nested fields: {@code of("spec", "replicas")} is {@code spec.replicas}. */
    public static FieldPath of(String... names) {
        FieldPath path = ROOT;
        for (String name : names) {
            path = path.child(name);
        }
        return path;
    }

    /** A field of this object. */
    public FieldPath child(String name) {
        return new FieldPath(this, name, false);
    }

    /** An item of this list. */
    public FieldPath index(int index) {
        return new FieldPath(this, Integer.toString(index), true);
    }

    /** An entry of this map. */
    public FieldPath key(String key) {
        return new FieldPath(this, key, true);
    }

    /** The same path, seen from the object that has this one at {@code outer}. */
    public FieldPath within(FieldPath outer) {
        return parent == null ? outer : new FieldPath(parent.within(outer), element, subscript);
    }

    @Override
    public String toString() {
        if (parent == null) {
            return "<nil>";
        }
        StringBuilder text = new StringBuilder();
        append(text);
        return text.toString();
    }

    private void append(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.append(text);
        if (subscript) {
            text.append('[').append(element).append(']');
            return;
        }
        if (!text.isEmpty()) {
            text.append('.');
        }
        text.append(element);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldPath that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
