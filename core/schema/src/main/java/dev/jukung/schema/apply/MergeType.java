package dev.jukung.schema.apply;

import dev.jukung.schema.ListType;
import dev.jukung.schema.PatchStrategy;
import dev.jukung.schema.Schema;
import dev.jukung.schema.SchemaType;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What apply has to know of a value's type: which forms it may have, whether a list or map is owned as a whole, and what
 * is inside. Without a schema the type is deduced: maps are owned key by key, lists as a whole.
 *
 * @param schema null for a type that is deduced or untyped
 * @param untyped whether even maps are owned as a whole
 * @param open whether undeclared fields are allowed because something above keeps unknown fields
 */
record MergeType(@Nullable Schema schema, boolean untyped, boolean open) {
    /** The form of a value. */
    enum Form {
        MAP,
        SCALAR,
        LIST
    }

    static final MergeType DEDUCED = new MergeType(null, false, true);
    private static final MergeType UNTYPED = new MergeType(null, true, true);
    private static final String RAW_EXTENSION = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";

    static MergeType of(Schema schema) {
        return of(schema, false);
    }

    private static MergeType of(Schema schema, boolean open) {
        String definition = schema.definitionName().orElse("");
        if (definition.equals(RAW_EXTENSION)) {
            return UNTYPED;
        }
        boolean inherits = open && definition.isEmpty();
        return new MergeType(schema, false, inherits || schema.preservesUnknownFields());
    }

    /** The form that the value is treated as; that of the type where the value has none that the type allows. */
    Form form(@Nullable Object value) {
        Form own = formOf(value);
        if (own != null && allows(own)) {
            return own;
        }
        for (Form form : Form.values()) {
            if (allows(form)) {
                return form;
            }
        }
        throw new IllegalStateException("a type without a form: " + this);
    }

    /** Whether two values are treated alike; false means that one replaces the other. */
    boolean sameForm(Object left, Object right) {
        boolean leftClear = isClear(left);
        boolean rightClear = isClear(right);
        return leftClear == rightClear && (!leftClear || form(left) == form(right));
    }

    private boolean isClear(Object value) {
        Form own = formOf(value);
        return (own != null && allows(own)) || isSingle();
    }

    private boolean isSingle() {
        return schema != null && (schema.type() != SchemaType.ANY || isQuantity());
    }

    private boolean isQuantity() {
        return schema != null && schema.definitionName().orElse("").equals(QUANTITY);
    }

    static @Nullable Form formOf(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case ObjectValue _ -> Form.MAP;
            case ListValue _ -> Form.LIST;
            case NullValue _ -> null;
            default -> Form.SCALAR;
        };
    }

    boolean allows(Form form) {
        if (schema == null) {
            return true;
        }
        return switch (schema.type()) {
            case ANY -> !isQuantity() || form == Form.SCALAR;
            case OBJECT -> form == Form.MAP;
            case ARRAY -> form == Form.LIST;
            case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> form == Form.SCALAR;
        };
    }

    /** Whether a map is owned as a whole. */
    boolean atomicMap() {
        return schema == null ? untyped : schema.atomicMap();
    }

    /** Whether a list is owned as a whole. */
    boolean atomicList() {
        return schema == null || (!associativeByListType(schema) && !associativeByPatchStrategy(schema));
    }

    private static boolean associativeByListType(Schema schema) {
        return schema.listType() != ListType.ATOMIC;
    }

    private static boolean associativeByPatchStrategy(Schema schema) {
        return !schema.source().has("x-kubernetes-list-type")
                && schema.patchStrategy().merge();
    }

    /** The key fields of a list map; empty for a set. */
    List<String> listKeys() {
        if (schema == null) {
            return List.of();
        }
        if (associativeByListType(schema)) {
            return schema.listType() == ListType.MAP ? schema.listMapKeys() : List.of();
        }
        PatchStrategy strategy = schema.patchStrategy();
        return strategy.mergeKey().map(List::of).orElse(List.of());
    }

    /** Whether the schema names this field. */
    boolean declares(String field) {
        return schema != null && schema.indexOf(field) >= 0;
    }

    /** The type of what is under a key of a map; null when the key may not be there. */
    @Nullable
    MergeType field(String key) {
        if (schema == null) {
            return this;
        }
        int index = schema.indexOf(key);
        if (index >= 0) {
            return of(schema.property(index), open);
        }
        Schema additional = schema.additional();
        if (additional != null) {
            return of(additional, open);
        }
        return open || schema.propertyCount() == 0 ? DEDUCED : null;
    }

    /** The type of a list's items. */
    MergeType items() {
        Schema items = schema == null ? null : schema.items();
        return items == null ? UNTYPED : of(items, open);
    }

    /** The type one step further; null when there can be nothing. */
    @Nullable
    MergeType at(PathElement element) {
        return switch (element) {
            case PathElement.Field(String name) -> allows(Form.MAP) ? field(name) : null;
            case PathElement.Key _ -> allows(Form.LIST) ? items() : null;
            case PathElement.Value _, PathElement.Index _ -> null;
        };
    }

    /** Whether nothing is known of a map's content, so that its ownership cannot be brought in line with a schema. */
    boolean isFreeMap() {
        return schema == null || (schema.propertyCount() == 0 && schema.additional() == null);
    }
}
