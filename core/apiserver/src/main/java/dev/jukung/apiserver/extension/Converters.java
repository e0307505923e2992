package dev.jukung.apiserver.extension;

import dev.jukung.value.ObjectValue;
import java.util.List;

/** How the objects of a definition get from one version to another. Thread-safe. */
@FunctionalInterface
public interface Converters {
    /** Converts objects, all of one version, to another version of their kind. Throws what the API server answers. */
    @FunctionalInterface
    interface Converter {
        List<ObjectValue> convert(List<ObjectValue> objects, String apiVersion);

        /** Strategy {@code None}: only the version is another one. */
        Converter NONE = (objects, apiVersion) -> objects.stream()
                .map(object -> object.with("apiVersion", apiVersion))
                .toList();
    }

    /** @param definition a CustomResourceDefinition */
    Converter of(ObjectValue definition);

    /** Without webhooks. */
    Converters NONE = _ -> Converter.NONE;
}
