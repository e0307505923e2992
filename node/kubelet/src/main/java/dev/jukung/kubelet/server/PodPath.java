package dev.jukung.kubelet.server;

import java.util.List;
import java.util.Optional;

/**
 * What a path of the kubelet's server names.
 *
 * @param container empty where a pod is named only
 */
record PodPath(String namespace, String pod, Optional<String> uid, String container) {
    /** {@code namespace/pod[/uid]/container}; empty when it does not fit. */
    static Optional<PodPath> ofContainer(List<String> segments) {
        return switch (segments.size()) {
            case 3 -> Optional.of(new PodPath(segments.get(0), segments.get(1), Optional.empty(), segments.get(2)));
            case 4 ->
                Optional.of(
                        new PodPath(segments.get(0), segments.get(1), Optional.of(segments.get(2)), segments.get(3)));
            default -> Optional.empty();
        };
    }

    /** {@code namespace/pod[/uid]}; empty when it does not fit. */
    static Optional<PodPath> ofPod(List<String> segments) {
        return switch (segments.size()) {
            case 2 -> Optional.of(new PodPath(segments.get(0), segments.get(1), Optional.empty(), ""));
            case 3 -> Optional.of(new PodPath(segments.get(0), segments.get(1), Optional.of(segments.get(2)), ""));
            default -> Optional.empty();
        };
    }
}
