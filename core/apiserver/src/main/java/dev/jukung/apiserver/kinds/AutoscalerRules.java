package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.model.Quantity;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.value.NullValue;
import java.util.ArrayList;
import java.util.List;

/** The rules of what a HorizontalPodAutoscaler measures, and how fast it acts on it. Pure functions. */
final class AutoscalerRules {
    private static final List<String> SOURCE_TYPES =
            List.of("ContainerResource", "External", "Object", "Pods", "Resource");
    /** In the order in which they are looked at: the first that is there is checked, all others are too much. */
    private static final List<String> SOURCES = List.of("object", "external", "pods", "resource", "containerResource");

    private static final List<String> TARGET_TYPES = List.of("Utilization", "Value", "AverageValue");
    private static final List<String> POLICY_TYPES = List.of("Percent", "Pods");
    private static final List<String> SELECT_POLICIES = List.of("Disabled", "Max", "Min");
    private static final long MAX_WINDOW_SECONDS = 3600;
    private static final long MAX_PERIOD_SECONDS = 1800;

    private AutoscalerRules() {}

    static void target(Checked reference, boolean needsGroup) {
        for (String field : List.of("kind", "name")) {
            segment(reference, field, "");
        }
        String version = reference.text("apiVersion");
        if (version.indexOf('/') != version.lastIndexOf('/')) {
            reference.invalid("apiVersion", "unexpected GroupVersion string: " + version);
        } else if (needsGroup && version.indexOf('/') < 0) {
            reference
                    .errors()
                    .add(FieldError.invalid(
                            reference.path().child("apiVersion"), version, "apiVersion must specify API group"));
        }
    }

    private static void segment(Checked owner, String field, String missing) {
        if (owner.text(field).isEmpty()) {
            owner.required(field, missing);
        } else {
            owner.problems(field, NameRule.PATH_SEGMENT.problems(owner.text(field), false));
        }
    }

