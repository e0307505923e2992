package dev.jukung.cluster;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where the Pods and Services of a cluster get their addresses from. Clusters on one machine share its routes and rules, so
 * each takes a number that no other has.
 *
 * @param number 0 for the ranges that everybody knows, up to {@link #MAX}
 */
public record ClusterAddresses(int number) {
    /** Pods in 10.244.0.0/16, Services in 10.96.0.0/16, as with kubeadm and flannel. */
    public static final ClusterAddresses STANDARD = new ClusterAddresses(0);

    public static final int MAX = 11;

    private static final int FIRST_POD_BLOCK = 244;
    private static final int FIRST_SERVICE_BLOCK = 96;

    public ClusterAddresses {
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException(
                    "the number of the address ranges has to be 0 to " + MAX + ": " + number);
        }
    }

    /**
     * The first ranges that no other cluster has and that no network of this machine overlaps.
     *
     * @param taken numbers of the other clusters on this machine
     * @throws IllegalStateException when none is free
     */
    public static ClusterAddresses firstFree(Set<Integer> taken) throws SocketException {
        Set<Integer> blocks = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getAddress)
                .filter(address -> address.length == 4 && address[0] == 10)
                .map(address -> address[1] & 0xff)
                .collect(java.util.stream.Collectors.toSet());
        return IntStream.rangeClosed(0, MAX)
                .filter(number -> !taken.contains(number)
                        && !blocks.contains(FIRST_POD_BLOCK + number)
                        && !blocks.contains(FIRST_SERVICE_BLOCK + number))
                .mapToObj(ClusterAddresses::new)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no free range of addresses for Pods: all of 10.244.0.0/16 to 10.255.0.0/16 are in use on this"
                                + " machine; remove another cluster first"));
    }

    /** The range of all Pods: {@code --cluster-cidr}. */
    public String pods() {
        return "10." + (FIRST_POD_BLOCK + number) + ".0.0/16";
    }

    /** The range of the Pods on the first node. */
    public String nodePods() {
        return "10." + (FIRST_POD_BLOCK + number) + ".0.0/24";
    }

    /** {@code --service-cluster-ip-range}. */
    public String services() {
        return "10." + (FIRST_SERVICE_BLOCK + number) + ".0.0/16";
    }

    /** The Service kube-dns, at the tenth address as everywhere. */
    public String dns() {
        return "10." + (FIRST_SERVICE_BLOCK + number) + ".0.10";
    }
}
