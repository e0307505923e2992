package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of Services: addresses and node ports, what goes with which type (k8s.io/kubernetes/pkg/registry/core/service). */
record ServiceStrategy(ServiceNetwork network) implements Strategy {
    private static final long AFFINITY_SECONDS = 10_800;
    private static final String HEADLESS = "None";

    @Override
    public NameRule nameRule() {
        return NameRule.LABEL;
    }

    @Override
    public ObjectValue defaults(ObjectValue service) {
        ObjectValue spec = service.object("spec");
        String type = spec.text("type", "ClusterIP");
        spec = PodSpecRules.mapped(
                spec,
                "ports",
                port -> port.has("targetPort") || !port.has("port")
                        ? port
                        : port.with("targetPort", port.integer("port", 0)));
        if (type.equals("ExternalName")) {
            return service.with("spec", spec);
        }
        if (spec.text("sessionAffinity", "").equals("ClientIP")) {
            ObjectValue config = spec.object("sessionAffinityConfig");
            if (!config.object("clientIP").has("timeoutSeconds")) {
                spec = spec.with(
                        "sessionAffinityConfig",
                        ObjectValue.of("clientIP", ObjectValue.of("timeoutSeconds", AFFINITY_SECONDS)));
            }
        } else if (spec.text("sessionAffinity", "").equals("None")) {
            spec = spec.without("sessionAffinityConfig");
        }
        if (!spec.has("internalTrafficPolicy")) {
            spec = spec.with("internalTrafficPolicy", "Cluster");
        }
        boolean reachedFromOutside =
                publishesNodePorts(spec) || !spec.list("externalIPs").isEmpty();
        if (reachedFromOutside && !spec.has("externalTrafficPolicy")) {
            spec = spec.with("externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
            spec = spec.with("allocateLoadBalancerNodePorts", true);
        }
        return service.with("spec", spec);
    }

    static boolean publishesNodePorts(ObjectValue spec) {
        String type = spec.text("type", "ClusterIP");
        return type.equals("NodePort") || type.equals("LoadBalancer");
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue service, Context context) {
        return service.with("spec", withAddresses(service.object("spec"), ObjectValue.EMPTY))
                .with("status", ObjectValue.of("loadBalancer", ObjectValue.EMPTY));
    }

    /** The list of addresses follows the older field for one, where only that was changed. */
    private static ObjectValue withAddresses(ObjectValue spec, ObjectValue before) {
        String address = spec.text("clusterIP", "");
        if (address.equals(before.text("clusterIP", ""))
                && spec.list("clusterIPs").isEmpty()) {
            return keep(spec, before, "clusterIPs");
        }
        boolean sameList = spec.list("clusterIPs").equals(before.list("clusterIPs"));
        if (address.equals(before.text("clusterIP", "")) || !sameList) {
            return spec;
        }
        return address.isEmpty() ? spec.without("clusterIPs") : spec.with("clusterIPs", ListValue.of(address));
    }

    /** What the server gave stays given while the type still has it, although the update does not name it. */
    @Override
    public ObjectValue prepareForUpdate(ObjectValue service, ObjectValue old, Context context) {
        ObjectValue before = old.object("spec");
        ObjectValue spec = service.object("spec");
        spec = spec.text("clusterIP", "").isEmpty() ? spec : withAddresses(spec, before);
        boolean external = spec.text("type", "ClusterIP").equals("ExternalName");
        boolean wasExternal = before.text("type", "ClusterIP").equals("ExternalName");
        if (external) {
            for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
                spec = before.text(field, "").equals(spec.text(field, "")) ? spec.without(field) : spec;
            }
        } else if (!wasExternal) {
            if (spec.text("clusterIP", "").isEmpty()) {
                spec = keep(keep(spec, before, "clusterIP"), before, "clusterIPs");
            }
            spec = keep(keep(spec, before, "ipFamilies"), before, "ipFamilyPolicy");
        }
        if (publishesNodePorts(spec) && publishesNodePorts(before)) {
            spec = keepNodePorts(spec, before);
            if (spec.text("externalTrafficPolicy", "").equals("Local")) {
                spec = keep(spec, before, "healthCheckNodePort");
            }
        } else if (!publishesNodePorts(spec)) {
            spec = dropUnchangedNodePorts(spec, before);
        }
        return service.with("spec", spec);
    }

