package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.store.Key;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of Services: addresses and node ports, what goes with which type (k8s.io/kubernetes/pkg/registry/core/service). */
record ServiceStrategy(ServiceNetwork network) implements Strategy {
    private static final long AFFINITY_SECONDS = 10_800;
    private static final FieldPath SPEC = FieldPath.of("spec");
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

    private static boolean publishesNodePorts(ObjectValue spec) {
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
        return claim(service, ObjectValue.EMPTY, context);
    }

    @Override
    public Claims claims(ObjectValue service, ObjectValue old, Context context) {
        return claim(service, old, context);
    }

    @Override
    public Claims releases(ObjectValue service, Context context) {
        ServiceNetwork.Ledger ledger = new ServiceNetwork.Ledger(name(service), context);
        held(service.object("spec")).forEach(ledger::giveBack);
        return ledger.with(service);
    }

    private Claims claim(ObjectValue service, ObjectValue old, Context context) {
        ServiceNetwork.Ledger ledger = new ServiceNetwork.Ledger(name(service), context);
        Set<Key> before = held(old.object("spec"));
        ObjectValue spec = addressed(service, old, context);
        spec = withNodePorts(spec, context);
        Set<Key> after = held(spec);
        for (Key key : after) {
            if (!before.contains(key)) {
                refuseIfTaken(service, key, context);
                ledger.take(key);
            }
        }
        before.stream().filter(key -> !after.contains(key)).forEach(ledger::giveBack);
        return ledger.with(service.with("spec", spec));
    }

    /** The keys that a Service with this spec holds. */
    private static Set<Key> held(ObjectValue spec) {
        Set<Key> keys = new HashSet<>();
        for (String address : spec.list("clusterIPs").texts()) {
            if (!address.equals(HEADLESS)) {
                keys.add(ClusterAddress.key(address));
            }
        }
        for (ObjectValue port : spec.list("ports").objects()) {
            if (port.integer("nodePort", 0) != 0) {
                keys.add(ServiceNetwork.portKey(port.integer("nodePort", 0)));
            }
        }
        if (spec.integer("healthCheckNodePort", 0) != 0) {
            keys.add(ServiceNetwork.portKey(spec.integer("healthCheckNodePort", 0)));
        }
        return keys;
    }

    /** With families and addresses; those that it lacks are found. */
    private ObjectValue addressed(ObjectValue service, ObjectValue old, Context context) {
        ObjectValue given = agreeing(service.object("spec"));
        if (given.text("type", "ClusterIP").equals("ExternalName")) {
            return given;
        }
        ObjectValue before = old.object("spec");
        ServiceFamilies families = new ServiceFamilies(given, before, network.families());
        ObjectValue spec = families.decided(given);
        if (!families.errors().isEmpty()) {
            throw Failures.invalid(kind(context), service.object("metadata").text("name", ""), families.errors());
        }
        List<String> addresses = new ArrayList<>(spec.list("clusterIPs").texts());
        if (!addresses.isEmpty() && addresses.getFirst().equals(HEADLESS)) {
            return spec;
        }
        ServiceRanges ranges = new ServiceRanges(context);
        List<String> had = before.list("clusterIPs").texts();
        List<String> wanted = spec.list("ipFamilies").texts();
        for (int i = 0; i < wanted.size(); i++) {
            if (i == addresses.size()) {
                addresses.add(ranges.free(wanted.get(i)).orElseThrow(() -> full(service)));
            } else if (!had.contains(addresses.get(i)) && !ranges.have(addresses.get(i))) {
                throw invalid(
                        service,
                        "clusterIPs",
                        given.list("clusterIPs"),
                        "failed to allocate IP " + addresses.get(i)
                                + ": the provided network does not match the current range");
            }
        }
        return spec.with("clusterIP", addresses.getFirst()).with("clusterIPs", ListValue.copyOf(addresses));
    }

