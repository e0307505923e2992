package dev.jukung.cluster;

import dev.jukung.kubelet.cri.ContainerdSettings;
import dev.jukung.kubelet.cri.HostFacts;
import java.util.ArrayList;
import java.util.List;

/** The programs that a node with real containers uses, and where Debian has them. */
public final class HostRequirements {
    private static final List<Missing> PROGRAMS = List.of(
            program("containerd", "containerd"),
            program("ctr", "containerd"),
            program("runc", "runc"),
            program("nft", "nftables"),
            program("ip", "iproute2"),
            program("iptables", "iptables"),
            program("conntrack", "conntrack"),
            program("setsid", "util-linux"));

    private HostRequirements() {}

    /**
     * Something that is not there.
     *
     * @param debianPackage that brings it, on Debian and Ubuntu
     */
    public record Missing(String what, String debianPackage, String remedy) {}

    private static Missing program(String name, String debianPackage) {
        return new Missing(name, debianPackage, "apt-get install " + debianPackage);
    }

    /** What a cluster of this kind needs and this machine does not have; empty when all is there. */
    public static List<Missing> missing(ClusterConfig.Backend backend) {
        return switch (backend) {
            case SIMULATED -> List.of();
            case CONTAINERD -> {
                List<Missing> missing = new ArrayList<>(PROGRAMS.stream()
                        .filter(program -> HostFacts.program(program.what()).isEmpty())
                        .toList());
                if (ContainerdSettings.pluginDirectory().isEmpty()) {
                    missing.add(program("CNI plugins", "containernetworking-plugins"));
                }
                yield List.copyOf(missing);
            }
        };
    }
}
