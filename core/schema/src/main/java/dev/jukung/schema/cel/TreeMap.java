package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of a tree. With a schema, its declared fields can be reached by their escaped names and a null field is
 * absent; without one, every key can be reached. Immutable.
 */
final class TreeMap implements CelMap {
    private final ObjectValue tree;
    private final @Nullable Schema schema;
    private final boolean resourceRoot;
    private final boolean declared; // an object with fields, not a map

    TreeMap(ObjectValue tree, @Nullable Schema schema, boolean resourceRoot) {
        this.tree = tree;
        this.schema = schema;
        this.resourceRoot = resourceRoot || (schema != null && schema.embeddedResource());
        this.declared = schema != null && (schema.propertyCount() > 0 || this.resourceRoot);
    }

    ObjectValue tree() {
        return tree;
    }

    @Override
    public int size() {
        return tree.size();
    }

    @Override
    public @Nullable Object find(Object key) {
        if (!(key instanceof String name)) {
            return CelError.NO_OVERLOAD;
        }
        if (schema == null) {
            Object value = tree.get(name);
            return value == null ? null : CelValues.of(value);
        }
        String property = declared ? Escaping.unescape(name).orElse(null) : name;
        Object value = property == null ? null : tree.get(property);
        if (value == null || property == null || (declared && value == NullValue.NULL)) {
            return null;
        }
        return typed(schema, property, value);
    }

    private @Nullable Object typed(Schema known, String property, Object value) {
        if (resourceRoot) {
            switch (property) {
                case "apiVersion", "kind" -> {
                    return value;
                }
                case "metadata" -> {
                    return value instanceof ObjectValue metadata ? visible(metadata) : CelValues.of(value);
                }
                default -> {}
            }
        }
        Schema of = declared ? known.property(property).orElse(null) : known.additional();
        return of == null ? null : CelValues.of(value, of, of.embeddedResource());
    }

    private static Object visible(ObjectValue metadata) {
        ObjectValue.Builder names = ObjectValue.builder();
        metadata.text(RootMetadata.NAME).ifPresent(name -> names.set(RootMetadata.NAME, name));
        metadata.text(RootMetadata.GENERATE_NAME).ifPresent(name -> names.set(RootMetadata.GENERATE_NAME, name));
        return new TreeMap(names.build(), null, false);
    }

    @Override
    public List<Object> keys() {
        List<Object> keys = new ArrayList<>(tree.size());
        for (int i = 0; i < tree.size(); i++) {
            String key = tree.keyAt(i);
            if (!declared) {
                keys.add(key);
            } else if (schema != null && (schema.indexOf(key) >= 0 || resourceRoot)) {
                keys.add(Escaping.escape(key).orElse(key));
            }
        }
        return keys;
    }

    @Override
    public boolean sameAs(CelMap other) {
        if (!(other instanceof TreeMap that) || schema != that.schema) {
            return CelMap.super.sameAs(other);
        }
        return tree.equals(that.tree) || (schema != null && tree.size() == that.tree.size() && keysAreSame(that));
    }

    private boolean keysAreSame(TreeMap that) {
        for (int i = 0; i < tree.size(); i++) {
            String key = tree.keyAt(i);
            Object theirs = that.tree.get(key);
            Schema of = schema == null ? null : schema.field(key);
            if (theirs == null
                    || !(of == null
                            ? tree.valueAt(i).equals(theirs)
                            : Equality.equal(
                                    CelValues.of(tree.valueAt(i), of, false), CelValues.of(theirs, of, false)))) {
                return false;
            }
        }
        return true;
    }
}
