package dev.jukung.modelgen;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** The source of the typed view of one definition: a record around a subtree. */
final class ViewSource {
    static final String MODEL = "dev.jukung.model";
    private static final Set<String> TAKEN =
            Set.of("tree", "hashCode", "toString", "getClass", "notify", "notifyAll", "wait", "clone", "finalize");
    /** Fields that read as an empty view where they are absent, although no schema requires them. */
    private static final Set<String> ALWAYS = Set.of("metadata", "spec", "status");

    private final Definition definition;
    private final Map<String, Definition> all;
    private final String apiVersion;
    private final StringBuilder out = new StringBuilder(4096);

    /** @param apiVersion of a kind: {@code apps/v1}; empty for other definitions */
    ViewSource(Definition definition, Map<String, Definition> all, String apiVersion) {
        this.definition = definition;
        this.all = all;
        this.apiVersion = apiVersion;
    }

    static String viewClass(Definition definition) {
        return MODEL + "." + definition.viewPackage() + "." + definition.simpleName();
    }

    String write() {
        String name = definition.simpleName();
        boolean kind = definition.isKind();
        line("package " + MODEL + "." + definition.viewPackage() + ";");
        line("");
        line("/** " + javadoc(definition.description().isEmpty() ? name : definition.description()) + " */");
        line("@javax.annotation.processing.Generated(\"dev.jukung.modelgen\")");
        line("public record " + name + "(dev.jukung.value.ObjectValue tree)"
                + (kind ? " implements " + MODEL + ".KubeObject" : "") + " {");
        if (kind && !apiVersion.isEmpty()) {
            line("    /** Only apiVersion and kind are set. */");
            line("    public static final " + name + " EMPTY = new " + name
                    + "(dev.jukung.value.ObjectValue.of(\"apiVersion\", \"" + apiVersion + "\", \"kind\", \"" + name
                    + "\"));");
            line("");
            line("    /** With apiVersion, kind, name and, where it is not empty, namespace. */");
            line("    public static " + name + " named(String namespace, String name) {");
            line("        return new " + name + "(" + MODEL + ".Views.named(EMPTY.tree, namespace, name));");
            line("    }");
        } else {
            line("    public static final " + name + " EMPTY = new " + name + "(dev.jukung.value.ObjectValue.EMPTY);");
        }
        for (Field field : definition.fields()) {
            accessors(field);
        }
        line("}");
        return out.toString();
    }

    private void accessors(Field field) {
        String method = identifier(field.name());
        String key = '"' + field.name() + '"';
        boolean plain =
                field.required() || (ALWAYS.contains(field.name()) && field.type() instanceof FieldType.Reference);
        line("");
        if (!field.description().isEmpty()) {
            line("    /** " + javadoc(field.description()) + " */");
        }
        line("    public " + readType(field.type(), plain) + " " + method + "() {");
        line("        return " + read(field.type(), key, plain) + ";");
        line("    }");
        line("");
        line("    /** A copy with {@code " + field.name() + "} set. */");
        line("    public " + definition.simpleName() + " with" + Character.toUpperCase(method.charAt(0))
                + method.substring(1) + "(" + writeType(field.type()) + " value) {");
        line("        return new " + definition.simpleName() + "(tree.with(" + key + ", " + write(field.type())
                + "));");
        line("    }");
    }

