package dev.jukung.app.role;

import dev.jukung.cluster.HostAddress;
import dev.jukung.cluster.KubeletSettings;
import dev.jukung.cluster.Serving;
import dev.jukung.kubelet.KubeletConfig;
import dev.jukung.kubelet.node.StatusReports;
import dev.jukung.kubelet.server.LogLimits;
import dev.jukung.kubelet.server.ServerAccess;
import dev.jukung.kubelet.staticpods.StaticPods;
import dev.jukung.model.Quantity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns the flags of kubelet, and the KubeletConfiguration that they name, into settings. All that is wrong is told at once. */
final class KubeletFlags {
    static final FlagSet FLAGS =
            FlagSet.read("kubelet", "kubelet.flags", removed()).withFields("kubelet.fields");
    /** In the place of an endpoint: Pods become ready by rule, and nothing runs. */
    static final String SIMULATED = "simulated";

    private static final String SOCKET = "unix://";
    private static final String NO_DNS_FILE = "/dev/null";
    private static final int MAX_PORT = 65535;

    private final FlagValues values;
    private final Problems problems = new Problems();

    private KubeletFlags(FlagValues values) {
        this.values = values;
    }

    /** Flags of earlier versions that configurations still carry. */
    private static Map<String, String> removed() {
        Map<String, String> removed = new TreeMap<>();
        removed.put(
                "container-runtime",
                "removed in v1.27: containers are always run over CRI, see --container-runtime-endpoint");
        for (String flag :
                List.of("network-plugin", "cni-bin-dir", "cni-conf-dir", "cni-cache-dir", "network-plugin-mtu")) {
            removed.put(
                    flag,
                    "removed in v1.24: the container runtime configures the network, for containerd in its config.toml");
        }
        for (String flag :
                List.of("docker", "docker-endpoint", "docker-root", "docker-tls", "image-pull-progress-deadline")) {
            removed.put(flag, "removed in v1.24 with dockershim: use a runtime that speaks CRI");
        }
        removed.put(
                "pod-infra-container-image", "removed in v1.35: the container runtime chooses the image of sandboxes");
        removed.put("api-servers", "removed in v1.8: use --kubeconfig");
        removed.put("require-kubeconfig", "removed in v1.10: use --kubeconfig");
        removed.put("experimental-bootstrap-kubeconfig", "use --bootstrap-kubeconfig");
        removed.put(
                "allow-privileged", "removed in v1.15: admission decides, see --allow-privileged of the API server");
        removed.put("cadvisor-port", "removed in v1.12: see /metrics/cadvisor of the kubelet's server");
        removed.put("register-schedulable", "removed in v1.16: use --register-with-taints");
        removed.put("dynamic-config-dir", "removed in v1.24: use --config");
        removed.put("non-masquerade-cidr", "removed in v1.24: the network masquerades");
        removed.put("keep-terminated-pod-volumes", "removed in v1.31: nothing takes its place");
        removed.put("iptables-masquerade-bit", "removed in v1.28: nothing takes its place");
        removed.put("iptables-drop-bit", "removed in v1.28: nothing takes its place");
        removed.put("master-service-namespace", "removed in v1.27: nothing takes its place");
        removed.put("cloud-config", "removed in v1.33: run a cloud-controller-manager");
        for (String flag : List.of("logtostderr", "log-dir", "log-file", "alsologtostderr", "stderrthreshold")) {
            removed.put(flag, "removed in v1.26: logs go to standard error");
        }
        return removed;
    }

    /** With what the file of {@code --config} says; the command line counts before it. */
    static FlagValues withFile(FlagValues values) {
        return values.file("config")
                .map(file -> values.over(
                        ConfigurationFile.read(file, FLAGS, "kubelet.config.k8s.io/v1beta1", "KubeletConfiguration")))
                .orElse(values);
    }

    /** @throws FlagException with all that is wrong */
    static KubeletSettings read(FlagValues values) {
        return new KubeletFlags(values).settings();
    }

    private KubeletSettings settings() {
        FeatureGates.check(values);
        Path certificates = Path.of(values.text("cert-dir"));
        Optional<Path> kubeconfig = values.file("kubeconfig");
        problems.check(
                kubeconfig.isPresent(),
                "--kubeconfig is needed: a kubelet without an API server (standalone mode) is not supported by jukung"
                        + " (docs/gaps.md)");
        String mode = values.text("authorization-mode");
        problems.check(
                mode.equals("Webhook") || mode.equals("AlwaysAllow"), "unknown authorization mode \"" + mode + "\"");
        Optional<KubeletSettings.Runtime> runtime = runtime();
        Optional<Optional<KubeletSettings.Server>> server = problems.collect(() -> server(certificates));
        Optional<KubeletConfig> node = problems.collect(() -> node(mode));
        Optional<InetSocketAddress> healthz = healthz();
        problems.refuse();
        return new KubeletSettings(
                node.orElseThrow(),
                new KubeletSettings.Access(
                        kubeconfig.orElseThrow(),
                        values.file("bootstrap-kubeconfig"),
                        certificates,
                        values.on("rotate-certificates")),
                runtime.orElseThrow(),
                server.orElseThrow(),
                healthz);
    }

