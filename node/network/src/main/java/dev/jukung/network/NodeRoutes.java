package dev.jukung.network;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.model.Addresses;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes to the pods of other nodes, straight through the nodes' own addresses: for nodes that share a network (as
 * flannel's host-gw). Follows Nodes; the routes carry a protocol number of ours, so that those a killed process left
 * are found and other routes never touched. {@link #close} removes them. Thread-safe.
 */
public final class NodeRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRoutes.class);
    /** In the range the kernel leaves to administrators; nobody else's by rt_protos. */
    private static final String PROTOCOL = "77";

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final String nodeName;
    private final Host host;
    private final Clock clock;
    private final Faults faults;
    private final Thread worker;

    // Guarded by this.
    private final Map<String, Map<String, String>> wanted = new HashMap<>(); // by node: range to gateway
    private boolean dirty = true;
    private boolean closed;
    private Clock.Hold hold = Clock.Hold.NONE;

    private NodeRoutes(String nodeName, Host host, Informers informers, Clock clock, Faults faults) {
        this.nodeName = nodeName;
        this.host = host;
        this.clock = clock;
        this.faults = faults;
        Informer<Node> nodes = informers.of(Resources.NODES).handle(this::node);
        this.worker = Thread.ofVirtual().name("node-routes").unstarted(() -> run(nodes));
    }

    /** Starts following; returns at once. Whoever has the informers starts them. */
    public static NodeRoutes start(String nodeName, Host host, Informers informers, Clock clock, Faults faults) {
        NodeRoutes routes = new NodeRoutes(nodeName, host, informers, clock, faults);
        routes.worker.start();
        return routes;
    }

    private synchronized void node(Change<Node> change) {
        Node node = change.object();
        if (node.name().equals(nodeName)) {
            return;
        }
        Map<String, String> routes = change instanceof Change.Deleted<Node> ? Map.of() : routesTo(node);
        if (!routes.equals(Optional.ofNullable(wanted.get(node.name())).orElse(Map.of()))) {
            wanted.put(node.name(), routes);
            dirty = true;
            if (hold == Clock.Hold.NONE) {
                hold = clock.hold();
            }
            notifyAll();
        }
    }

    /** From each range of pod addresses of a node to the node's address of that family. */
    static Map<String, String> routesTo(Node node) {
        List<String> ranges = node.spec().podCIDRs().isEmpty()
                ? node.spec().podCIDR().map(List::of).orElse(List.of())
                : node.spec().podCIDRs();
        Map<String, String> routes = new TreeMap<>();
        for (String range : ranges) {
            node.status().addresses().stream()
                    .filter(address -> address.type().equals("InternalIP"))
                    .flatMap(address -> Addresses.canonical(address.address()).stream())
                    .filter(address -> IpFamily.of(address) == IpFamily.of(range))
                    .findFirst()
                    .ifPresent(address -> Cidr.canonical(range).ifPresent(cidr -> routes.put(cidr, address)));
        }
        return routes;
    }

    private void run(Informer<Node> nodes) {
        try {
            nodes.awaitSynced();
            while (true) {
                Optional<Map<String, String>> next = take();
                if (next.isEmpty()) {
                    return;
                }
                try {
                    apply(next.get());
                } catch (IOException e) {
                    LOG.error("Failed to set routes to other nodes' pods: {}", e.getMessage());
                    again();
                } catch (RuntimeException bug) {
                    faults.report("setting routes to other nodes' pods", bug);
                    again();
                }
            }
        } catch (InterruptedException _) {
            LOG.trace("node routes of {} end", nodeName); // close() asked for it
        }
    }

    private void again() throws InterruptedException {
        clock.sleep(RETRY);
        synchronized (this) {
            dirty = true;
        }
    }

    private synchronized Optional<Map<String, String>> take() throws InterruptedException {
        if (!dirty) {
            hold.close();
            hold = Clock.Hold.NONE;
        }
        while (!dirty && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        dirty = false;
        Map<String, String> all = new TreeMap<>();
        wanted.values().forEach(all::putAll);
        return Optional.of(all);
    }

    /** One node that cannot be reached (it has no address in our network) keeps no other from being reached. */
    private void apply(Map<String, String> routes) throws IOException, InterruptedException {
        Map<String, String> present = present();
        List<String> failures = new ArrayList<>();
        for (String range : present.keySet()) {
            if (!routes.containsKey(range)) {
                ip(range, "del", range).ifPresent(failures::add);
            }
        }
        for (Map.Entry<String, String> route : routes.entrySet()) {
            if (!route.getValue().equals(present.get(route.getKey()))) {
                ip(route.getKey(), "replace", route.getKey(), "via", route.getValue())
                        .ifPresent(failures::add);
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(String.join("; ", failures));
        }
    }

    /** The routes with our protocol number: range to gateway. */
    private Map<String, String> present() throws IOException, InterruptedException {
        Map<String, String> present = new TreeMap<>();
        for (String family : List.of("-4", "-6")) {
            String output = host.command("ip", family, "route", "show", "proto", PROTOCOL)
                    .run("")
                    .output();
            for (String line : output.split("\n")) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 3 && words[1].equals("via")) {
                    present.put(words[0], words[2]);
                }
            }
        }
        return present;
    }

    /** What went wrong, if anything. */
    private Optional<String> ip(String range, String verb, String... words) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("ip", IpFamily.of(range) == IpFamily.IPV4 ? "-4" : "-6", "route", verb));
        all.addAll(List.of(words));
        all.addAll(List.of("proto", PROTOCOL));
        Command.Result result = host.command(all.toArray(String[]::new)).run("");
        return result.exit() == 0 ? Optional.empty() : Optional.of(String.join(" ", all) + ": " + result.error());
    }

    /** Removes the routes. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            hold.close();
            notifyAll();
        }
        worker.interrupt();
        try {
            worker.join();
            apply(Map.of());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // in a hurry: the next start removes what is not wanted
        } catch (IOException e) {
            LOG.warn("Failed to remove routes to other nodes' pods: {}", e.getMessage());
        }
    }
}
