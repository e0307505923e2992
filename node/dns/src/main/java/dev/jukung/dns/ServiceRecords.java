package dev.jukung.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Everything there is to say about one Service, in the form in which it is sent. Immutable; the arrays are never
 * written to.
 */
final class ServiceRecords {
    /** @param name in lower case, empty for the only port of a Service; @param protocol in lower case */
    record Port(byte[] name, byte[] protocol, int port) {
        static Port of(DnsService.Port port) {
            return new Port(Wire.text(port.name()), Wire.text(port.protocol()), port.port());
        }
    }

    /** @param label in lower case */
    record Endpoint(byte[] label, byte[] address, Port[] ports) {}

    private static final Comparator<Endpoint> BY_LABEL = Comparator.comparing(Endpoint::label, Arrays::compare);

    private final byte[] name;
    private final byte[] externalName;
    private final boolean headless;
    private final byte[][] addresses;
    private final Port[] ports;
    private final Endpoint[] endpoints;
    private final byte[][] endpointAddresses;

    private ServiceRecords(
            byte[] name,
            byte[] externalName,
            boolean headless,
            byte[][] addresses,
            Port[] ports,
            Endpoint[] endpoints) {
        this.name = name;
        this.externalName = externalName;
        this.headless = headless;
        this.addresses = addresses;
        this.ports = ports;
        this.endpoints = endpoints;
        // While endpoints move between slices one may be in two of them; its address is still one.
        this.endpointAddresses = Arrays.stream(endpoints)
                .map(endpoint -> ByteBuffer.wrap(endpoint.address()))
                .distinct()
                .map(ByteBuffer::array)
                .toArray(byte[][]::new);
    }

    /** @param zone in wire form */
    static ServiceRecords of(DnsService service, Collection<DnsSlice> slices, byte[] zone) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (DnsSlice slice : slices) {
            Port[] ports = slice.ports().stream().map(Port::of).toArray(Port[]::new);
            for (DnsSlice.Endpoint endpoint : slice.endpoints()) {
                endpoints.add(new Endpoint(Wire.text(endpoint.label()), endpoint.address(), ports));
            }
        }
        endpoints.sort(BY_LABEL);
        return new ServiceRecords(
                nameOf(service.key().name(), service.key().namespace(), zone),
                service.externalName().isEmpty() ? new byte[0] : Wire.name(service.externalName()),
                service.headless(),
                service.addresses().toArray(byte[][]::new),
                service.ports().stream().map(Port::of).toArray(Port[]::new),
                endpoints.toArray(Endpoint[]::new));
    }

    /** {@code service.namespace.svc.zone} in wire form. */
    static byte[] nameOf(String service, String namespace, byte[] zone) {
        byte[] relative = Wire.name(service + "." + namespace + ".svc");
        byte[] whole = Arrays.copyOf(relative, relative.length - 1 + zone.length);
        System.arraycopy(zone, 0, whole, relative.length - 1, zone.length);
        return whole;
    }

    /** The Service's own name in wire form. */
    byte[] name() {
        return name;
    }

    /** In wire form; empty unless it is an ExternalName Service. */
    byte[] externalName() {
        return externalName;
    }

    boolean external() {
        return externalName.length > 0;
    }

    boolean headless() {
        return headless;
    }

    /** The cluster addresses, of both families. */
    byte[][] addresses() {
        return addresses;
    }

    Port[] ports() {
        return ports;
    }

    /** The ready endpoints, sorted by label. */
    Endpoint[] endpoints() {
        return endpoints;
    }

    /** The addresses of the ready endpoints, each once. */
    byte[][] endpointAddresses() {
        return endpointAddresses;
    }

    /** The first endpoint with this label (lower case), or where it would be as {@code -(index + 1)}. */
    int find(byte[] packet, int start, int end) {
        int low = 0;
        int high = endpoints.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] label = endpoints[middle].label();
            if (Arrays.compare(label, 0, label.length, packet, start, end) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < endpoints.length
                        && Arrays.equals(endpoints[low].label(), 0, endpoints[low].label().length, packet, start, end)
                ? low
                : -(low + 1);
    }
}
