package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a Service may say, in Kubernetes' order. Made for one validation. */
final class ServiceRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String HEADLESS = "None";
    private static final long MAX_AFFINITY_SECONDS = 86_400;
    private static final String LOAD_BALANCERS_ONLY = "may only be used when `type` is 'LoadBalancer'";

    private final Checked spec;
    private final ObjectValue old;
    private final FieldErrors errors;
    private final String type;
    private final boolean headless;

    /** @param old the Service as it was; empty for a new one */
    ServiceRules(ObjectValue service, ObjectValue old, FieldErrors errors) {
        this.spec = new Checked(service, FieldPath.ROOT, errors).in("spec");
        this.old = old.object("spec");
        this.errors = errors;
        this.type = spec.text("type");
        this.headless = spec.text("clusterIP").equals(HEADLESS)
                || (spec.texts("clusterIPs").size() == 1
                        && spec.texts("clusterIPs").getFirst().equals(HEADLESS));
    }

    void check() {
        if (spec.items("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
            spec.required("ports", "");
        }
        switch (type) {
            case "LoadBalancer", "NodePort" -> {
                if (headless) {
                    errors.add(FieldError.invalid(
                            SPEC.child("clusterIPs").index(0),
                            HEADLESS,
                            "may not be set to 'None' for " + type + " services"));
                }
            }
            case "ExternalName" -> external();
            default -> {} // of the addresses it has, and whether it is a type at all, see below
        }
        ports();
        LabelRules.labels(spec.value().object("selector"), SPEC.child("selector"), errors);
        affinity();
        addresses();
        externalAddresses();
        if (type.isEmpty()) {
            spec.required("type", "");
        } else {
            spec.oneOf("type", List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        }
        portsTaken();
        loadBalancer();
        traffic();
    }

    private void external() {
        for (String field : List.of("clusterIPs", "ipFamilies")) {
            if (!spec.texts(field).isEmpty()) {
                spec.forbidden(field, "may not be set for ExternalName services");
            }
        }
        if (spec.has("ipFamilyPolicy")) {
            spec.forbidden("ipFamilyPolicy", "may not be set for ExternalName services");
        }
        String name = spec.text("externalName");
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (host.isEmpty()) {
            spec.required("externalName", "");
        }
        for (String problem : host.isEmpty() ? List.<String>of() : NameRule.SUBDOMAIN.problems(host, false)) {
            errors.add(FieldError.invalid(SPEC.child("externalName"), host, problem));
        }
    }

    private void ports() {
        Set<String> names = new HashSet<>();
        List<Checked> ports = spec.items("ports");
        for (Checked port : ports) {
            String name = port.text("name");
            if (name.isEmpty() && ports.size() > 1) {
                port.required("name", "");
            } else if (!name.isEmpty()) {
                port.problems("name", NameRule.LABEL.problems(name, false));
                if (!names.add(name)) {
                    errors.add(FieldError.duplicate(port.path().child("name"), name));
                }
            }
            port.portNumber("port");
            if (port.text("protocol").isEmpty()) {
                port.required("protocol", "");
            } else {
                port.oneOf("protocol", List.of("SCTP", "TCP", "UDP"));
            }
            if (port.value().get("targetPort") instanceof String text) {
                port.problems("targetPort", PortNames.problems(text));
            } else {
                port.portNumber("targetPort");
            }
            if (port.has("appProtocol")) {
                port.problems("appProtocol", LabelRules.keyProblems(port.text("appProtocol")));
            }
        }
    }

    private void affinity() {
        String affinity = spec.text("sessionAffinity");
        Checked config = spec.in("sessionAffinityConfig");
        String needed = "when session affinity type is ClientIP";
        if (affinity.isEmpty()) {
            spec.required("sessionAffinity", "");
        } else {
            spec.oneOf("sessionAffinity", List.of("ClientIP", "None"));
        }
        if (affinity.equals("None") && spec.has("sessionAffinityConfig")) {
            spec.forbidden("sessionAffinityConfig", "must not be set when session affinity is None");
        } else if (affinity.equals("ClientIP")) {
            if (!spec.has("sessionAffinityConfig")) {
                spec.required("sessionAffinityConfig", needed);
            } else if (!config.has("clientIP")) {
                config.required("clientIP", needed);
            } else if (!config.in("clientIP").has("timeoutSeconds")) {
                config.in("clientIP").required("timeoutSeconds", needed);
            } else {
                long seconds = config.in("clientIP").number("timeoutSeconds");
                if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) {
                    config.in("clientIP")
                            .invalidNumber(
                                    "timeoutSeconds", "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
                }
            }
        }
    }

    private void addresses() {
        if (type.equals("ExternalName")) {
            return;
        }
        String address = spec.text("clusterIP");
        List<String> all = spec.texts("clusterIPs");
        FieldPath path = SPEC.child("clusterIPs");
        if (!address.isEmpty() && all.isEmpty()) {
            spec.required("clusterIPs", "");
        } else if (!address.isEmpty() && !all.getFirst().equals(address)) {
            spec.invalid("clusterIPs", "first value must match `clusterIP`");
        } else if (address.isEmpty() && !all.isEmpty()) {
            spec.invalid("clusterIPs", "must be empty when `clusterIP` is not specified");
        }
        families();
        FieldErrors wrong = new FieldErrors();
        for (int i = 0; i < all.size(); i++) {
            if (i == 0 && all.get(i).equals(HEADLESS)) {
                if (all.size() > 1) {
                    wrong.add(FieldError.invalid(
                            path, spec.value().list("clusterIPs"), "'None' must be the first and only value"));
                }
            } else {
                Addresses.address(path.index(i), all.get(i), known("clusterIPs"), wrong);
            }
        }
        errors.addAll(wrong);
        if (all.size() > 2) {
            spec.invalid("clusterIPs", "may only hold up to 2 values");
        }
        if (wrong.isEmpty()) {
            ofFamilies(all, path);
        }
    }

    private void families() {
        Set<String> seen = new HashSet<>();
        List<String> families = spec.texts("ipFamilies");
        for (int i = 0; i < families.size(); i++) {
            FieldPath path = SPEC.child("ipFamilies").index(i);
            if (!List.of("IPv4", "IPv6").contains(families.get(i))) {
                errors.add(FieldError.notSupported(path, families.get(i), List.of("IPv4", "IPv6")));
            }
            if (!seen.add(families.get(i))) {
                errors.add(FieldError.duplicate(path, families.get(i)));
            }
        }
        spec.oneOf("ipFamilyPolicy", List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
    }

    private void ofFamilies(List<String> all, FieldPath path) {
        if (all.size() > 1 && all.stream().map(ServiceRules::family).distinct().count() < all.size()) {
            spec.invalid("clusterIPs", "may specify no more than one IP for each IP family");
        }
        List<String> families = spec.texts("ipFamilies");
        for (int i = 0; !headless && i < Math.min(all.size(), families.size()); i++) {
            if (!families.get(i).equals(family(all.get(i)))
                    && List.of("IPv4", "IPv6").contains(families.get(i))) {
                errors.add(FieldError.invalid(
                        path.index(i),
                        all.get(i),
                        "expected an " + families.get(i) + " value as indicated by `ipFamilies[" + i + "]`"));
            }
        }
    }

    private static String family(String address) {
        return address.indexOf(':') >= 0 ? "IPv6" : "IPv4";
    }

    private Set<String> known(String field) {
        return Set.copyOf(old.list(field).texts());
    }

    private void externalAddresses() {
        List<String> addresses = spec.texts("externalIPs");
        for (int i = 0; i < addresses.size(); i++) {
            FieldPath path = SPEC.child("externalIPs").index(i);
            FieldErrors wrong = new FieldErrors();
            Addresses.address(path, addresses.get(i), known("externalIPs"), wrong);
            if (wrong.isEmpty()) {
                Addresses.reachable(path, addresses.get(i), wrong);
            }
            errors.addAll(wrong);
        }
    }

    private void portsTaken() {
        List<Checked> ports = spec.items("ports");
        Set<String> nodePorts = new HashSet<>();
        for (Checked port : ports) {
            if (port.number("nodePort") != 0 && type.equals("ClusterIP")) {
                port.forbidden("nodePort", "may not be used when `type` is 'ClusterIP'");
            }
        }
        for (Checked port : ports) {
            boolean given = port.number("nodePort") != 0;
            if (given && !nodePorts.add(port.number("nodePort") + "/" + port.text("protocol"))) {
                errors.add(FieldError.duplicate(port.path().child("nodePort"), port.number("nodePort")));
            }
        }
        Set<String> numbers = new HashSet<>();
        for (Checked port : ports) {
            if (!numbers.add(port.number("port") + "/" + port.text("protocol"))) {
                errors.add(FieldError.duplicate(port.path(), internal(port)));
            }
        }
    }

    /** As Go writes what tells ports apart: a whole port of its internal type. */
    private static GoText.Literal internal(Checked port) {
        return new GoText.Literal("{\"Name\":\"\",\"Protocol\":" + GoText.json(port.text("protocol"))
                + ",\"AppProtocol\":null,\"Port\":" + port.number("port") + ",\"TargetPort\":0,\"NodePort\":0}");
    }

    private void loadBalancer() {
        boolean balanced = type.equals("LoadBalancer");
        FieldPath ranges = SPEC.child("LoadBalancerSourceRanges"); // so Kubernetes writes it
        List<String> given = spec.texts("loadBalancerSourceRanges");
        if (!given.isEmpty() && !balanced) {
            errors.add(FieldError.forbidden(ranges, LOAD_BALANCERS_ONLY));
        }
        for (int i = 0; i < given.size(); i++) {
            Addresses.range(ranges.index(i), given.get(i).strip(), known("loadBalancerSourceRanges"), errors);
        }
        if (spec.has("allocateLoadBalancerNodePorts") && !balanced) {
            spec.forbidden("allocateLoadBalancerNodePorts", LOAD_BALANCERS_ONLY);
        }
        balancerClass();
    }

    /** Once in an update, and once more of every Service. */
    private void balancerClass() {
        if (!spec.has("loadBalancerClass")) {
            return;
        }
        if (type.equals("LoadBalancer")) {
            spec.problems("loadBalancerClass", LabelRules.keyProblems(spec.text("loadBalancerClass")));
        } else {
            spec.forbidden("loadBalancerClass", LOAD_BALANCERS_ONLY);
        }
    }

    private void traffic() {
        boolean nodePorts = type.equals("LoadBalancer") || type.equals("NodePort");
        boolean reachable = nodePorts
                || (type.equals("ClusterIP") && !spec.texts("externalIPs").isEmpty());
        String policy = spec.text("externalTrafficPolicy");
        if (!reachable) {
            if (!policy.isEmpty()) {
                spec.invalid("externalTrafficPolicy", "may only be set for externally-accessible services");
            }
        } else if (policy.isEmpty()) {
            spec.required("externalTrafficPolicy", "");
        } else {
            spec.oneOf("externalTrafficPolicy", List.of("Cluster", "Local"));
        }
        long health = spec.number("healthCheckNodePort");
        boolean checked = type.equals("LoadBalancer") && policy.equals("Local");
        if (!checked && health != 0) {
            spec.invalidNumber(
                    "healthCheckNodePort",
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        } else if (checked && health != 0) {
            spec.portNumber("healthCheckNodePort");
        }
        if (!spec.has("internalTrafficPolicy") && !type.equals("ExternalName")) {
            spec.required("internalTrafficPolicy", "");
        } else {
            spec.oneOf("internalTrafficPolicy", List.of("Cluster", "Local"));
        }
        spec.oneOf("trafficDistribution", List.of("PreferClose", "PreferSameZone", "PreferSameNode"));
    }

    /** What of an existing Service must not change. */
    void checkUpdate() {
        boolean external = type.equals("ExternalName") || old.text("type", "").equals("ExternalName");
        List<String> before = old.list("clusterIPs").texts();
        boolean bothHeadless = headless && before.equals(List.of(HEADLESS));
        if (!external && !bothHeadless) {
            boolean valid = spec.texts("clusterIPs").stream().allMatch(Cidr::isAddress);
            if (!valid) {
                return; // what the update makes of it is refused in other words
            }
            unchanged("clusterIPs", before, "primary clusterIP can not be unset");
            boolean wasHeadless = before.equals(List.of(HEADLESS));
            if (headless == wasHeadless && !headless) {
                unchanged("ipFamilies", old.list("ipFamilies").texts(), "primary ipFamily can not be unset");
            }
        }
        boolean balanced = type.equals("LoadBalancer") && old.text("type", "").equals("LoadBalancer");
        if (balanced && !spec.text("loadBalancerClass").equals(old.text("loadBalancerClass", ""))) {
            spec.invalid("loadBalancerClass", "may not change once set");
        }
        balancerClass();
        boolean checked = balanced
                && spec.text("externalTrafficPolicy").equals("Local")
                && old.text("externalTrafficPolicy", "").equals("Local");
        if (checked && spec.number("healthCheckNodePort") != old.integer("healthCheckNodePort", 0)) {
            spec.forbidden("healthCheckNodePort", "field is immutable");
        }
    }

    private void unchanged(String field, List<String> before, String unset) {
        List<String> after = spec.texts(field);
        Object shown = spec.value().list(field);
        FieldPath path = SPEC.child(field);
        if (before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                if (!before.get(i).equals(after.get(i))) {
                    FieldPath at = path.index(field.equals("clusterIPs") ? i : 0);
                    errors.add(FieldError.invalid(at, shown, "may not change once set"));
                }
            }
        } else if (after.isEmpty()) {
            errors.add(FieldError.invalid(path.index(0), shown, unset));
        } else if (!before.isEmpty() && !before.getFirst().equals(after.getFirst())) {
            errors.add(FieldError.invalid(path.index(0), shown, "may not change once set"));
        }
    }
}
