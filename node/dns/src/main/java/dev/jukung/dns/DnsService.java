package dev.jukung.dns;

import dev.jukung.model.ObjectKey;
import java.util.List;

/**
 * What the DNS server has to know of a Service.
 *
 * @param addresses its cluster addresses as bytes; empty for a headless or an external one
 * @param externalName where an ExternalName Service points; empty for others
 */
record DnsService(ObjectKey key, List<byte[]> addresses, List<Port> ports, String externalName) {
    /** @param protocol {@code tcp}, {@code udp} or {@code sctp} */
    record Port(String name, String protocol, int port) {}

    boolean headless() {
        return addresses.isEmpty() && externalName.isEmpty();
    }
}
