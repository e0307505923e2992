package dev.jukung.kubelet.container;

import dev.jukung.kubelet.container.SandboxConfig.PodIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sandbox as it is.
 *
 * @param addresses of the pod, the main one first; empty for the host's network
 * @param networkNamespace path of the sandbox's network namespace on this host, where there is one
 */
public record SandboxStatus(
        String id,
        PodIdentity pod,
        int attempt,
        boolean ready,
        Instant createdAt,
        boolean hostNetwork,
        List<String> addresses,
        Optional<String> networkNamespace,
        Map<String, String> labels,
        Map<String, String> annotations) {}
