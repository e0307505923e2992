package dev.jukung.controllers.endpointslice;

import dev.jukung.model.discovery.v1.EndpointSlice;
import java.util.List;

/**
 * What to write so that the slices of a Service hold its endpoints.
 *
 * @param create without names; the server gives them
 * @param update with the versions that were planned from
 */
public record SlicePlan(List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
    public SlicePlan {
        create = List.copyOf(create);
        update = List.copyOf(update);
        delete = List.copyOf(delete);
    }

    /** For a Service that is going. */
    public SlicePlan withoutCreations() {
        return new SlicePlan(List.of(), update, delete);
    }
}
