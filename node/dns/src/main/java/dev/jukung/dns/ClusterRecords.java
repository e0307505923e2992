package dev.jukung.dns;

import dev.jukung.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The records of the cluster, by name and by address. Informers write, event loops read. A reader takes no lock and
 * sees each Service whole, as it was at some moment: what is stored for a name is immutable and replaced. Thread-safe.
 */
final class ClusterRecords {
    private final byte[] zone;
    private final ConcurrentHashMap<NameKey, ServiceRecords> services = new ConcurrentHashMap<>();
    private final Set<NameKey> namespaces = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<NameKey, byte[][]> names = new ConcurrentHashMap<>();
    private final AtomicLong serial = new AtomicLong(1);

    // Guarded by this: what the above is made of.
    private final Map<ObjectKey, DnsService> known = new HashMap<>();
    private final Map<ObjectKey, TreeMap<ObjectKey, DnsSlice>> slices = new HashMap<>();
    private final Map<NameKey, TreeMap<String, Integer>> clusterNames = new HashMap<>();
    private final Map<NameKey, TreeMap<String, Integer>> endpointNames = new HashMap<>();

    /** @param zone the cluster's domain in wire form */
    ClusterRecords(byte[] zone) {
        this.zone = zone.clone();
    }

    /** By the labels {@code service.namespace} in wire form, without the root. */
    @Nullable
    ServiceRecords service(NameKey labels) {
        return services.get(labels);
    }

    boolean namespace(NameKey label) {
        return namespaces.contains(label);
    }

    /** The names of an address, or nothing. A Service's address has one; an endpoint has one per Service that names it. */
    byte @Nullable [][] names(NameKey address) {
        return names.get(address);
    }

    /** Grows with every change: the serial number of the zone. */
    long serial() {
        return serial.get();
    }

    synchronized void namespace(String name, boolean exists) {
        NameKey key = labels(name);
        if (exists ? namespaces.add(key) : namespaces.remove(key)) {
            serial.incrementAndGet();
        }
    }

    synchronized void service(ObjectKey key, Optional<DnsService> service) {
        DnsService before = service.isPresent() ? known.put(key, service.get()) : known.remove(key);
        if (before != null) {
            before.addresses().forEach(address -> unname(clusterNames, address, dotted(key)));
        }
        service.ifPresent(now -> now.addresses().forEach(address -> name(clusterNames, address, dotted(key))));
        rebuild(key);
    }

    /** Replaces what is known of one slice. */
    synchronized void slice(ObjectKey slice, Optional<DnsSlice> before, Optional<DnsSlice> after) {
        before.ifPresent(old -> {
            TreeMap<ObjectKey, DnsSlice> left = slices.get(old.service());
            if (left != null) {
                left.remove(slice);
                if (left.isEmpty()) {
                    slices.remove(old.service());
                }
            }
            named(old, (address, name) -> unname(endpointNames, address, name));
        });
        after.ifPresent(now -> {
            slices.computeIfAbsent(now.service(), _ -> new TreeMap<>()).put(slice, now);
            named(now, (address, name) -> name(endpointNames, address, name));
        });
        before.map(DnsSlice::service).ifPresent(this::rebuild);
        after.map(DnsSlice::service)
                .filter(service -> !before.map(DnsSlice::service).equals(Optional.of(service)))
                .ifPresent(this::rebuild);
    }

    private void rebuild(ObjectKey key) {
        serial.incrementAndGet();
        NameKey labels = labels(key.name() + "." + key.namespace());
        DnsService service = known.get(key);
        if (service == null) {
            services.remove(labels);
            return;
        }
        Collection<DnsSlice> groups =
                Optional.ofNullable(slices.get(key)).orElse(new TreeMap<>()).values();
        services.put(labels, ServiceRecords.of(service, groups, zone));
    }

    private interface Naming {
        void of(byte[] address, String name);
    }

    private static void named(DnsSlice slice, Naming naming) {
        for (DnsSlice.Endpoint endpoint : slice.endpoints()) {
            if (endpoint.named()) {
                naming.of(endpoint.address(), endpoint.label() + "." + dotted(slice.service()));
            }
        }
    }

    private void name(Map<NameKey, TreeMap<String, Integer>> kind, byte[] address, String name) {
        kind.computeIfAbsent(NameKey.of(address), _ -> new TreeMap<>()).merge(name, 1, Integer::sum);
        publishNames(address);
    }

    private void unname(Map<NameKey, TreeMap<String, Integer>> kind, byte[] address, String name) {
        TreeMap<String, Integer> left = kind.get(NameKey.of(address));
        if (left != null) {
            left.merge(name, -1, (count, less) -> count + less == 0 ? null : count + less);
            if (left.isEmpty()) {
                kind.remove(NameKey.of(address));
            }
        }
        publishNames(address);
    }

    /** A Service's address is the Service's alone, even if an endpoint has the same one. */
    private void publishNames(byte[] address) {
        NameKey key = NameKey.of(address);
        TreeMap<String, Integer> cluster = clusterNames.get(key);
        TreeMap<String, Integer> endpoints = endpointNames.get(key);
        List<byte[]> all = new ArrayList<>();
        if (cluster != null) {
            all.add(inZone(cluster.firstKey()));
        } else if (endpoints != null) {
            endpoints.keySet().forEach(name -> all.add(inZone(name)));
        }
        if (all.isEmpty()) {
            names.remove(key);
        } else {
            names.put(key, all.toArray(byte[][]::new));
        }
    }

    private byte[] inZone(String name) {
        byte[] relative = Wire.name(name + ".svc");
        byte[] whole = Arrays.copyOf(relative, relative.length - 1 + zone.length);
        System.arraycopy(zone, 0, whole, relative.length - 1, zone.length);
        return whole;
    }

    private static String dotted(ObjectKey key) {
        return key.name() + "." + key.namespace();
    }

    /** Without the root. */
    private static NameKey labels(String dotted) {
        byte[] wire = Wire.name(dotted);
        return NameKey.of(Arrays.copyOf(wire, wire.length - 1));
    }
}
