package dev.jukung.kubelet.cri;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What our own containerd needs to know.
 *
 * @param directory everything it keeps is below this: root, state, socket, configuration, logs
 * @param cni the network of the pods; empty when somebody else puts configurations in {@link #cniDirectory}
 * @param mirrors host of a registry to the address that is asked instead, for registries that cannot be reached
 */
public record ContainerdSettings(Path directory, Optional<CniNetwork> cni, Map<String, String> mirrors) {
    /** A Unix socket's path has to fit in 108 bytes. */
    private static final int SOCKET_PATH_MAX = 107;

    /** Where Debian, and everybody else, put the network plugins. */
    private static final List<Path> PLUGIN_DIRECTORIES =
            List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"), Path.of("/usr/libexec/cni"));

    public ContainerdSettings {
        String socket = directory.resolve("containerd.sock.ttrpc").toString();
        if (socket.length() > SOCKET_PATH_MAX) {
            throw new IllegalArgumentException("the path of the socket " + socket + " has more than " + SOCKET_PATH_MAX
                    + " characters; choose a shorter data directory");
        }
    }

    /**
     * A bridge on this node with an address for each pod.
     *
     * @param bridge the name of the link, at most 15 characters
     * @param podCidr the addresses of this node's pods: {@code 10.42.0.0/24}
     * @param mtu 0 for the kernel's default
     * @param masquerade whether the plugin makes iptables rules so that pods reach the outside
     */
    public record CniNetwork(String bridge, String podCidr, int mtu, boolean masquerade) {}

    public Path socket() {
        return directory.resolve("containerd.sock");
    }

    public Path cniDirectory() {
        return directory.resolve("cni/net.d");
    }

    Path configFile() {
        return directory.resolve("config.toml");
    }

    Path logFile() {
        return directory.resolve("containerd.log");
    }

    Path registryDirectory() {
        return directory.resolve("registries");
    }

    /** The first directory that has the bridge plugin. */
    public static Optional<Path> pluginDirectory() {
        return PLUGIN_DIRECTORIES.stream()
                .filter(directory -> directory.resolve("bridge").toFile().canExecute())
                .findFirst();
    }
}
