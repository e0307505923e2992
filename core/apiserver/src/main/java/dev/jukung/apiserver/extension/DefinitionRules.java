package dev.jukung.apiserver.extension;

import dev.jukung.schema.FieldErrors;

/** What a CustomResourceDefinition may say. Pure functions. */
final class DefinitionRules {
    private DefinitionRules() {}

    static void create(Definition definition, FieldErrors errors) {}

    static void update(Definition definition, Definition old, FieldErrors errors) {}

    static void status(Definition definition, FieldErrors errors) {}
}
