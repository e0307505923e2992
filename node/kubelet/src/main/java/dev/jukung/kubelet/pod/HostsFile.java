package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.HostAlias;
import dev.jukung.model.core.v1.Pod;
import java.util.List;
import java.util.Optional;

/** The text of a pod's /etc/hosts. Pure function. */
final class HostsFile {
    private static final String LOCAL = """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;

    private HostsFile() {}

    /** @param hostText the node's own file, which a pod on the node's network gets */
    static String of(Pod pod, List<String> addresses, String hostText, String clusterDomain) {
        StringBuilder text = new StringBuilder();
        if (pod.spec().hostNetwork().orElse(false)) {
            text.append("# Kubernetes-managed hosts file (host network).\n").append(hostText);
        } else {
            text.append(LOCAL);
            String name = SandboxConfigs.plainHostname(pod);
            Optional<String> full = SandboxConfigs.fullName(pod, clusterDomain);
            for (String address : addresses) {
                text.append(address).append('\t');
                full.ifPresent(fqdn -> text.append(fqdn).append('\t'));
                text.append(name).append('\n');
            }
        }
        List<HostAlias> aliases = pod.spec().hostAliases();
        if (!aliases.isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
            aliases.forEach(alias -> text.append(alias.ip())
                    .append('\t')
                    .append(String.join("\t", alias.hostnames()))
                    .append('\n'));
        }
        return text.toString();
    }
}
