package dev.jukung.schema.cel;

/** A type as a value: what {@code type(x)} gives. */
record CelTypeName(String name) {}
