package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a PodSpec may say of where its Pods go, when, and by which names they are known there. Pure functions. */
final class PodPlacementRules {
    private static final List<String> SCHEDULE_ACTIONS = List.of("DoNotSchedule", "ScheduleAnyway");

    private PodPlacementRules() {}

    static void check(Checked spec) {
        LabelRules.labels(spec.value().object("nodeSelector"), spec.path().child("nodeSelector"), spec.errors());
        readinessGates(spec);
        schedulingGates(spec);
        spread(spec);
        claims(spec);
        name(spec, "nodeName");
        AffinityRules.check(spec.in("affinity"));
        tolerations(spec);
        aliases(spec);
        name(spec, "priorityClassName");
        name(spec, "runtimeClassName");
        if (!spec.text("hostnameOverride").isEmpty()) {
            name(spec, "hostnameOverride");
            if (spec.value().flag("hostNetwork", false)) {
                spec.forbidden("hostnameOverride", "may not be specified when hostNetwork is true");
            }
        }
    }

    private static void name(Checked spec, String field) {
        if (!spec.text(field).isEmpty()) {
            spec.problems(field, NameRule.SUBDOMAIN.problems(spec.text(field), false));
        }
    }

    private static void readinessGates(Checked spec) {
        for (Checked gate : spec.items("readinessGates")) {
            String type = gate.text("conditionType");
            LabelRules.keyProblems(type).forEach(problem -> gate.errors()
                    .add(FieldError.invalid(gate.path().child("conditionType"), type, problem)));
        }
    }

    private static void schedulingGates(Checked spec) {
        Set<String> seen = new HashSet<>();
        for (Checked gate : spec.items("schedulingGates")) {
            String name = gate.text("name");
            LabelRules.keyProblems(name)
                    .forEach(problem -> gate.errors().add(FieldError.invalid(gate.path(), name, problem)));
            if (!seen.add(name)) {
                gate.errors().add(FieldError.duplicate(gate.path(), name));
            }
        }
    }

    private static void spread(Checked spec) {
        List<Checked> constraints = spec.items("topologySpreadConstraints");
        for (int i = 0; i < constraints.size(); i++) {
            Checked constraint = constraints.get(i);
            FieldErrors errors = constraint.errors();
            FieldErrors found = errors.take(constraint.path().child("whenUnsatisfiable"));
            if (constraint.number("maxSkew") <= 0) {
                constraint.invalidNumber("maxSkew", "must be greater than zero");
            }
            if (constraint.text("topologyKey").isEmpty()) {
                constraint.required("topologyKey", "can not be empty");
            }
            errors.addOfSchema(found);
            String action = constraint.text("whenUnsatisfiable");
            if (!SCHEDULE_ACTIONS.contains(action)) {
                errors.add(FieldError.notSupported(
                        constraint.path().child("whenUnsatisfiable"), action, SCHEDULE_ACTIONS));
            }
            String both = "{" + constraint.text("topologyKey") + ", " + action + "}";
            boolean repeated = constraints.subList(i + 1, constraints.size()).stream()
                    .anyMatch(other -> both.equals(
                            "{" + other.text("topologyKey") + ", " + other.text("whenUnsatisfiable") + "}"));
            if (repeated) {
                errors.add(FieldError.duplicate(constraint.path().child("{topologyKey, whenUnsatisfiable}"), both));
            }
            minDomains(constraint, action);
            AffinityRules.labelKeys(constraint);
            LabelRules.selector(
                    constraint.value().object("labelSelector"),
                    constraint.path().child("labelSelector"),
                    errors);
        }
    }

