package dev.jukung.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ports kept for Services on every node ({@code --service-node-port-range}). A node port takes precedence over
 * whatever else uses the port, so what stands in the way should be known before.
 */
public record NodePortRange(int first, int last) {
    /** Kubernetes' default. */
    public static final NodePortRange DEFAULT = new NodePortRange(30_000, 32_767);

    private static final String LISTEN = "0A";
    private static final String UDP_OPEN = "07";
    private static final int NAMED_MAX = 10;

    public NodePortRange {
        if (first < 1 || last > 65_535 || first > last) {
            throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
        }
    }

    /** What on this node is in conflict with the range, one sentence each; empty when all is well. */
    public List<String> conflicts(Host host) throws IOException, InterruptedException {
        String ephemeral = host.sysctl("net.ipv4.ip_local_port_range");
        String reserved = host.sysctl("net.ipv4.ip_local_reserved_ports");
        StringBuilder sockets = new StringBuilder();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            sockets.append(host.command("cat", "/proc/net/" + table).run("").output());
        }
        return conflicts(ephemeral, reserved, sockets.toString());
    }

    /**
     * The same from the kernel's words.
     *
     * @param ephemeral {@code 32768 60999}
     * @param reserved {@code 30000-32767,8080}, or empty
     * @param sockets the lines of /proc/net/tcp and its like
     */
    List<String> conflicts(String ephemeral, String reserved, String sockets) {
        List<String> conflicts = new ArrayList<>();
        String[] bounds = ephemeral.strip().split("\\s+");
        int low = Math.max(first, Integer.parseInt(bounds[0]));
        int high = Math.min(last, Integer.parseInt(bounds[1]));
        Set<Integer> kept = ports(reserved);
        if (low <= high && !covers(kept, low, high)) {
            conflicts.add(("the kernel gives ports %d-%d to outgoing connections (net.ipv4.ip_local_port_range); "
                            + "connections that got one that is a node port too may fail")
                    .formatted(low, high));
        }
        TreeSet<Integer> used = new TreeSet<>();
        for (String line : sockets.split("\n")) {
            listening(line).filter(port -> port >= first && port <= last).ifPresent(used::add);
        }
        if (!used.isEmpty()) {
            List<Integer> named = used.stream().limit(NAMED_MAX).toList();
            conflicts.add("programs on this node listen on ports %s%s; Services that get these ports hide them"
                    .formatted(named, used.size() > NAMED_MAX ? " and " + (used.size() - NAMED_MAX) + " more" : ""));
        }
        return List.copyOf(conflicts);
    }

    private static Optional<Integer> listening(String line) {
        String[] words = line.strip().split("\\s+");
        boolean open = words.length > 3 && (words[3].equals(LISTEN) || words[3].equals(UDP_OPEN));
        int colon = open ? words[1].lastIndexOf(':') : -1;
        return colon < 0 ? Optional.empty() : Optional.of(Integer.parseInt(words[1].substring(colon + 1), 16));
    }

    private static Set<Integer> ports(String list) {
        Set<Integer> ports = new HashSet<>();
        for (String part : list.strip().split(",")) {
            String[] ends = part.split("-");
            if (!part.isEmpty()) {
                for (int port = Integer.parseInt(ends[0]); port <= Integer.parseInt(ends[ends.length - 1]); port++) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }

    private static boolean covers(Set<Integer> ports, int low, int high) {
        for (int port = low; port <= high; port++) {
            if (!ports.contains(port)) {
                return false;
            }
        }
        return true;
    }
}
