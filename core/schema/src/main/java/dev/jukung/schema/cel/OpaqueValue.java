package dev.jukung.schema.cel;

/** A value with functions but no parts: a quantity, an address, a version. Two are equal when records say so. */
interface OpaqueValue {
    String typeName();

    /** What its size counts as when costs are reckoned. */
    default int size() {
        return 1;
    }
}
