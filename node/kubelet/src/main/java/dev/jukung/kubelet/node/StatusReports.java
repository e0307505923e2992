package dev.jukung.kubelet.node;

import java.time.Duration;

/**
 * How often the status of a node is looked at, and told though nothing has changed.
 *
 * @param update {@code nodeStatusUpdateFrequency}
 * @param report {@code nodeStatusReportFrequency}
 */
public record StatusReports(Duration update, Duration report) {
    /** Kubernetes' defaults. */
    public static final StatusReports STANDARD = new StatusReports(Duration.ofSeconds(10), Duration.ofMinutes(5));
}
