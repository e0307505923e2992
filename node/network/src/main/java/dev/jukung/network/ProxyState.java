package dev.jukung.network;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The Services and endpoints as the proxy knows them, and which Services have to be looked at again. Informers write,
 * one worker takes. Bounded by the number of Services: a Service waits once however often it changes. Thread-safe.
 */
final class ProxyState {
    /**
     * What has to be looked at again.
     *
     * @param verify also whether the kernel still has the table
     */
    record Work(List<Item> items, NodeFacts node, boolean verify) {}

    /** A Service as it is now; empty when there is none (any more). */
    record Item(ObjectKey key, Optional<ProxiedService> service, List<EndpointGroup> groups) {}

    private final Clock clock;

    // Guarded by this.
    private final Map<ObjectKey, ProxiedService> services = new HashMap<>();
    private final Map<ObjectKey, TreeMap<ObjectKey, EndpointGroup>> groups = new HashMap<>();
    private final Set<ObjectKey> dirty = new LinkedHashSet<>();
    private NodeFacts node;
    private boolean verify;
    private boolean closed;
    private Clock.Hold hold = Clock.Hold.NONE;

    ProxyState(Clock clock, NodeFacts node) {
        this.clock = clock;
        this.node = node;
    }

    synchronized void put(ObjectKey key, Optional<ProxiedService> service) {
        ProxiedService before = service.isPresent() ? services.put(key, service.get()) : services.remove(key);
        if (!Optional.ofNullable(before).equals(service)) {
            touch(key);
        }
    }

    /** Replaces what is known of one slice. */
    synchronized void put(ObjectKey slice, Optional<EndpointGroup> before, Optional<EndpointGroup> after) {
        if (before.equals(after)) {
            return;
        }
        before.ifPresent(group -> {
            TreeMap<ObjectKey, EndpointGroup> left = groups.get(group.service());
            if (left != null) {
                left.remove(slice);
                if (left.isEmpty()) {
                    groups.remove(group.service());
                }
            }
            touch(group.service());
        });
        after.ifPresent(group -> {
            groups.computeIfAbsent(group.service(), _ -> new TreeMap<>()).put(slice, group);
            touch(group.service());
        });
    }

    /** The node moved to another zone: every plan may change. */
    synchronized void zone(String zone) {
        if (!node.zone().equals(zone)) {
            node = node.withZone(zone);
            services.keySet().forEach(this::touch);
        }
    }

    /** Asks the worker to see whether the kernel still has the table. */
    synchronized void verify() {
        verify = true;
        busy();
    }

    synchronized int serviceCount() {
        return services.size();
    }

    private void touch(ObjectKey key) {
        dirty.add(key);
        busy();
    }

    private void busy() {
        if (hold == Clock.Hold.NONE) {
            hold = clock.hold();
        }
        notifyAll();
    }

    /** Waits for work; what was taken before counts as done from then on. Empty when closed. */
    synchronized Optional<Work> take() throws InterruptedException {
        if (dirty.isEmpty() && !verify) {
            hold.close();
            hold = Clock.Hold.NONE;
        }
        while (dirty.isEmpty() && !verify && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        List<Item> items = new ArrayList<>(dirty.size());
        for (ObjectKey key : dirty) {
            TreeMap<ObjectKey, EndpointGroup> slices = groups.get(key);
            items.add(new Item(
                    key,
                    Optional.ofNullable(services.get(key)),
                    slices == null ? List.of() : List.copyOf(slices.values())));
        }
        Work work = new Work(items, node, verify);
        dirty.clear();
        verify = false;
        return Optional.of(work);
    }

    synchronized void close() {
        closed = true;
        hold.close();
        notifyAll();
    }
}
