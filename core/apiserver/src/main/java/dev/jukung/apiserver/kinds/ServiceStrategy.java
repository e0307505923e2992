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
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String HEADLESS = "None";

    @Override
    public NameRule nameRule() {
        return NameRule.LABEL_1035;
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
        if (spec.text("sessionAffinity", "").equals("ClientIP") && !spec.has("sessionAffinityConfig")) {
            spec = spec.with(
                    "sessionAffinityConfig", ObjectValue.of("clientIP", ObjectValue.of("timeoutSeconds", 10800L)));
        }
        if (!spec.has("internalTrafficPolicy")) {
            spec = spec.with("internalTrafficPolicy", "Cluster");
        }
        if (publishesNodePorts(spec) && !spec.has("externalTrafficPolicy")) {
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
        return service.with("status", ObjectValue.of("loadBalancer", ObjectValue.EMPTY));
    }

    /** What the server gave stays given while the type still has it, although the update does not name it. */
    @Override
    public ObjectValue prepareForUpdate(ObjectValue service, ObjectValue old, Context context) {
        ObjectValue before = old.object("spec");
        ObjectValue spec = service.object("spec");
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
    public void validate(ObjectValue service, FieldErrors errors) {
        ObjectValue spec = service.object("spec");
        String type = spec.text("type", "ClusterIP");
        boolean headless = spec.text("clusterIP", "").equals(HEADLESS);
        if (spec.list("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
            errors.add(FieldError.required(SPEC.child("ports"), ""));
        }
        if (type.equals("ExternalName")) {
            String name = spec.text("externalName", "");
            if (name.isEmpty()) {
                errors.add(FieldError.required(SPEC.child("externalName"), ""));
            }
            if (!spec.text("clusterIP", "").isEmpty() && !headless) {
                errors.add(FieldError.forbidden(SPEC.child("clusterIPs"), "may not be set for ExternalName services"));
            }
        }
        if (type.equals("LoadBalancer") && headless) {
            errors.add(FieldError.invalid(
                    SPEC.child("clusterIPs").index(0), HEADLESS, "may not be set to 'None' for LoadBalancer services"));
        }
        if (type.equals("NodePort") && headless) {
            errors.add(FieldError.invalid(
                    SPEC.child("clusterIPs").index(0), HEADLESS, "may not be set to 'None' for NodePort services"));
        }
        ports(spec, errors);
    }

    private void ports(ObjectValue spec, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        boolean several = spec.list("ports").size() > 1;
        int index = 0;
        for (ObjectValue port : spec.list("ports").objects()) {
            FieldPath at = SPEC.child("ports").index(index++);
            String name = port.text("name", "");
            if (several && name.isEmpty()) {
                errors.add(FieldError.required(at.child("name"), ""));
            } else if (!name.isEmpty()) {
                NameRule.LABEL
                        .problems(name, false)
                        .forEach(problem -> errors.add(FieldError.invalid(at.child("name"), name, problem)));
                if (!names.add(name)) {
                    errors.add(FieldError.duplicate(at.child("name"), name));
                }
            }
            PodSpecRules.port(port.integer("port", 0), at.child("port"), errors);
            Object target = port.get("targetPort");
            if (target instanceof Long number) {
                PodSpecRules.port(number, at.child("targetPort"), errors);
            } else if (target instanceof String text) {
                PortNames.problems(text)
                        .forEach(problem -> errors.add(FieldError.invalid(at.child("targetPort"), text, problem)));
            }
            long nodePort = port.integer("nodePort", 0);
            if (nodePort != 0 && !publishesNodePorts(spec)) {
                errors.add(FieldError.forbidden(
                        at.child("nodePort"),
                        "may not be used when `type` is '" + spec.text("type", "ClusterIP") + "'"));
            } else if (nodePort != 0 && !network.isNodePort(nodePort)) {
                errors.add(FieldError.invalid(
                        at.child("nodePort"),
                        nodePort,
                        "provided port is not in the valid range. The range of valid ports is "
                                + network.firstNodePort() + "-" + network.lastNodePort()));
            }
            if (!numbers.add(port.integer("port", 0) + "/" + port.text("protocol", "TCP"))) {
                errors.add(FieldError.duplicate(
                        at, ObjectValue.of("port", port.integer("port", 0), "protocol", port.text("protocol", "TCP"))));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue service, ObjectValue old, FieldErrors errors) {
        validate(service, errors);
        String before = old.object("spec").text("clusterIP", "");
        String after = service.object("spec").text("clusterIP", "");
        boolean external = service.object("spec").text("type", "").equals("ExternalName")
                || old.object("spec").text("type", "").equals("ExternalName");
        if (!external && !before.isEmpty() && !before.equals(after)) {
            errors.add(FieldError.invalid(
                    SPEC.child("clusterIPs").index(0), after, "primary clusterIP can not be changed"));
        }
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
        ObjectValue spec = withAddress(service, context);
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

    private ObjectValue withAddress(ObjectValue service, Context context) {
        ObjectValue spec = service.object("spec");
        if (spec.text("type", "ClusterIP").equals("ExternalName")) {
            return spec;
        }
        String address = spec.text("clusterIP", "");
        if (address.isEmpty() && !spec.list("clusterIPs").isEmpty()) {
            address = spec.list("clusterIPs").texts().getFirst();
        }
        if (address.isEmpty()) {
            address = network.freeAddress(context)
                    .orElseThrow(() ->
                            new ApiException(Reason.INTERNAL_ERROR, "failed to allocate a serviceIP: range is full"));
        } else if (!address.equals(HEADLESS) && !network.contains(address)) {
            throw invalid(
                    service,
                    "clusterIPs",
                    ListValue.of(address),
                    "failed to allocate IP " + address + ": the provided IP (" + address
                            + ") is not in the valid range. The range of valid IPs is " + network.range());
        }
        ObjectValue given = spec.with("clusterIP", address).with("clusterIPs", ListValue.of(address));
        boolean selectorless =
                address.equals(HEADLESS) && spec.object("selector").isEmpty();
        String family = address.contains(":") ? "IPv6" : "IPv4";
        given = given.has("ipFamilies") ? given : given.with("ipFamilies", ListValue.of(family));
        return given.has("ipFamilyPolicy")
                ? given
                : given.with("ipFamilyPolicy", selectorless ? "RequireDualStack" : "SingleStack");
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