    private Optional<KubeletSettings.Runtime> runtime() {
        String endpoint = values.text("container-runtime-endpoint");
        if (endpoint.equals(SIMULATED)) {
            return Optional.of(new KubeletSettings.Runtime.Simulated(
                    values.optional("pod-cidr").orElse("10.244.0.0/24")));
        }
        String path = endpoint.startsWith(SOCKET) ? endpoint.substring(SOCKET.length()) : endpoint;
        if (!path.startsWith("/")) {
            problems.add("--container-runtime-endpoint=" + endpoint
                    + ": only unix sockets are supported, as unix:///run/containerd/containerd.sock");
            return Optional.empty();
        }
        return Optional.of(new KubeletSettings.Runtime.Socket(Path.of(path)));
    }

    private Optional<KubeletSettings.Server> server(Path certificates) {
        if (!values.on("enable-server")) {
            return Optional.empty();
        }
        Optional<Serving.Pair> pair = ServingFlags.pair(values, "tls-cert-file", "tls-private-key-file");
        boolean requested = values.on("rotate-server-certificates") && pair.isEmpty();
        // A certificate that is asked for replaces one that nobody has to trust until then, so that one is not kept.
        Serving serving = new ServingFlags(values, problems)
                .serving(
                        new InetSocketAddress(InetAddress.ofLiteral(values.text("address")), port("port", 1)),
                        pair,
                        requested ? Optional.empty() : Optional.of(certificates));
        return Optional.of(new KubeletSettings.Server(serving, values.file("client-ca-file"), requested));
    }

    private int port(String flag, int least) {
        int port = values.integer(flag);
        problems.check(
                port >= least && port <= MAX_PORT,
                "invalid configuration: --" + flag + " " + port + " must be between " + least
                        + " and 65535, inclusive");
        return Math.clamp(port, least, MAX_PORT);
    }

    private Optional<InetSocketAddress> healthz() {
        int port = port("healthz-port", 0);
        return port == 0
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(InetAddress.ofLiteral(values.text("healthz-bind-address")), port));
    }

    private KubeletConfig node(String authorizationMode) throws IOException {
        Path root = Path.of(values.text("root-dir"));
        NodeFlags own = new NodeFlags(values, problems);
        Duration update = values.duration("node-status-update-frequency");
        String group = values.text("cgroup-root");
        KubeletConfig config = KubeletConfig.of(name(), own.addresses().getFirst(), root)
                .withNodeAddresses(own.addresses())
                .withBindAddress(values.text("address"))
                .withPort(port("port", 1))
                .withAccess(new ServerAccess(
                        values.on("anonymous-auth"),
                        values.on("authentication-token-webhook"),
                        values.duration("authentication-token-webhook-cache-ttl"),
                        authorizationMode.equals("Webhook"),
                        values.duration("authorization-webhook-cache-authorized-ttl"),
                        values.duration("authorization-webhook-cache-unauthorized-ttl")))
                .withPodLogs(
                        Path.of(values.text("podLogsDir")),
                        new LogLimits(
                                Quantity.parse(values.text("container-log-max-size"))
                                        .value(),
                                values.integer("container-log-max-files")))
                .withClusterDns(values.list("cluster-dns"), values.text("cluster-domain"))
                .withResolvConf(Path.of(values.optional("resolv-conf").orElse(NO_DNS_FILE)))
                .withCgroupRoot((group.equals("/") ? "" : group) + "/kubepods")
                .withMaxPods(own.maxPods())
                .withReserved(own.reserved())
                .withNodeLabels(own.labels())
                .withRegistration(values.on("register-node"), own.taints())
                .withProviderId(values.text("provider-id"))
                // As in Kubernetes: who says how often it is looked at says how often it is told.
                .withReports(new StatusReports(
                        update,
                        values.given("nodeStatusReportFrequency") || !values.given("node-status-update-frequency")
                                ? values.duration("nodeStatusReportFrequency")
                                : update))
                .withSeccompDefault(values.on("seccomp-default"));
        return values.file("pod-manifest-path")
                .map(path ->
                        config.withStaticPods(new StaticPods.Source(path, values.duration("file-check-frequency"))))
                .orElse(config);
    }

    /** The node's name: what was said, else this machine's. */
    private String name() {
        return values.optional("hostname-override")
                .map(said -> said.strip().toLowerCase(Locale.ROOT))
                .orElseGet(HostAddress::hostName);
    }
}
