package dev.jukung.network;

import dev.jukung.model.ObjectKey;
import java.util.List;

/**
 * What the proxy has to know of an EndpointSlice.
 *
 * @param slice the slice's own name
 * @param service the Service it belongs to
 */
record EndpointGroup(ObjectKey slice, ObjectKey service, IpFamily family, List<Port> ports, List<Backend> backends) {
    /** @param protocol {@code tcp}, {@code udp} or {@code sctp} */
    record Port(String name, String protocol, int port) {}

    /**
     * @param address canonical
     * @param node empty when unknown
     * @param zones the zones it should serve (hints); empty for all
     * @param nodes the nodes it should serve (hints); empty for all
     */
    record Backend(
            String address,
            boolean ready,
            boolean serving,
            boolean terminating,
            String node,
            List<String> zones,
            List<String> nodes) {}
}
