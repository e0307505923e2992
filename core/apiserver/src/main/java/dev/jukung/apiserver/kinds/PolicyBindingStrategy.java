package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The bindings of both kinds of policies: which policy, with which parameters, and what happens then. */
final class PolicyBindingStrategy extends SpecStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
    private static final List<String> NOT_FOUND_ACTIONS = List.of("Deny", "Allow");

    private final boolean mutates;

    /** @param mutates whether the policy changes objects; what happens then is no question */
    PolicyBindingStrategy(boolean mutates) {
        this.mutates = mutates;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue spec = object.object("spec");
        return spec.has("matchResources")
                ? object.with(
                        "spec", spec.with("matchResources", MatchResources.defaulted(spec.object("matchResources"))))
                : object;
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ObjectValue spec = object.object("spec");
        if (spec.text("policyName", "").isEmpty()) {
            errors.add(FieldError.required(SPEC.child("policyName"), ""));
        } else {
            new Checked(spec, SPEC, errors)
                    .problems("policyName", NameRule.SUBDOMAIN.problems(spec.text("policyName", ""), false));
        }
        if (spec.has("paramRef")) {
            parameters(spec.object("paramRef"), SPEC.child("paramRef"), errors);
        }
        if (spec.has("matchResources")) {
            MatchResources.validate(spec.object("matchResources"), SPEC.child("matchResources"), errors);
        }
        if (mutates) {
            MatchResources.checkMutable(spec.object("matchResources"), SPEC.child("matchResources"), errors);
        } else {
            actions(spec, errors);
        }
    }

    private static void parameters(ObjectValue reference, FieldPath path, FieldErrors errors) {
        String name = reference.text("name", "");
        boolean selected = reference.has("selector");
        String both = "name and selector are mutually exclusive";
        if (!name.isEmpty()) {
            for (String problem : NameRule.PATH_SEGMENT.problems(name, false)) {
                errors.add(FieldError.invalid(path.child("name"), name, problem));
            }
            if (selected) {
                errors.add(FieldError.forbidden(path.child("name"), both));
            }
        }
        if (selected) {
            LabelRules.selector(reference.object("selector"), path.child("selector"), errors);
            if (!name.isEmpty()) {
                errors.add(FieldError.forbidden(path.child("selector"), both));
            }
        }
        if (name.isEmpty() && !selected) {
            errors.add(FieldError.required(path, "one of name or selector must be specified"));
        }
        String action = reference.text("parameterNotFoundAction", "");
        if (action.isEmpty()) {
            errors.add(FieldError.required(path.child("parameterNotFoundAction"), ""));
        } else if (!NOT_FOUND_ACTIONS.contains(action)) {
            errors.add(FieldError.notSupported(path.child("parameterNotFoundAction"), action, NOT_FOUND_ACTIONS));
        }
    }

    private static void actions(ObjectValue spec, FieldErrors errors) {
        FieldPath path = SPEC.child("validationActions");
        List<String> actions = spec.list("validationActions").texts();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            if (!ACTIONS.contains(actions.get(i))) {
                errors.add(FieldError.notSupported(path.index(i), actions.get(i), ACTIONS));
            }
            if (!seen.add(actions.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), actions.get(i)));
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            errors.add(FieldError.invalid(
                    path,
                    spec.list("validationActions"),
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API"
                            + " response and headers serves no purpose)"));
        }
        if (actions.isEmpty()) {
            errors.add(FieldError.required(path, "at least one validation action is required"));
        }
    }
}
