package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.model.ObjectKey;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** What is behind a Service. Thread-safe. @param slices the kind of EndpointSlices */
public record ServiceSlices(Reader reader, Kind slices) {
    private static final String SERVICE = "kubernetes.io/service-name";

    /** Its EndpointSlices as they are now. */
    public List<ObjectValue> of(ObjectKey service) {
        return reader.list(slices, Reader.ListRequest.all(service.namespace())).items().stream()
                .map(object -> object.tree())
                .filter(slice -> slice.object("metadata")
                        .object("labels")
                        .text(SERVICE, "")
                        .equals(service.name()))
                .toList();
    }
}
