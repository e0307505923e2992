package dev.jukung.runtime;

import dev.jukung.model.ResourceType;
import dev.jukung.model.Unstructured;
import dev.jukung.value.ObjectValue;
import java.util.function.Function;

/**
 * Resources of which only the metadata is wanted: over HTTP their objects come as {@code PartialObjectMetadata}, within a
 * process they are the shared ones. Either way kind and apiVersion are the object's own.
 */
public final class MetadataOnly {
    private static final Function<ObjectValue, Unstructured> VIEW = Unstructured::new;

    private MetadataOnly() {}

    public static ResourceType<Unstructured> of(ResourceType<?> type) {
        return new ResourceType<>(type.group(), type.version(), type.kind(), type.plural(), type.namespaced(), VIEW);
    }

    static boolean is(ResourceType<?> type) {
        return type.view() == VIEW;
    }
}
