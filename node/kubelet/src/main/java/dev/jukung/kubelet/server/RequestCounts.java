package dev.jukung.kubelet.server;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many requests the server has answered. Thread-safe. */
final class RequestCounts {
    private static final Set<String> LONG_RUNNING = Set.of("exec", "attach", "portForward");
    private static final Set<String> PATHS = Set.of(
            "exec",
            "attach",
            "portForward",
            "run",
            "containerLogs",
            "pods",
            "runningpods",
            "healthz",
            "configz",
            "stats",
            "metrics",
            "logs");

    private final Map<String, Long> answered = new TreeMap<>(); // guarded by this, by labels
    private long running; // guarded by this

    synchronized void began() {
        running++;
    }

    synchronized void ended() {
        running--;
    }

    synchronized void answered(String method, String path, int status) {
        String known = PATHS.contains(path) ? path : "other";
        answered.merge(method + " " + known + " " + status, 1L, Long::sum);
    }

    synchronized void write(MetricsText text) {
        text.metric("kubelet_http_inflight_requests", "gauge", "[ALPHA] Number of the inflight http requests")
                .sample("kubelet_http_inflight_requests", running);
        text.metric(
                "kubelet_http_requests_total",
                "counter",
                "[ALPHA] Number of the http requests received since the server started");
        answered.forEach((labels, count) -> {
            String[] parts = labels.split(" ", -1);
            text.sample(
                    "kubelet_http_requests_total",
                    count,
                    "code",
                    parts[2],
                    "long_running",
                    Boolean.toString(LONG_RUNNING.contains(parts[1])),
                    "method",
                    parts[0],
                    "path",
                    parts[1],
                    "server_type",
                    "readwrite");
        });
    }
}