    private String readType(FieldType type, boolean plain) {
        return switch (type) {
            case FieldType.Scalar scalar ->
                switch (scalar) {
                    case STRING -> plain ? "String" : "java.util.Optional<String>";
                    case INT -> plain ? "int" : "java.util.OptionalInt";
                    case LONG -> plain ? "long" : "java.util.OptionalLong";
                    case DOUBLE -> plain ? "double" : "java.util.OptionalDouble";
                    case BOOLEAN -> plain ? "boolean" : "java.util.Optional<Boolean>";
                    case TIME, MICRO_TIME -> "java.util.Optional<java.time.Instant>";
                    case BYTES -> "java.util.Optional<byte[]>";
                    case ANY, FIELDS -> "java.util.Optional<Object>";
                    case INT_OR_STRING -> "java.util.Optional<" + MODEL + ".IntOrString>";
                    case QUANTITY -> "java.util.Optional<" + MODEL + ".Quantity>";
                };
            case FieldType.Reference(String name) -> plain ? view(name) : "java.util.Optional<" + view(name) + ">";
            case FieldType.ListOf(FieldType item) -> "java.util.List<" + boxed(item) + ">";
            case FieldType.MapOf(FieldType value) -> "java.util.Map<String, " + boxed(value) + ">";
        };
    }

    private String read(FieldType type, String key, boolean plain) {
        String views = MODEL + ".Views.";
        return switch (type) {
            case FieldType.Scalar scalar ->
                switch (scalar) {
                    case STRING -> plain ? "tree.text(" + key + ", \"\")" : "tree.text(" + key + ")";
                    case INT -> plain ? "(int) tree.integer(" + key + ", 0)" : views + "optionalInt(tree, " + key + ")";
                    case LONG -> plain ? "tree.integer(" + key + ", 0)" : views + "optionalLong(tree, " + key + ")";
                    case DOUBLE ->
                        plain
                                ? views + "optionalDouble(tree, " + key + ").orElse(0)"
                                : views + "optionalDouble(tree, " + key + ")";
                    case BOOLEAN -> plain ? "tree.flag(" + key + ", false)" : views + "optionalFlag(tree, " + key + ")";
                    case TIME, MICRO_TIME, BYTES, ANY, FIELDS, INT_OR_STRING, QUANTITY ->
                        views + "present(tree, " + key + ").map(" + fromValue(scalar) + ")";
                };
            case FieldType.Reference(String name) ->
                plain
                        ? "new " + view(name) + "(tree.object(" + key + "))"
                        : views + "optional(tree, " + key + ", " + view(name) + "::new)";
            case FieldType.ListOf(FieldType item) -> views + "list(tree.list(" + key + "), " + fromValue(item) + ")";
            case FieldType.MapOf(FieldType value) -> views + "map(tree.object(" + key + "), " + fromValue(value) + ")";
        };
    }

    private String boxed(FieldType type) {
        return switch (type) {
            case FieldType.Scalar scalar ->
                switch (scalar) {
                    case STRING -> "String";
                    case INT -> "Integer";
                    case LONG -> "Long";
                    case DOUBLE -> "Double";
                    case BOOLEAN -> "Boolean";
                    case TIME, MICRO_TIME -> "java.time.Instant";
                    case BYTES -> "byte[]";
                    case ANY, FIELDS -> "Object";
                    case INT_OR_STRING -> MODEL + ".IntOrString";
                    case QUANTITY -> MODEL + ".Quantity";
                };
            case FieldType.Reference(String name) -> view(name);
            case FieldType.ListOf(FieldType item) -> "java.util.List<" + boxed(item) + ">";
            case FieldType.MapOf(FieldType value) -> "java.util.Map<String, " + boxed(value) + ">";
        };
    }

    private String writeType(FieldType type) {
        return switch (type) {
            case FieldType.Scalar scalar ->
                switch (scalar) {
                    case INT -> "int";
                    case LONG -> "long";
                    case DOUBLE -> "double";
                    case BOOLEAN -> "boolean";
                    default -> boxed(type);
                };
            case FieldType.Reference _ -> boxed(type);
            case FieldType.ListOf(FieldType item) -> "java.util.List<" + boxed(item) + ">";
            case FieldType.MapOf(FieldType value) -> "java.util.Map<String, " + boxed(value) + ">";
        };
    }

    private String write(FieldType type) {
        String views = MODEL + ".Views.";
        return switch (type) {
            case FieldType.ListOf(FieldType item) -> views + "listOf(value, " + toValue(item) + ")";
            case FieldType.MapOf(FieldType item) -> views + "objectOf(value, " + toValue(item) + ")";
            case FieldType.Reference _ -> "value.tree()";
            case FieldType.Scalar scalar -> writeScalar(scalar);
        };
    }

