package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of NetworkPolicies: the policy types follow from which rules there are; peers and ports are in order. */
final class NetworkPolicyStrategy implements Strategy {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> TYPES = List.of("Ingress", "Egress");

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue policy) {
        ObjectValue spec = policy.object("spec");
        if (!spec.list("policyTypes").isEmpty()) {
            return policy;
        }
        ListValue types = spec.list("egress").isEmpty() ? ListValue.of("Ingress") : ListValue.of("Ingress", "Egress");
        return policy.withAt(types, "spec", "policyTypes");
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        validate(object, Set.of(), errors);
    }

    /** A range that was there before stays, whatever it is. */
    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        Set<String> ranges = new HashSet<>();
        Checked spec = new Checked(old, FieldPath.ROOT, new FieldErrors()).in("spec");
        for (Checked peer : peers(spec)) {
            ranges.add(peer.in("ipBlock").text("cidr"));
            ranges.addAll(peer.in("ipBlock").texts("except"));
        }
        ranges.remove(""); // a peer of another kind
        validate(object, ranges, errors);
    }

    private static List<Checked> peers(Checked spec) {
        List<Checked> peers = new ArrayList<>();
        spec.items("ingress").forEach(rule -> peers.addAll(rule.items("from")));
        spec.items("egress").forEach(rule -> peers.addAll(rule.items("to")));
        return peers;
    }

    private static void validate(ObjectValue object, Set<String> known, FieldErrors errors) {
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        selector(spec, "podSelector");
        for (Checked rule : spec.items("ingress")) {
            rule.items("ports").forEach(NetworkPolicyStrategy::port);
            rule.items("from").forEach(peer -> peer(peer, known));
        }
        for (Checked rule : spec.items("egress")) {
            rule.items("ports").forEach(NetworkPolicyStrategy::port);
            rule.items("to").forEach(peer -> peer(peer, known));
        }
        List<String> types = spec.texts("policyTypes");
        if (types.size() > TYPES.size()) {
            spec.invalid("policyTypes", "may not specify more than two policyTypes");
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            if (!TYPES.contains(types.get(i))) {
                errors.add(
                        FieldError.notSupported(spec.path().child("policyTypes").index(i), types.get(i), TYPES));
            }
        }
    }

    private static void selector(Checked place, String field) {
        LabelRules.selector(place.value().object(field), place.path().child(field), place.errors());
    }

    private static void port(Checked port) {
        port.oneOf("protocol", PROTOCOLS);
        Object given = port.value().get("port");
        switch (given) {
            case Long number -> {
                port.portNumber("port");
                if (port.has("endPort")) {
                    if (port.number("endPort") < number) {
                        port.errors()
                                .add(FieldError.invalid(
                                        port.path().child("endPort"),
                                        number,
                                        "must be greater than or equal to `port`"));
                    }
                    port.portNumber("endPort");
                }
            }
            case String name -> {
                if (port.has("endPort")) {
                    port.invalid("endPort", "may not be specified when `port` is non-numeric");
                }
                port.problems("port", PortNames.problems(name));
            }
            case null, default -> {
                if (port.has("endPort")) {
                    port.invalid("endPort", "may not be specified when `port` is not specified");
                }
            }
        }
    }

    private static void peer(Checked peer, Set<String> known) {
        boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
        selector(peer, "podSelector");
        selector(peer, "namespaceSelector");
        if (peer.has("ipBlock")) {
            block(peer.in("ipBlock"), known);
        }
        if (!selects && !peer.has("ipBlock")) {
            peer.errors().add(FieldError.required(peer.path(), "must specify a peer"));
        } else if (selects && peer.has("ipBlock")) {
            peer.errors().add(FieldError.forbidden(peer.path(), "may not specify both ipBlock and another peer"));
        }
    }

    private static void block(Checked block, Set<String> known) {
        if (block.text("cidr").isEmpty()) {
            block.required("cidr", "");
            return;
        }
        Addresses.range(block.path().child("cidr"), block.text("cidr"), known, block.errors());
        List<String> except = block.texts("except");
        for (int i = 0; i < except.size(); i++) {
            FieldPath place = block.path().child("except").index(i);
            Addresses.range(place, except.get(i), known, block.errors());
            if (Addresses.isRange(block.text("cidr"))
                    && Addresses.isRange(except.get(i))
                    && !Cidr.parse(block.text("cidr")).isWiderThan(Cidr.parse(except.get(i)))) {
                block.errors().add(FieldError.invalid(place, except.get(i), "must be a strict subset of `cidr`"));
            }
        }
    }
}
