package dev.jukung.schema.apply;

import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** The versions of a kind, for managers that speak of its fields in another version. Must be thread-safe. */
public interface ObjectVersions {
    /** An object with the schema of its version. */
    record Versioned(ObjectValue object, Schema schema) {}

    /** The object in that version ({@code apps/v1}); empty when the version is no longer served. */
    Optional<Versioned> convert(ObjectValue object, String apiVersion);

    /** A kind with one version. */
    static ObjectVersions only(String version, Schema schema) {
        return (object, apiVersion) ->
                version.equals(apiVersion) ? Optional.of(new Versioned(object, schema)) : Optional.empty();
    }
}
