package dev.jukung.dns;

import dev.jukung.model.ObjectKey;
import java.util.List;

/** What the DNS server has to know of an EndpointSlice: its ready endpoints. */
record DnsSlice(ObjectKey slice, ObjectKey service, List<DnsService.Port> ports, List<Endpoint> endpoints) {
    /**
     * @param label what the endpoint is called under its Service: its hostname, or its address with dashes
     * @param named whether the label is a hostname: only then the address leads back to the name
     */
    record Endpoint(byte[] address, String label, boolean named) {}
}
