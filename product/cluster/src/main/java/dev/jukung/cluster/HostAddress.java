package dev.jukung.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How this machine is called and reached. */
public final class HostAddress {
    private HostAddress() {}

    /** The host name as a node name: lower case, no domain. */
    public static String hostName() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            int dot = name.indexOf('.');
            String first = dot < 0 ? name : name.substring(0, dot);
            return first.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?") ? first : "node";
        } catch (IOException _) {
            return "node"; // a machine without /proc has some other name, which does not matter here
        }
    }

    /**
     * The address of this machine that other machines and Pods can reach: of the link with the default route, else of the first
     * usable one; empty without any network.
     */
    public static Optional<String> firstReachable() throws SocketException {
        Optional<String> link = linkOfDefaultRoute();
        if (link.isPresent()) {
            NetworkInterface device = NetworkInterface.getByName(link.get());
            Optional<String> address = device == null ? Optional.empty() : address(device);
            if (address.isPresent()) {
                return address;
            }
        }
        return NetworkInterface.networkInterfaces()
                .filter(HostAddress::usable)
                .flatMap(device -> address(device).stream())
                .findFirst();
    }

    private static Optional<String> address(NetworkInterface device) {
        return device.inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    private static Optional<String> linkOfDefaultRoute() {
        try {
            return linkOfDefaultRoute(Files.readAllLines(Path.of("/proc/net/route")));
        } catch (IOException _) {
            return Optional.empty(); // no Linux, or no IPv4: then any link will do
        }
    }

    /** @param routes as in /proc/net/route: link, destination, gateway, flags, …, metric, mask; the least metric wins */
    static Optional<String> linkOfDefaultRoute(List<String> routes) {
        return routes.stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000"))
                .min(Comparator.comparingLong(fields -> Long.parseLong(fields[6])))
                .map(fields -> fields[0]);
    }

    /** Bridges of container runtimes, ours included, come and go. */
    private static boolean usable(NetworkInterface device) {
        String name = device.getName();
        try {
            return device.isUp()
                    && !name.startsWith("jk-")
                    && !name.startsWith("veth")
                    && !name.startsWith("docker")
                    && !name.startsWith("cni");
        } catch (SocketException _) {
            return false; // it has just gone
        }
    }

    /** The largest packet of the link that has this address; 0, the kernel's choice, where no link has it. */
    static int mtu(String address) {
        try {
            NetworkInterface device = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address));
            return device == null || device.isLoopback() ? 0 : device.getMTU();
        } catch (SocketException _) {
            return 0; // the link went away just now; what is left to choose is the kernel's choice
        }
    }

    /** Whether nobody listens on a port of this machine now. */
    static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port)) {
            return true;
        } catch (IOException _) {
            return false; // what the question was
        }
    }
}