    static void metrics(Checked spec) {
        boolean counted = false;
        for (Checked metric : spec.items("metrics")) {
            metric(metric);
            counted |= List.of("Object", "External").contains(metric.text("type"));
        }
        if (spec.has("minReplicas") && spec.number("minReplicas") == 0 && !counted) {
            spec.forbidden(
                    "metrics",
                    "must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    private static void metric(Checked metric) {
        String type = metric.text("type");
        if (type.isEmpty()) {
            metric.required("type", "must specify a metric source type");
        }
        boolean known = SOURCE_TYPES.contains(type);
        if (!known) {
            unsupported(metric, "type", SOURCE_TYPES);
        }
        List<String> given =
                new ArrayList<>(SOURCES.stream().filter(metric::has).toList());
        if (!given.isEmpty()) {
            source(given.getFirst(), metric.in(given.getFirst()));
        }
        String wanted = known ? Character.toLowerCase(type.charAt(0)) + type.substring(1) : "";
        if (!known) {
            unsupported(metric, "type", SOURCE_TYPES); // Kubernetes says so twice
        } else if (!metric.has(wanted)) {
            metric.required(wanted, "must populate information for the given metric source");
        }
        if (given.size() != 1) {
            given.remove(wanted);
            given.forEach(source -> metric.forbidden(source, "must populate the given metric source only"));
        }
    }

    private static void unsupported(Checked owner, String field, List<String> supported) {
        owner.errors().add(FieldError.notSupported(owner.path().child(field), owner.text(field), supported));
    }

    private static void source(String kind, Checked source) {
        Checked target = source.in("target");
        switch (kind) {
            case "object" -> {
                target(source.in("describedObject"), false);
                segment(source.in("metric"), "name", "must specify a metric name");
                amount(target);
                if (!target.has("value") && !target.has("averageValue")) {
                    target.required("averageValue", "must set either a target value or averageValue");
                }
            }
            case "external" -> {
                segment(source.in("metric"), "name", "must specify a metric name");
                amount(target);
                if (!target.has("value") && !target.has("averageValue")) {
                    target.required("averageValue", "must set either a target value for metric or a per-pod target");
                }
                if (target.has("value") && target.has("averageValue")) {
                    target.forbidden("value", "may not set both a target value for metric and a per-pod target");
                }
            }
            case "pods" -> {
                segment(source.in("metric"), "name", "must specify a metric name");
                amount(target);
                if (!target.has("averageValue")) {
                    target.required("averageValue", "must specify a positive target averageValue");
                }
            }
            default -> resource(kind, source, target);
        }
    }

    private static void resource(String kind, Checked source, Checked target) {
        String name = source.text("name");
        boolean ofContainer = kind.equals("containerResource");
        if (name.isEmpty()) {
            source.required("name", "must specify a resource name");
        } else if (ofContainer) {
            ResourceNames.checkOfContainer(name, source.path().child("name"), source.errors());
        }
        if (ofContainer && source.text("container").isEmpty()) {
            source.required("container", "must specify a container");
        } else if (ofContainer) {
            source.problems("container", NameRule.LABEL.problems(source.text("container"), false));
        }
        amount(target);
        boolean utilization = target.has("averageUtilization");
        if (!utilization && !target.has("averageValue")) {
            target.required("averageUtilization", "must set either a target raw value or a target utilization");
        }
        if (utilization && target.has("averageValue")) {
            target.forbidden("averageValue", "may not set both a target raw value and a target utilization");
        }
    }

    private static void amount(Checked target) {
        if (target.text("type").isEmpty()) {
            target.required("type", "must specify a metric target type");
        }
        if (!TARGET_TYPES.contains(target.text("type"))) {
            target.invalid("type", "must be either Utilization, Value, or AverageValue");
        }
        for (String field : List.of("value", "averageValue")) {
            if (target.has(field)
                    && Quantity.fromValue(target.text(field)).amount().signum() <= 0) {
                target.invalid(field, "must be positive");
            }
        }
        if (target.has("averageUtilization") && target.number("averageUtilization") < 1) {
            target.invalidNumber("averageUtilization", "must be greater than 0");
        }
    }

    static void behavior(Checked spec) {
        for (String direction : List.of("scaleUp", "scaleDown")) {
            if (spec.in("behavior").has(direction)) {
                scaling(spec.in("behavior").in(direction));
            }
        }
    }

    private static void scaling(Checked rules) {
        FieldErrors errors = rules.errors();
        if (rules.number("stabilizationWindowSeconds") < 0) {
            rules.invalidNumber("stabilizationWindowSeconds", "must be greater than or equal to zero");
        }
        if (rules.number("stabilizationWindowSeconds") > MAX_WINDOW_SECONDS) {
            rules.invalidNumber("stabilizationWindowSeconds", "must be less than or equal to " + MAX_WINDOW_SECONDS);
        }
        rules.oneOf("selectPolicy", SELECT_POLICIES);
        if (rules.items("policies").isEmpty()) {
            rules.required("policies", "must specify at least one Policy");
        }
        for (Checked policy : rules.items("policies")) {
            if (!POLICY_TYPES.contains(policy.text("type"))) {
                unsupported(policy, "type", POLICY_TYPES);
            }
            for (String field : List.of("value", "periodSeconds")) {
                if (policy.number(field) <= 0) {
                    policy.invalidNumber(field, "must be greater than zero");
                }
            }
            if (policy.number("periodSeconds") > MAX_PERIOD_SECONDS) {
                policy.invalidNumber("periodSeconds", "must be less than or equal to " + MAX_PERIOD_SECONDS);
            }
        }
        Object tolerance = rules.value().get("tolerance");
        if (tolerance != null
                && tolerance != NullValue.NULL
                && Quantity.fromValue(tolerance).amount().signum() < 0) {
            errors.add(FieldError.invalid(
                    rules.path().child("tolerance"), tolerance, "must be greater than or equal to 0"));
        }
    }
}
