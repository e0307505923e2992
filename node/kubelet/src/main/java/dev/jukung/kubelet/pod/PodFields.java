package dev.jukung.kubelet.pod;

import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ResourceFieldSelector;
import dev.jukung.model.core.v1.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The downward API: fields of a pod and of its containers as text. Pure functions. */
public final class PodFields {
    private static final Pattern SUBSCRIPT = Pattern.compile("(metadata\\.(?:labels|annotations))\\['(.*)']");

    private PodFields() {}

    /**
     * The field as text; empty for a path that does not exist.
     *
     * @param addresses of the pod, the main one first
     * @param hostAddresses of the node
     */
    public static Optional<String> field(Pod pod, String path, List<String> addresses, List<String> hostAddresses) {
        Matcher subscript = SUBSCRIPT.matcher(path);
        if (subscript.matches()) {
            Map<String, String> map = subscript.group(1).endsWith("labels")
                    ? pod.metadata().labels()
                    : pod.metadata().annotations();
            return Optional.of(map.getOrDefault(subscript.group(2), ""));
        }
        return switch (path) {
            case "metadata.name" -> Optional.of(pod.name());
            case "metadata.namespace" -> Optional.of(pod.namespace());
            case "metadata.uid" -> Optional.of(pod.uid());
            case "metadata.labels" -> Optional.of(lines(pod.metadata().labels()));
            case "metadata.annotations" -> Optional.of(lines(pod.metadata().annotations()));
            case "spec.nodeName" -> Optional.of(pod.spec().nodeName().orElse(""));
            case "spec.serviceAccountName" ->
                Optional.of(pod.spec().serviceAccountName().orElse(""));
            case "status.hostIP" -> Optional.of(hostAddresses.isEmpty() ? "" : hostAddresses.getFirst());
            case "status.hostIPs" -> Optional.of(String.join(",", hostAddresses));
            case "status.podIP" -> Optional.of(addresses.isEmpty() ? "" : addresses.getFirst());
            case "status.podIPs" -> Optional.of(String.join(",", addresses));
            default -> Optional.empty();
        };
    }

    /** {@code key="value"} lines, sorted, the values quoted as Go does. */
    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /**
     * A request or limit in units of the divisor, rounded up; a limit that is not set is what the node has to give. Empty for a
     * resource that does not exist.
     */
    public static Optional<String> resource(
            Container container, ResourceFieldSelector selector, Map<String, Quantity> allocatable) {
        String[] parts = selector.resource().split("\\.", 2);
        if (parts.length != 2) {
            return Optional.empty();
        }
        ResourceRequirements resources = container.resources().orElse(ResourceRequirements.EMPTY);
        Quantity amount =
                switch (parts[0]) {
                    case "limits" ->
                        resources.limits().getOrDefault(parts[1], allocatable.getOrDefault(parts[1], Quantity.ZERO));
                    case "requests" -> resources.requests().getOrDefault(parts[1], Quantity.ZERO);
                    default -> null;
                };
        if (amount == null) {
            return Optional.empty();
        }
        BigDecimal divisor = selector.divisor()
                .map(Quantity::amount)
                .filter(unit -> unit.signum() > 0)
                .orElse(BigDecimal.ONE);
        return Optional.of(
                amount.amount().divide(divisor, 0, RoundingMode.CEILING).toPlainString());
    }
}
