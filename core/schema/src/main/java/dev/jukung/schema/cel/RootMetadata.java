package dev.jukung.schema.cel;

import java.util.Map;

/** The metadata of a resource as a rule of a custom resource sees it: two names and nothing else. */
final class RootMetadata {
    static final String NAME = "name";
    static final String GENERATE_NAME = "generateName";
    static final DeclType TYPE =
            DeclType.object("metadata", Map.of(NAME, DeclType.STRING, GENERATE_NAME, DeclType.STRING));

    private RootMetadata() {}
}
