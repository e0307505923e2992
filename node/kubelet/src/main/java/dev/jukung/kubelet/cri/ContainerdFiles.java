package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.cri.ContainerdSettings.CniNetwork;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.file.Path;

/** The texts of containerd's configuration files. Pure functions. */
final class ContainerdFiles {
    private ContainerdFiles() {}

    /**
     * Version 2 of the configuration, understood by containerd 1.3 to 2.x.
     *
     * @param mayLowerOomScore without CAP_SYS_RESOURCE a score below our own cannot be set, and every sandbox would fail
     */
    static String config(
            ContainerdSettings settings,
            String sandboxImage,
            Path pluginDirectory,
            boolean systemdCgroups,
            boolean mayLowerOomScore) {
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = [
                  "io.containerd.snapshotter.v1.aufs",
                  "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs",
                  "io.containerd.internal.v1.opt",
                  "io.containerd.internal.v1.tracing",
                  "io.containerd.tracing.processor.v1.otlp",
                ]

                [grpc]
                  address = "%2$s"

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%3$s"
                  restrict_oom_score_adj = %4$s
                  netns_mounts_under_state_dir = true
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  enable_tls_streaming = false
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%5$s"
                    conf_dir = "%6$s"
                    max_conf_num = 1
                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    default_runtime_name = "runc"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"
                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        SystemdCgroup = %7$s
                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = "%8$s"
                """.formatted(
                        settings.directory(),
                        settings.socket(),
                        sandboxImage,
                        !mayLowerOomScore,
                        pluginDirectory,
                        settings.cniDirectory(),
                        systemdCgroups,
                        settings.registryDirectory());
    }

    /** The network of the pods: a bridge, addresses kept by host-local, host ports where portmap can serve them. */
    static byte[] network(CniNetwork network, Path addresses, boolean hostPorts) {
        ObjectValue bridge = ObjectValue.of(
                "type",
                "bridge",
                "bridge",
                network.bridge(),
                "isGateway",
                true,
                "isDefaultGateway",
                true,
                "hairpinMode",
                true,
                "ipMasq",
                network.masquerade(),
                "ipam",
                ObjectValue.of(
                        "type", "host-local",
                        "dataDir", addresses.toString(),
                        "ranges", ListValue.of(ListValue.of(ObjectValue.of("subnet", network.podCidr())))));
        if (network.mtu() > 0) {
            bridge = bridge.with("mtu", (long) network.mtu());
        }
        ListValue plugins = ListValue.of(bridge);
        if (hostPorts) {
            plugins = plugins.plus(
                    ObjectValue.of("type", "portmap", "capabilities", ObjectValue.of("portMappings", true)));
        }
        return Json.bytes(ObjectValue.of("cniVersion", "0.4.0", "name", network.bridge(), "plugins", plugins));
    }

    /** Sends requests for a registry to a mirror. */
    static String mirror(String registry, String address) {
        return """
                server = "https://%s"

                [host."%s"]
                  capabilities = ["pull", "resolve"]
                """.formatted(registry, address);
    }
}
