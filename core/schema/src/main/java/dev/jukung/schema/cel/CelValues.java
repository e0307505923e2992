package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;

/** Values of trees as values of expressions and back. Objects and lists are wrapped, not copied. */
final class CelValues {
    private CelValues() {}

    /** A value of which no schema is known. */
    static Object of(Object tree) {
        return switch (tree) {
            case ObjectValue object -> new TreeMap(object, null, false);
            case ListValue list -> new TreeList(list, null, false);
            case NumberValue number -> number.toDouble();
            default -> tree;
        };
    }

    /** A value that should fit its schema; a {@link CelError} when it does not. */
    static Object of(Object tree, Schema schema, boolean resourceRoot) {
        return tree == NullValue.NULL
                ? schema.nullable()
                        ? NullValue.NULL
                        : new CelError("invalid data, got null for schema with nullable=false")
                : typed(tree, schema, resourceRoot);
    }

    private static Object typed(Object tree, Schema schema, boolean resourceRoot) {
        return switch (schema.type()) {
            case OBJECT ->
                tree instanceof ObjectValue object
                        ? new TreeMap(object, schema, resourceRoot)
                        : new CelError("invalid data, expected a map for the provided schema with type=object");
            case ARRAY ->
                tree instanceof ListValue list
                        ? new TreeList(list, schema, true)
                        : new CelError("invalid data, expected an array for the provided schema with type=array");
            case STRING ->
                tree instanceof String text
                        ? Conversions.formatted(text, schema.format())
                        : new CelError("invalid data, expected string, got " + goType(tree));
            case INTEGER ->
                tree instanceof Long ? tree : new CelError("invalid data, expected int, got " + goType(tree));
            case NUMBER -> number(tree);
            case BOOLEAN ->
                tree instanceof Boolean ? tree : new CelError("invalid data, expected bool, got " + goType(tree));
            case INT_OR_STRING ->
                tree instanceof Long || tree instanceof String
                        ? tree
                        : new CelError("invalid data, expected XIntOrString value to be either a string or integer");
            case ANY -> of(tree);
        };
    }

    private static Object number(Object tree) {
        return switch (tree) {
            case Long number -> number.doubleValue();
            case NumberValue number -> number.toDouble();
            default -> new CelError("invalid data, expected float, got " + goType(tree));
        };
    }

    private static String goType(Object tree) {
        return switch (tree) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _ -> "int64";
            case NumberValue _ -> "float64";
            case ObjectValue _ -> "map[string]interface {}";
            default -> "[]interface {}";
        };
    }

    /** What {@code type()} calls a value's type. */
    static String typeName(Object value) {
        return switch (value) {
            case Long _ -> "int";
            case CelUint _ -> "uint";
            case Double _ -> "double";
            case Boolean _ -> "bool";
            case String _ -> "string";
            case CelBytes _ -> "bytes";
            case NullValue _ -> "null_type";
            case Instant _ -> "google.protobuf.Timestamp";
            case Duration _ -> "google.protobuf.Duration";
            case JavaMap map -> map.typeName();
            case CelMap _ -> "map";
            case CelList _ -> "list";
            case CelOptional _ -> "optional_type";
            case CelTypeName _ -> "type";
            case OpaqueValue opaque -> opaque.typeName();
            default -> "error";
        };
    }

    /** The value as a tree; what JSON has no type for as text, as Kubernetes' JSON has it. */
    static Object toTree(Object value) {
        return switch (value) {
            case Double number when Double.isFinite(number) -> NumberValue.of(number);
            case CelUint number when number.bits() >= 0 -> number.bits();
            case CelList list -> {
                Object[] items = new Object[list.size()];
                for (int i = 0; i < items.length; i++) {
                    items[i] = toTree(list.get(i));
                }
                yield ListValue.of(items);
            }
            case TreeMap map -> map.tree();
            case CelMap map -> {
                ObjectValue.Builder object = ObjectValue.builder();
                for (Object key : map.keys()) {
                    Object member = map.find(key);
                    object.set(Conversions.shown(key), member == null ? NullValue.NULL : toTree(member));
                }
                yield object.build();
            }
            case CelOptional optional -> {
                Object inner = optional.value();
                yield inner == null ? NullValue.NULL : toTree(inner);
            }
            case String _, Long _, Boolean _, NullValue _ -> value;
            default -> Conversions.shown(value);
        };
    }
}
