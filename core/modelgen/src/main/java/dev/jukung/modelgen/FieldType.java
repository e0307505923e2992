package dev.jukung.modelgen;

/** The type of a field as the published models give it. */
sealed interface FieldType {
    enum Scalar implements FieldType {
        STRING,
        INT,
        LONG,
        DOUBLE,
        BOOLEAN,
        TIME,
        MICRO_TIME,
        BYTES,
        ANY,
        FIELDS,
        INT_OR_STRING,
        QUANTITY
    }

    /** @param definition the full name of the definition referred to */
    record Reference(String definition) implements FieldType {}

    record ListOf(FieldType item) implements FieldType {}

    record MapOf(FieldType value) implements FieldType {}
}
