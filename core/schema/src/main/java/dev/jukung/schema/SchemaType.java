package dev.jukung.schema;

/** The type a schema asks for. */
public enum SchemaType {
    /** No type given: anything. */
    ANY(""),
    OBJECT("object"),
    ARRAY("array"),
    STRING("string"),
    INTEGER("integer"),
    NUMBER("number"),
    BOOLEAN("boolean"),
    /** {@code x-kubernetes-int-or-string}. */
    INT_OR_STRING("integer,string");

    private final String text;

    SchemaType(String text) {
        this.text = text;
    }

    /** The name in messages; empty for {@link #ANY}. */
    public String text() {
        return text;
    }

    static SchemaType of(String name) {
        return switch (name) {
            case "object" -> OBJECT;
            case "array" -> ARRAY;
            case "string" -> STRING;
            case "integer" -> INTEGER;
            case "number" -> NUMBER;
            case "boolean" -> BOOLEAN;
            default -> ANY;
        };
    }
}
