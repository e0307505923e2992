package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
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

/**
 * The addresses and node ports of Services: what one asks for is taken for it alone, what it lacks is found
 * (k8s.io/kubernetes/pkg/registry/core/service/storage, alloc.go).
 */
record ServiceAllocation(ServiceNetwork network, Context context) {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String HEADLESS = "None";

    /** What a Service takes that was {@code old} before, and the Service with what it was given. */
    Claims claim(ObjectValue service, ObjectValue old) {
        ServiceNetwork.Ledger ledger = new ServiceNetwork.Ledger(name(service), context);
        Set<Key> before = held(old.object("spec"));
        ObjectValue spec = addressed(service, old);
        spec = withNodePorts(spec);
        Set<Key> after = held(spec);
        for (Key key : after) {
            if (!before.contains(key)) {
                refuseIfTaken(service, key);
                ledger.take(key);
            }
        }
        before.stream().filter(key -> !after.contains(key)).forEach(ledger::giveBack);
        return ledger.with(service.with("spec", spec));
    }

    /** All that the Service has is given back. */
    Claims release(ObjectValue service) {
        ServiceNetwork.Ledger ledger = new ServiceNetwork.Ledger(name(service), context);
        held(service.object("spec")).forEach(ledger::giveBack);
        return ledger.with(service);
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
    private ObjectValue addressed(ObjectValue service, ObjectValue old) {
        ObjectValue given = agreeing(service.object("spec"));
        if (given.text("type", "ClusterIP").equals("ExternalName")) {
            return given;
        }
        ObjectValue before = old.object("spec");
        ServiceFamilies families = new ServiceFamilies(given, before, network.families());
        ObjectValue spec = families.decided(given);
        if (!families.errors().isEmpty()) {
            throw Failures.invalid(kind(), service.object("metadata").text("name", ""), families.errors());
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

    private ObjectValue withNodePorts(ObjectValue spec) {
        if (!ServiceStrategy.publishesNodePorts(spec)) {
            return spec.without("healthCheckNodePort");
        }
        List<Integer> chosen = new ArrayList<>();
        boolean allocates =
                !spec.text("type", "").equals("LoadBalancer") || spec.flag("allocateLoadBalancerNodePorts", true);
        ObjectValue result = PodSpecRules.mapped(spec, "ports", port -> {
            if (!allocates || port.integer("nodePort", 0) != 0) {
                return port;
            }
            int free = freePort(chosen);
            chosen.add(free);
            return port.with("nodePort", (long) free);
        });
        boolean needsHealthPort = result.text("type", "").equals("LoadBalancer")
                && result.text("externalTrafficPolicy", "").equals("Local");
        if (needsHealthPort && result.integer("healthCheckNodePort", 0) == 0) {
            return result.with("healthCheckNodePort", (long) freePort(chosen));
        }
        return needsHealthPort ? result : result.without("healthCheckNodePort");
    }

    private int freePort(List<Integer> chosen) {
        return network.freeNodePort(context, chosen)
                .orElseThrow(
                        () -> new ApiException(Reason.INTERNAL_ERROR, "failed to allocate a nodePort: range is full"));
    }

    private void refuseIfTaken(ObjectValue service, Key key) {
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
                throw Failures.invalid(kind(), service.object("metadata").text("name", ""), errors);
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

    private Kind kind() {
        return context.kinds().get(Resources.SERVICES);
    }

    private static ObjectKey name(ObjectValue service) {
        ObjectValue metadata = service.object("metadata");
        return ObjectKey.of(metadata.text("namespace", ""), metadata.text("name", ""));
    }
}
