package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of EndpointSlices. */
final class EndpointSliceStrategy implements Strategy {
    private static final int MAX_ENDPOINTS = 1000;

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public List<String> outsideGeneration() {
        return List.of("metadata");
    }

    @Override
    public List<String> countedMetadata() {
        return List.of("labels");
    }

    @Override
    public void validate(ObjectValue slice, FieldErrors errors) {
        FieldPath type = FieldPath.of("addressType");
        if (slice.text("addressType", "").isEmpty()) {
            errors.take(type); // said once
            errors.add(FieldError.required(type, ""));
        }
        if (slice.list("endpoints").size() > MAX_ENDPOINTS) {
            errors.add(FieldError.tooMany(
                    FieldPath.of("endpoints"), slice.list("endpoints").size(), MAX_ENDPOINTS));
        }
        Checked all = new Checked(slice, FieldPath.ROOT, errors);
        ports(all);
        all.items("endpoints").forEach(endpoint -> endpoint(endpoint, slice.text("addressType", "")));
    }

    private static void ports(Checked slice) {
        Set<String> names = new HashSet<>();
        for (Checked port : slice.items("ports")) {
            String name = port.text("name");
            if (!name.isEmpty()) {
                port.problems("name", NameRule.LABEL.problems(name, false));
            }
            if (!names.add(name)) {
                port.errors().add(FieldError.duplicate(port.path().child("name"), name));
            }
            port.oneOf("protocol", EndpointsStrategy.PROTOCOLS);
            EndpointsStrategy.appProtocol(port);
        }
    }

    private static void endpoint(Checked endpoint, String type) {
        List<String> addresses = endpoint.texts("addresses");
        FieldPath path = endpoint.path().child("addresses");
        if (addresses.isEmpty()) {
            endpoint.errors().add(FieldError.required(path, "must contain at least 1 address"));
        }
        if (type.startsWith("IP")) {
            for (int i = 0; i < addresses.size(); i++) {
                address(addresses.get(i), type, path, i, endpoint.errors());
            }
        }
        if (endpoint.has("nodeName")) {
            endpoint.problems("nodeName", NameRule.SUBDOMAIN.problems(endpoint.text("nodeName"), false));
        }
        if (endpoint.has("hostname")) {
            endpoint.problems("hostname", NameRule.LABEL.problems(endpoint.text("hostname"), false));
        }
        hints(endpoint.in("hints"), "forZones");
        hints(endpoint.in("hints"), "forNodes");
    }

    private static void address(String address, String type, FieldPath path, int index, FieldErrors errors) {
        FieldErrors found = new FieldErrors();
        Addresses.address(path.index(index), address, Set.of(), found);
        errors.addAll(found);
        if (!found.isEmpty()) {
            return;
        }
        if (type.equals("IPv6") != address.contains(":")) {
            errors.add(FieldError.invalid(path, address, "must be an " + type + " address"));
        }
    }

    private static void hints(Checked hints, String list) {
        Set<String> names = new HashSet<>();
        for (Checked hint : hints.items(list)) {
            String name = hint.text("name");
            if (!names.add(name)) {
                hint.errors().add(FieldError.duplicate(hint.path().child("name"), name));
            }
            hint.problems(
                    "name",
                    list.equals("forZones")
                            ? LabelRules.valueProblems(name)
                            : NameRule.SUBDOMAIN.problems(name, false));
        }
    }

    @Override
    public void validateUpdate(ObjectValue slice, ObjectValue old, FieldErrors errors) {
        validate(slice, errors);
        if (slice.list("endpoints").equals(old.list("endpoints"))) {
            errors.take(FieldPath.of("endpoints")); // they were valid once
        }
        if (!slice.text("addressType", "").equals(old.text("addressType", ""))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("addressType"), slice.text("addressType", ""), "field is immutable"));
        }
    }
}