    private static void minDomains(Checked constraint, String action) {
        if (!constraint.has("minDomains")) {
            return;
        }
        if (constraint.number("minDomains") <= 0) {
            constraint.invalidNumber("minDomains", "must be greater than zero");
        }
        if (!action.equals("DoNotSchedule")) {
            constraint.invalidNumber(
                    "minDomains", "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
        }
    }

    private static void claims(Checked spec) {
        Set<String> names = new HashSet<>();
        for (Checked claim : spec.items("resourceClaims")) {
            String name = claim.text("name");
            if (name.isEmpty()) {
                claim.required("name", "");
            } else if (!names.add(name)) {
                claim.errors().add(FieldError.duplicate(claim.path().child("name"), name));
            } else {
                claim.problems("name", NameRule.LABEL.problems(name, false));
            }
            boolean claimed = claim.has("resourceClaimName");
            boolean templated = claim.has("resourceClaimTemplateName");
            if (claimed && templated) {
                invalidClaim(
                        claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            } else if (!claimed && !templated) {
                invalidClaim(claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
            for (String field : List.of("resourceClaimName", "resourceClaimTemplateName")) {
                if (claim.has(field)) {
                    claim.problems(field, NameRule.SUBDOMAIN.problems(claim.text(field), false));
                }
            }
        }
    }

    private static void invalidClaim(Checked claim, String why) {
        StringBuilder shown = new StringBuilder("{\"Name\":").append(GoText.json(claim.text("name")));
        for (String field : List.of("resourceClaimName", "resourceClaimTemplateName")) {
            shown.append(",\"")
                    .append(Character.toUpperCase(field.charAt(0)))
                    .append(field.substring(1))
                    .append("\":")
                    .append(claim.has(field) ? GoText.json(claim.text(field)) : "null");
        }
        claim.errors()
                .add(FieldError.invalid(
                        claim.path(), new GoText.Literal(shown.append('}').toString()), why));
    }

    static void tolerations(Checked spec) {
        for (Checked toleration : spec.items("tolerations")) {
            toleration(toleration);
        }
    }

    private static void toleration(Checked toleration) {
        String key = toleration.text("key");
        String operator = toleration.text("operator");
        String value = toleration.text("value");
        FieldErrors errors = toleration.errors();
        if (!key.isEmpty()) {
            toleration.problems("key", LabelRules.keyProblems(key));
        }
        if (key.isEmpty() && !operator.equals("Exists")) {
            errors.add(FieldError.invalid(
                    toleration.path().child("operator"),
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }
        if (toleration.has("tolerationSeconds") && !toleration.text("effect").equals("NoExecute")) {
            errors.add(FieldError.invalid(
                    toleration.path().child("effect"),
                    toleration.text("effect"),
                    "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }
        switch (operator) {
            case "", "Equal" -> {
                List<String> problems = LabelRules.valueProblems(value);
                if (!problems.isEmpty()) {
                    errors.add(
                            FieldError.invalid(toleration.path().child("operator"), value, String.join(";", problems)));
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    errors.add(FieldError.invalid(
                            toleration.path().child("operator"),
                            value,
                            "value must be empty when `operator` is 'Exists'"));
                }
            }
            default ->
                errors.add(FieldError.notSupported(
                        toleration.path().child("operator"),
                        operator,
                        operator.equals("Lt") || operator.equals("Gt")
                                ? List.of("Equal", "Exists", "Lt", "Gt")
                                : List.of("Equal", "Exists")));
        }
    }

    private static void aliases(Checked spec) {
        for (Checked alias : spec.items("hostAliases")) {
            Addresses.address(alias.path().child("ip"), alias.text("ip"), Set.of(), alias.errors());
            List<String> names = alias.texts("hostnames");
            for (int i = 0; i < names.size(); i++) {
                int index = i;
                NameRule.SUBDOMAIN
                        .problems(names.get(i), false)
                        .forEach(problem -> alias.invalidItem("hostnames", index, problem));
            }
        }
    }

    /** What a template of Pods may say besides the spec of them. @param template as a PodTemplateSpec */
    static void template(Checked template) {
        ObjectValue metadata = template.value().object("metadata");
        LabelRules.labels(metadata.object("labels"), template.path().child("labels"), template.errors());
        LabelRules.annotations(metadata.object("annotations"), template.path().child("annotations"), template.errors());
        if (!template.in("spec").value().list("ephemeralContainers").isEmpty()) {
            template.in("spec").forbidden("ephemeralContainers", "ephemeral containers not allowed in pod template");
        }
    }
}
