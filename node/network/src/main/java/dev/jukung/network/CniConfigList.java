package dev.jukung.network;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The CNI configuration that the container runtime reads for each pod (CNI specification 1.0.0): addresses from
 * host-local, an interface by bridge or ptp, host ports by portmap.
 */
public final class CniConfigList {
    /** Sorts before what a distribution may have put in the same directory. */
    public static final String FILE_NAME = "10-jukung.conflist";

    private static final String VERSION = "1.0.0";

    private CniConfigList() {}

    /** @param bridge whether pods share a bridge; else each has a link of its own */
    static ObjectValue of(PodNetworkConfig config, boolean bridge) {
        ObjectValue link = bridge ? bridge(config) : ObjectValue.of("type", "ptp");
        link = link.with("ipMasq", false).with("ipam", ipam(config)); // the pods table masquerades for all pods at once
        if (config.mtu() > 0) {
            link = link.with("mtu", (long) config.mtu());
        }
        ObjectValue portmap =
                ObjectValue.of("type", "portmap", "capabilities", ObjectValue.of("portMappings", true), "snat", true);
        return ObjectValue.of(
                "cniVersion",
                VERSION,
                "name",
                "jukung-" + config.cluster(),
                "plugins",
                ListValue.copyOf(List.of(link, portmap)));
    }

    /** Hairpin: a pod that reaches itself through a Service gets its packet back through the port it sent it to. */
    private static ObjectValue bridge(PodNetworkConfig config) {
        return ObjectValue.of("type", "bridge", "bridge", config.bridge(), "isGateway", true, "hairpinMode", true);
    }

    private static ObjectValue ipam(PodNetworkConfig config) {
        List<Object> ranges = new ArrayList<>();
        List<Object> routes = new ArrayList<>();
        for (String cidr : config.podCidrs()) {
            ranges.add(ListValue.copyOf(List.of(ObjectValue.of("subnet", cidr))));
            routes.add(ObjectValue.of("dst", IpFamily.of(cidr) == IpFamily.IPV4 ? "0.0.0.0/0" : "::/0"));
        }
        return ObjectValue.of(
                "type",
                "host-local",
                "dataDir",
                config.stateDirectory()
                        .resolve("cni-addresses")
                        .toAbsolutePath()
                        .toString(),
                "ranges",
                ListValue.copyOf(ranges),
                "routes",
                ListValue.copyOf(routes));
    }
}