    private static ObjectValue keep(ObjectValue spec, ObjectValue before, String field) {
        Object value = before.get(field);
        return spec.has(field) || value == null ? spec : spec.with(field, value);
    }

    private static ObjectValue keepNodePorts(ObjectValue spec, ObjectValue before) {
        return PodSpecRules.mapped(spec, "ports", port -> {
            if (port.integer("nodePort", 0) != 0) {
                return port;
            }
            return before.list("ports").objects().stream()
                    .filter(candidate -> samePort(candidate, port) && candidate.has("nodePort"))
                    .findFirst()
                    .map(candidate -> port.with("nodePort", candidate.integer("nodePort", 0)))
                    .orElse(port);
        });
    }

    private static boolean samePort(ObjectValue one, ObjectValue other) {
        return one.integer("port", 0) == other.integer("port", 0)
                && one.text("protocol", "TCP").equals(other.text("protocol", "TCP"));
    }

    /** A type without node ports loses those it had, unless the update asked for them on purpose (that is an error). */
    private static ObjectValue dropUnchangedNodePorts(ObjectValue spec, ObjectValue before) {
        Set<Long> had = before.list("ports").objects().stream()
                .map(port -> port.integer("nodePort", 0))
                .collect(Collectors.toSet());
        return PodSpecRules.mapped(
                spec, "ports", port -> had.contains(port.integer("nodePort", 0)) ? port.without("nodePort") : port);
    }

    @Override
    public List<String> warnings(ObjectValue service, ObjectValue old) {
        ObjectValue spec = service.object("spec");
        boolean headless = spec.text("clusterIP", "").equals(HEADLESS)
                || spec.list("clusterIPs").texts().contains(HEADLESS);
        boolean external = spec.text("type", "").equals("ExternalName");
        boolean addresses = !spec.list("externalIPs").isEmpty();
        List<String> warnings = new ArrayList<>();
        if (headless && spec.has("loadBalancerIP")) {
            warnings.add("spec.loadBalancerIP is ignored for headless services");
        }
        if (headless && addresses) {
            warnings.add("spec.externalIPs is ignored for headless services");
        }
        if (headless && !spec.text("sessionAffinity", "None").equals("None")) {
            warnings.add("spec.SessionAffinity is ignored for headless services");
        }
        if (addresses && !headless && !external) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        if (addresses && external) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!external && !spec.text("externalName", "").isEmpty()) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (spec.text("trafficDistribution", "").equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }

    @Override
    public void validate(ObjectValue service, FieldErrors errors) {
        new ServiceRules(service, ObjectValue.EMPTY, errors).check();
        nodePorts(service, errors);
    }

    /** Of ports that are asked for by number; Kubernetes finds that out when it allocates them. */
    private void nodePorts(ObjectValue service, FieldErrors errors) {
        Checked spec = new Checked(service, FieldPath.ROOT, errors).in("spec");
        boolean valid = errors.isEmpty();
        for (Checked port : spec.items("ports")) {
            long number = port.number("nodePort");
            if (valid && number != 0 && !network.isNodePort(number)) {
                port.invalidNumber(
                        "nodePort",
                        "provided port is not in the valid range. The range of valid ports is "
                                + network.firstNodePort() + "-" + network.lastNodePort());
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue service, ObjectValue old, FieldErrors errors) {
        ServiceRules rules = new ServiceRules(service, old, errors);
        rules.checkUpdate();
        rules.check();
        nodePorts(service, errors);
    }

    /** The rules say all, in Kubernetes' words and order. */
    @Override
    public boolean checkedBySchema() {
        return false;
    }

    @Override
    public Claims claims(ObjectValue service, Context context) {
        return new ServiceAllocation(network, context).claim(service, ObjectValue.EMPTY);
    }

    @Override
    public Claims claims(ObjectValue service, ObjectValue old, Context context) {
        return new ServiceAllocation(network, context).claim(service, old);
    }

    @Override
    public Claims releases(ObjectValue service, Context context) {
        return new ServiceAllocation(network, context).release(service);
    }
}