    private static String writeScalar(FieldType.Scalar scalar) {
        return switch (scalar) {
            case STRING, BOOLEAN, ANY, FIELDS, LONG -> "value";
            case INT -> "(long) value";
            case DOUBLE -> "dev.jukung.value.NumberValue.of(value)";
            case TIME, MICRO_TIME, BYTES, INT_OR_STRING, QUANTITY ->
                MODEL + ".Views." + toValueName(scalar) + "(value)";
        };
    }

    private String fromValue(FieldType type) {
        String views = MODEL + ".Views::";
        return switch (type) {
            case FieldType.Scalar scalar ->
                switch (scalar) {
                    case STRING -> views + "toText";
                    case INT -> views + "toInt";
                    case LONG -> views + "toLong";
                    case DOUBLE -> views + "toDouble";
                    case BOOLEAN -> views + "toFlag";
                    case TIME, MICRO_TIME -> views + "toInstant";
                    case BYTES -> views + "toBytes";
                    case ANY, FIELDS -> "value -> value";
                    case INT_OR_STRING -> MODEL + ".IntOrString::fromValue";
                    case QUANTITY -> MODEL + ".Quantity::fromValue";
                };
            case FieldType.Reference(String name) ->
                "value -> new " + view(name) + "(" + MODEL + ".Views.toObject(value))";
            case FieldType.ListOf(FieldType item) ->
                "value -> " + MODEL + ".Views.list(" + MODEL + ".Views.toList(value), "
                        + fromValue(item).replace("value ->", "inner ->").replace("(value)", "(inner)") + ")";
            case FieldType.MapOf(FieldType value) ->
                "value -> " + MODEL + ".Views.map(" + MODEL + ".Views.toObject(value), "
                        + fromValue(value).replace("value ->", "inner ->").replace("(value)", "(inner)") + ")";
        };
    }

    private String toValue(FieldType type) {
        return switch (type) {
            case FieldType.Scalar scalar -> MODEL + ".Views::" + toValueName(scalar);
            case FieldType.Reference(String name) -> view(name) + "::tree";
            case FieldType.ListOf(FieldType item) ->
                "inner -> " + MODEL + ".Views.listOf(inner, " + toValue(item) + ")";
            case FieldType.MapOf(FieldType value) ->
                "inner -> " + MODEL + ".Views.objectOf(inner, " + toValue(value) + ")";
        };
    }

    private static String toValueName(FieldType.Scalar scalar) {
        return switch (scalar) {
            case STRING, BOOLEAN, LONG, INT, DOUBLE, ANY, FIELDS -> "fromPlain";
            case TIME -> "fromTime";
            case MICRO_TIME -> "fromMicroTime";
            case BYTES -> "fromBytes";
            case INT_OR_STRING -> "fromIntOrString";
            case QUANTITY -> "fromQuantity";
        };
    }

    private String view(String name) {
        Definition target = all.get(name);
        if (target == null) {
            throw new IllegalStateException(definition.name() + " refers to unknown " + name);
        }
        return viewClass(target);
    }

    private static String identifier(String name) {
        StringBuilder out = new StringBuilder();
        for (String part : name.split("[^A-Za-z0-9]+")) {
            if (!part.isEmpty()) {
                out.append(
                                out.isEmpty()
                                        ? part.substring(0, 1).toLowerCase(Locale.ROOT)
                                        : part.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(part.substring(1));
            }
        }
        String text = out.toString();
        if (name.chars().noneMatch(c -> !Character.isLetterOrDigit(c))) {
            text = name;
        }
        return SourceVersion.isKeyword(text) || TAKEN.contains(text) ? text + "_" : text;
    }

    private static String javadoc(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("*/", "*&#47;")
                .replace("\\", "&#92;")
                .replace("\n", " ");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
