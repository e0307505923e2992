package dev.jukung.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A bridge and one network namespace for each program, whose packets can be dropped without anybody being told. Needs root.
 * Not thread-safe. Closing removes it all.
 */
final class Network implements AutoCloseable {
    private static final String BRIDGE = "jkfaults";
    private static final String PREFIX = "10.213.77.";
    private static final int FIRST = 11;

    private final List<String> names = new ArrayList<>();
    private boolean open;

    static Network open() throws IOException {
        Network network = new Network();
        Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
        network.open = true;
        Shell.run("ip", "address", "add", PREFIX + "1/24", "dev", BRIDGE);
        Shell.run("ip", "link", "set", BRIDGE, "up");
        return network;
    }

    /** Adds a namespace; gives its address. */
    String add(String name) throws IOException {
        String address = PREFIX + (FIRST + names.size());
        String link = "jkf-" + name;
        names.add(name);
        Shell.run("ip", "netns", "add", namespace(name));
        Shell.run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", namespace(name));
        Shell.run("ip", "link", "set", link, "master", BRIDGE, "up");
        Shell.run("ip", "-n", namespace(name), "address", "add", address + "/24", "dev", "eth0");
        Shell.run("ip", "-n", namespace(name), "link", "set", "eth0", "up");
        Shell.run("ip", "-n", namespace(name), "link", "set", "lo", "up");
        return address;
    }

    /** What a command begins with that runs in the namespace. */
    static List<String> inside(String name) {
        return List.of("ip", "netns", "exec", namespace(name));
    }

    private static String namespace(String name) {
        return "jkfaults-" + name;
    }

    /** Drops what goes to the others or comes from them, in silence. @param others addresses; empty for everybody */
    void cut(String name, List<String> others) throws IOException {
        String set = "{ " + String.join(", ", others) + " }";
        String in = others.isEmpty() ? "iifname eth0 drop" : "ip saddr " + set + " drop";
        String out = others.isEmpty() ? "oifname eth0 drop" : "ip daddr " + set + " drop";
        Shell.feed("""
                table ip faults {
                  chain input { type filter hook input priority 0; %s; }
                  chain output { type filter hook output priority 0; %s; }
                }
                """.formatted(in, out), "ip", "netns", "exec", namespace(name), "nft", "-f", "-");
    }

    void heal(String name) throws IOException {
        Shell.run("ip", "netns", "exec", namespace(name), "nft", "delete", "table", "ip", "faults");
    }

    /** Twice is fine. */
    @Override
    public void close() {
        try {
            for (; !names.isEmpty(); names.removeLast()) {
                // Its end of the link goes with it, and so does ours.
                Shell.run("ip", "netns", "delete", namespace(names.getLast()));
            }
            if (open) {
                open = false;
                Shell.run("ip", "link", "delete", BRIDGE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
