package dev.jukung.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How this machine is called and reached. */
public final class HostAddress {
    private HostAddress() {}

    /** The host name as a node name: lower case, no domain. */
    static String hostName() {
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

    /** The first address of this machine that other machines or Pods can reach; empty without any network. */
    public static Optional<String> firstReachable() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(HostAddress::usable)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    /** Bridges of container runtimes, ours included, come and go. */
    private static boolean usable(NetworkInterface device) {
        String name = device.getName();
        try {
            return device.isUp()
                    && !name.startsWith("jukung")
                    && !name.startsWith("veth")
                    && !name.startsWith("docker")
                    && !name.startsWith("cni");
        } catch (SocketException _) {
            return false; // it has just gone
        }
    }
}
