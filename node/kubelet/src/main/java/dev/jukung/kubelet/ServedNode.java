package dev.jukung.kubelet;

import dev.jukung.base.Clock;
import dev.jukung.http.ServerTls;
import dev.jukung.kubelet.pod.Cgroups;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.QualityOfService;
import dev.jukung.kubelet.server.KubeletServer;
import dev.jukung.kubelet.server.LogRotation;
import dev.jukung.kubelet.server.ProbeMetrics;
import dev.jukung.kubelet.server.ServerParts;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.UncheckedIOException;

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
            return KubeletServer.start(config.port(), tls, parts);
        } catch (IOException e) {
            throw new UncheckedIOException("the kubelet's server cannot start", e);
        }
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
                "webhook", ObjectValue.of("enabled", true, "cacheTTL", "10s"),
                "anonymous", ObjectValue.of("enabled", false));
        ObjectValue authorization = ObjectValue.of(
                "mode",
                "Webhook",
                "webhook",
                ObjectValue.of("cacheAuthorizedTTL", "10s", "cacheUnauthorizedTTL", "10s"));
        return ObjectValue.of(
                        "enableServer", true,
                        "address", "0.0.0.0",
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
                .with("containerLogMaxSize", (LogRotation.MAX_BYTES >> 20) + "Mi")
                .with("containerLogMaxFiles", (long) LogRotation.MAX_FILES)
                .with("enableSystemLogHandler", false);
    }
}
