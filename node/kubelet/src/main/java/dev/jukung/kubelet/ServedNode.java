package dev.jukung.kubelet;

import dev.jukung.base.Clock;
import dev.jukung.http.ServerTls;
import dev.jukung.kubelet.pod.Cgroups;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.QualityOfService;
import dev.jukung.kubelet.server.KubeletServer;
import dev.jukung.kubelet.server.ProbeMetrics;
import dev.jukung.kubelet.server.ServerParts;
import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** What the kubelet's server is told of the kubelet. */
record ServedNode(
        KubeletConfig config,
        ApiClient client,
        NodeBackend backend,
        Lister<Pod> pods,
        Probing probing,
        Surroundings surroundings) {
    KubeletServer start(ServerTls tls) {
        Clock clock = surroundings.clock();
        ServerParts parts = new ServerParts(
                config.nodeName(),
                backend.host().cpus(),
                client,
                config.access(),
                backend.runtime(),
                pods,
                () -> backend.usage(clock),
                this::cgroup,
                () -> ProbeMetrics.text(probing.counts()),
                this::configuration,
                Kubelet.VERSION,
                clock,
                surroundings.faults());
        try {
            return KubeletServer.start(address(), tls, parts);
        } catch (IOException e) {
            throw new UncheckedIOException("the kubelet's server cannot start", e);
        }
    }

    private InetSocketAddress address() {
        return config.bindAddress().isEmpty()
                ? new InetSocketAddress(config.port())
                : new InetSocketAddress(InetAddress.ofLiteral(config.bindAddress()), config.port());
    }

    private String cgroup(String uid) {
        return pods.all().stream()
                .filter(pod -> pod.uid().equals(uid))
                .findFirst()
                .map(pod -> Cgroups.podPath(config.cgroupRoot(), QualityOfService.of(pod.spec()), uid))
                .orElse("");
    }

    /** Only what holds: a field that is not here has no effect. */
    private ObjectValue configuration(int port) {
        ObjectValue authentication = ObjectValue.of(
                "x509", ObjectValue.EMPTY,
                "webhook",
                        ObjectValue.of(
                                "enabled",
                                config.access().tokens(),
                                "cacheTTL",
                                text(config.access().tokensFor())),
                "anonymous", ObjectValue.of("enabled", config.access().anonymous()));
        ObjectValue authorization = ObjectValue.of(
                "mode",
                config.access().asked() ? "Webhook" : "AlwaysAllow",
                "webhook",
                ObjectValue.of(
                        "cacheAuthorizedTTL",
                        text(config.access().allowedFor()),
                        "cacheUnauthorizedTTL",
                        text(config.access().refusedFor())));
        return ObjectValue.of(
                        "enableServer", true,
                        "address", config.bindAddress().isEmpty() ? "0.0.0.0" : config.bindAddress(),
                        "port", (long) port,
                        "authentication", authentication,
                        "authorization", authorization,
                        "clusterDomain", config.clusterDomain(),
                        "clusterDNS", ListValue.copyOf(config.clusterDns()),
                        "resolvConf", config.resolvConf().toString(),
                        "podLogsDir", config.podLogsDirectory().toString(),
                        "cgroupRoot", config.cgroupRoot(),
                        "maxPods", (long) config.maxPods(),
                        "seccompDefault", config.seccompDefault(),
                        "registerNode", config.registerNode())
                .with(
                        "containerLogMaxSize",
                        Quantity.ofBytes(config.logLimits().bytes()).toString())
                .with("containerLogMaxFiles", (long) config.logLimits().files())
                .with("nodeStatusUpdateFrequency", text(config.reports().update()))
                .with("nodeStatusReportFrequency", text(config.reports().report()))
                .with("enableSystemLogHandler", false);
    }

    private static String text(Duration duration) {
        return duration.toSeconds() + "s";
    }
}
