package dev.jukung.app.role;

import dev.jukung.cluster.HostAddress;
import dev.jukung.cluster.ProxySettings;
import dev.jukung.network.ServiceProxyConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns the flags of kube-proxy, or the KubeProxyConfiguration that they name, into settings. All that is wrong is told at once. */
final class ProxyFlags {
    static final FlagSet FLAGS =
            FlagSet.read("kube-proxy", "proxy.flags", removed()).withFields("proxy.fields");
    /** With a configuration file these flags count still. */
    private static final Set<String> BESIDE_FILE = Set.of("config", "hostname-override", "master", "cleanup", "v");

    /** Its table is {@code jukung-kube-proxy}, so that it shares none with a cluster of {@code up}. */
    private static final String CLUSTER = "kube-proxy";

    private static final Path STATE = Path.of("/var/lib/kube-proxy");

    private final FlagValues values;
    private final Problems problems = new Problems();

    private ProxyFlags(FlagValues values) {
        this.values = values;
    }

    private static Map<String, String> removed() {
        Map<String, String> removed = new TreeMap<>();
        removed.put("proxy-port-range", "removed in v1.27 with the userspace mode");
        removed.put("udp-timeout", "removed in v1.26 with the userspace mode");
        removed.put("cleanup-iptables", "removed in v1.13: use --cleanup");
        removed.put("cleanup-ipvs", "removed in v1.22: use --cleanup");
        removed.put("resource-container", "removed in v1.15: nothing takes its place");
        removed.put("conntrack-max", "removed in v1.19: nothing takes its place");
        removed.put("proxy-port", "removed in v1.26 with the userspace mode");
        for (String flag : List.of("logtostderr", "log-dir", "log-file", "alsologtostderr", "stderrthreshold")) {
            removed.put(flag, "removed in v1.26: logs go to standard error");
        }
        return removed;
    }

    /** With a file of {@code --config}, it counts alone, as in Kubernetes, but for a few flags. */
    static FlagValues withFile(FlagValues values) {
        return values.file("config")
                .map(file -> values.under(
                        ConfigurationFile.read(
                                file, FLAGS, "kubeproxy.config.k8s.io/v1alpha1", "KubeProxyConfiguration"),
                        BESIDE_FILE))
                .orElse(values);
    }

    /** @throws FlagException with all that is wrong */
    static ProxySettings read(FlagValues values) {
        return new ProxyFlags(values).settings();
    }

    private ProxySettings settings() {
        FeatureGates.check(values);
        String local = values.text("detect-local-mode");
        problems.check(
                List.of("", "ClusterCIDR", "NodeCIDR").contains(local),
                "--detect-local-mode=" + local
                        + " is not supported by jukung (docs/gaps.md): say ClusterCIDR or NodeCIDR");
        Optional<ServiceProxyConfig> rules = problems.collect(this::rules);
        Optional<InetSocketAddress> healthz = address("healthz-bind-address", "healthz-port");
        Optional<InetSocketAddress> metrics = address("metrics-bind-address", "metrics-port");
        problems.refuse();
        ServiceProxyConfig complete =
                healthz.map(rules.orElseThrow()::withHealthz).orElseGet(rules::orElseThrow);
        return new ProxySettings(
                complete, values.file("kubeconfig"), values.optional("master"), metrics, local.equals("NodeCIDR"));
    }

    private ServiceProxyConfig rules() {
        List<String> cluster = Arrays.stream(values.text("cluster-cidr").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        return ServiceProxyConfig.of(CLUSTER, name(), cluster, List.of(), List.of(), STATE)
                .withMode(values.text("proxy-mode"))
                .withNodePortAddresses(values.list("nodeport-addresses"), false)
                .withSync(values.duration("nftables.syncPeriod"), values.integer("nftables.masqueradeBit"));
    }

    private String name() {
        return values.optional("hostname-override")
                .map(said -> said.strip().toLowerCase(Locale.ROOT))
                .orElseGet(HostAddress::hostName);
    }

    /** {@code 0.0.0.0:10256} or an address with the port of the other flag, 0 for nowhere. */
    private Optional<InetSocketAddress> address(String flag, String portFlag) {
        String text = values.text(flag);
        try {
            if (values.given(portFlag) && !values.given(flag)) {
                int port = values.integer(portFlag);
                String host = text.substring(0, text.lastIndexOf(':'));
                return port == 0
                        ? Optional.empty()
                        : Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
            }
            int colon = text.lastIndexOf(':');
            boolean whole = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
            String host = whole ? text.substring(0, colon).replaceAll("[\\[\\]]", "") : text;
            int port = whole ? Integer.parseInt(text.substring(colon + 1)) : values.integer(portFlag);
            return port == 0 ? Optional.empty() : Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException e) {
            problems.add("--" + flag + "=" + text + ": must be IP:port");
            return Optional.empty();
        }
    }
}
