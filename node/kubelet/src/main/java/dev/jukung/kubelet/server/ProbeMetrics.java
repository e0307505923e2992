package dev.jukung.kubelet.server;

import dev.jukung.kubelet.pod.Probing;
import java.util.List;

/** {@code /metrics/probes}. Pure functions. */
public final class ProbeMetrics {
    private static final String NAME = "prober_probe_total";

    private ProbeMetrics() {}

    public static String text(List<Probing.Count> counts) {
        MetricsText text = new MetricsText()
                .metric(
                        NAME,
                        "counter",
                        "[BETA] Cumulative number of a liveness, readiness or startup probe for a container by result.");
        counts.forEach(count -> text.sample(
                NAME,
                count.count(),
                "container",
                count.container(),
                "namespace",
                count.pod().namespace(),
                "pod",
                count.pod().name(),
                "pod_uid",
                count.pod().uid(),
                "probe_type",
                count.type(),
                "result",
                count.result()));
        return text.toString();
    }
}
