package dev.jukung.modelgen;

/** One field of a definition. */
record Field(String name, FieldType type, boolean required, String description) {}