    /** The older field for one address and the list say the same. */
    private static ObjectValue agreeing(ObjectValue spec) {
        String address = spec.text("clusterIP", "");
        ListValue all = spec.list("clusterIPs");
        if (all.isEmpty() && !address.isEmpty()) {
            return spec.with("clusterIPs", ListValue.of(address));
        }
        return address.isEmpty() && !all.isEmpty() ? spec.with("clusterIP", all.getFirst()) : spec;
    }

    private static ApiException full(ObjectValue service) {
        return new ApiException(
                Reason.INTERNAL_ERROR,
                "Internal error occurred: failed to allocate a serviceIP for Service "
                        + GoText.quote(service.object("metadata").text("name", "")) + ": range is full");
    }

    private ObjectValue withNodePorts(ObjectValue spec, Context context) {
        if (!publishesNodePorts(spec)) {
            return spec.without("healthCheckNodePort");
        }
        List<Integer> chosen = new ArrayList<>();
        boolean allocates =
                !spec.text("type", "").equals("LoadBalancer") || spec.flag("allocateLoadBalancerNodePorts", true);
        ObjectValue result = PodSpecRules.mapped(spec, "ports", port -> {
            if (!allocates || port.integer("nodePort", 0) != 0) {
                return port;
            }
            int free = freePort(context, chosen);
            chosen.add(free);
            return port.with("nodePort", (long) free);
        });
        boolean needsHealthPort = result.text("type", "").equals("LoadBalancer")
                && result.text("externalTrafficPolicy", "").equals("Local");
        if (needsHealthPort && result.integer("healthCheckNodePort", 0) == 0) {
            return result.with("healthCheckNodePort", (long) freePort(context, chosen));
        }
        return needsHealthPort ? result : result.without("healthCheckNodePort");
    }

    private int freePort(Context context, List<Integer> chosen) {
        return network.freeNodePort(context, chosen)
                .orElseThrow(
                        () -> new ApiException(Reason.INTERNAL_ERROR, "failed to allocate a nodePort: range is full"));
    }

    private void refuseIfTaken(ObjectValue service, Key key, Context context) {
        if (context.snapshot().get(key).isEmpty()) {
            return;
        }
        if (key.collection().equals(ClusterAddress.COLLECTION)) {
            throw invalid(
                    service,
                    "clusterIPs",
                    ListValue.of(key.name()),
                    "failed to allocate IP " + key.name() + ": provided IP is already allocated");
        }
        int index = 0;
        for (ObjectValue port : service.object("spec").list("ports").objects()) {
            if (Long.toString(port.integer("nodePort", 0)).equals(key.name())) {
                FieldErrors errors = new FieldErrors()
                        .add(FieldError.invalid(
                                SPEC.child("ports").index(index).child("nodePort"),
                                port.integer("nodePort", 0),
                                "provided port is already allocated"));
                throw Failures.invalid(kind(context), service.object("metadata").text("name", ""), errors);
            }
            index++;
        }
        throw new ApiException(
                Reason.INTERNAL_ERROR,
                "failed to allocate requested HealthCheck NodePort " + key.name()
                        + ": provided port is already allocated");
    }

    private static ApiException invalid(ObjectValue service, String field, Object value, String why) {
        FieldErrors errors = new FieldErrors().add(FieldError.invalid(SPEC.child(field), value, why));
        return new ApiException(
                Reason.INVALID,
                422,
                "Service \"" + service.object("metadata").text("name", "") + "\" is invalid: " + errors.message(),
                ObjectValue.of(
                        "name",
                        service.object("metadata").text("name", ""),
                        "kind",
                        "Service",
                        "causes",
                        errors.causes()));
    }

    private static dev.jukung.apiserver.registry.Kind kind(Context context) {
        return context.kinds().get(Resources.SERVICES);
    }

    private static ObjectKey name(ObjectValue service) {
        ObjectValue metadata = service.object("metadata");
        return ObjectKey.of(metadata.text("namespace", ""), metadata.text("name", ""));
    }
}
