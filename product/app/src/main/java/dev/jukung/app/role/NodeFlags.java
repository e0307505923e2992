package dev.jukung.app.role;

import dev.jukung.cluster.HostAddress;
import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Taint;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a kubelet says of its node: addresses, labels, taints, and what is kept from Pods. Confined to one thread. */
final class NodeFlags {
    /** The labels of Kubernetes that a kubelet may give to its node. */
    private static final List<String> LABELS = List.of(
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/instance-type",
            "beta.kubernetes.io/os",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "kubernetes.io/arch",
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "node.kubernetes.io/instance-type",
            "topology.kubernetes.io/region",
            "topology.kubernetes.io/zone");

    private static final List<String> LABEL_NAMESPACES = List.of("kubelet.kubernetes.io", "node.kubernetes.io");
    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final Set<String> RESERVABLE = Set.of("cpu", "memory", "ephemeral-storage", "pid");

    private final FlagValues values;
    private final Problems problems;

    /** @param problems gets what is wrong */
    NodeFlags(FlagValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** What {@code --node-ip} says; without it, or where it leaves the choice, an address by which the node is reached. */
    List<String> addresses() throws IOException {
        List<String> said = new ArrayList<>();
        for (String text : values.text("node-ip").split(",")) {
            if (!text.isBlank()) {
                try {
                    InetAddress address = InetAddress.ofLiteral(text.strip());
                    if (!address.isAnyLocalAddress()) {
                        said.add(address.getHostAddress());
                    }
                } catch (IllegalArgumentException _) {
                    problems.add(
                            "bad --node-ip \"" + values.text("node-ip") + "\": invalid IP address \"" + text + "\"");
                }
            }
        }
        if (!said.isEmpty()) {
            return List.copyOf(said);
        }
        return List.of(
                HostAddress.firstReachable()
                        .orElseThrow(
                                () -> new IOException(
                                        "can't get ip address of node: no address found by which this machine is reached; say one with --node-ip")));
    }

    int maxPods() {
        int max = values.integer("max-pods");
        int perCore = values.integer("pods-per-core");
        problems.check(
                max >= 0, "invalid configuration: maxPods (--max-pods) " + max + " must not be a negative number");
        problems.check(
                perCore >= 0,
                "invalid configuration: podsPerCore (--pods-per-core) " + perCore + " must not be a negative number");
        return perCore > 0 ? Math.min(max, perCore * Runtime.getRuntime().availableProcessors()) : max;
    }

    /** What the system and Kubernetes' own daemons need, together. */
    Map<String, Quantity> reserved() {
        Map<String, Quantity> reserved = new LinkedHashMap<>();
        add(reserved, "system-reserved");
        add(reserved, "kube-reserved");
        return reserved;
    }

    private void add(Map<String, Quantity> reserved, String flag) {
        values.pairs(flag).forEach((resource, text) -> {
            if (!RESERVABLE.contains(resource)) {
                problems.add("--" + flag + ": cannot reserve \"" + resource + "\" resource");
                return;
            }
            try {
                Quantity amount = Quantity.parse(text);
                if (amount.amount().signum() < 0) {
                    problems.add(
                            "--" + flag + ": resource quantity for \"" + resource + "\" cannot be negative: " + text);
                }
                reserved.merge(resource, amount, NodeFlags::sum);
            } catch (IllegalArgumentException e) {
                problems.add("--" + flag + ": failed to parse quantity \"" + text + "\" for \"" + resource
                        + "\" resource: " + e.getMessage());
            }
        });
    }

    private static Quantity sum(Quantity one, Quantity other) {
        return Quantity.ofMillis(Math.addExact(one.millis(), other.millis()));
    }

    Map<String, String> labels() {
        Map<String, String> labels = values.pairs("node-labels");
        Set<String> unknown = new TreeSet<>();
        labels.keySet().stream().filter(NodeFlags::isForeign).forEach(unknown::add);
        if (!unknown.isEmpty()) {
            problems.add("unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: ["
                    + String.join(" ", unknown)
                    + "]\n--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix ("
                    + String.join(", ", LABEL_NAMESPACES) + ") or be in the specifically allowed set ("
                    + String.join(", ", LABELS) + ")");
        }
        return labels;
    }

    /** Of Kubernetes, and not for kubelets to give. */
    private static boolean isForeign(String label) {
        int slash = label.indexOf('/');
        String namespace = slash < 0 ? "" : label.substring(0, slash);
        boolean kubernetes = within(namespace, "kubernetes.io") || within(namespace, "k8s.io");
        return kubernetes
                && !LABELS.contains(label)
                && LABEL_NAMESPACES.stream().noneMatch(allowed -> within(namespace, allowed));
    }

    private static boolean within(String namespace, String top) {
        return namespace.equals(top) || namespace.endsWith("." + top);
    }

    /** {@code key=value:effect} or {@code key:effect}. */
    List<Taint> taints() {
        List<Taint> taints = new ArrayList<>();
        for (String text : values.list("register-with-taints")) {
            int colon = text.lastIndexOf(':');
            String[] pair = (colon < 0 ? text : text.substring(0, colon)).split("=", 2);
            String effect = colon < 0 ? "" : text.substring(colon + 1);
            if (!EFFECTS.contains(effect) || pair[0].isEmpty()) {
                problems.add(
                        "invalid argument \"" + text + "\" for \"--register-with-taints\" flag: invalid taint spec: "
                                + text + (colon < 0 ? "" : ", unsupported taint effect"));
                continue;
            }
            Taint taint = Taint.EMPTY.withKey(pair[0]).withEffect(effect);
            taints.add(pair.length == 2 && !pair[1].isEmpty() ? taint.withValue(pair[1]) : taint);
        }
        return List.copyOf(taints);
    }
}
