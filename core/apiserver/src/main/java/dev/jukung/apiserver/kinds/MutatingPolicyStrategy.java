package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** MutatingAdmissionPolicy: its defaults, and that its expressions can be compiled. */
final class MutatingPolicyStrategy extends SpecStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
    private static final List<String> PATCH_TYPES = List.of("ApplyConfiguration", "JSONPatch");

    @Override
    public ObjectValue defaults(ObjectValue object) {
        return ValidatingPolicyStrategy.defaulted(object);
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ObjectValue spec = object.object("spec");
        oneOf("failurePolicy", spec.text("failurePolicy", "Fail"), FAILURE_POLICIES, errors);
        ValidatingPolicyStrategy.paramKind(spec, errors);
        constraints(spec, errors);
        MatchConditionRules.check(
                spec.list("matchConditions"), spec.has("paramKind"), SPEC.child("matchConditions"), errors);
        PolicyExpressions expressions = new PolicyExpressions(
                spec.has("paramKind"), !spec.list("variables").isEmpty());
        ValidatingPolicyStrategy.variables(spec, expressions, errors);
        List<ObjectValue> mutations = spec.list("mutations").objects();
        if (mutations.isEmpty()) {
            errors.add(FieldError.required(SPEC.child("mutations"), "mutations must contain at least one item"));
        }
        for (int i = 0; i < mutations.size(); i++) {
            mutation(mutations.get(i), SPEC.child("mutations").index(i), expressions, errors);
        }
        oneOf("reinvocationPolicy", spec.text("reinvocationPolicy", ""), REINVOCATION_POLICIES, errors);
    }

    /** An update that does not touch the spec is not judged again: what is compiled is compiled. */
    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        if (!object.object("spec").equals(old.object("spec"))) {
            validate(object, errors);
        }
    }

    private static void oneOf(String field, String value, List<String> accepted, FieldErrors errors) {
        if (value.isEmpty()) {
            errors.add(FieldError.required(SPEC.child(field), ""));
        } else if (!accepted.contains(value)) {
            errors.add(FieldError.notSupported(SPEC.child(field), value, accepted));
        }
    }

    private static void constraints(ObjectValue spec, FieldErrors errors) {
        FieldPath path = SPEC.child("matchConstraints");
        ObjectValue constraints = spec.object("matchConstraints");
        if (!spec.has("matchConstraints")) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        MatchResources.validate(constraints, path, errors);
        if (constraints.list("resourceRules").isEmpty()) {
            errors.add(FieldError.required(path.child("resourceRules"), ""));
        }
        MatchResources.checkMutable(constraints, path, errors);
    }

    private static void mutation(
            ObjectValue mutation, FieldPath path, PolicyExpressions expressions, FieldErrors errors) {
        String type = mutation.text("patchType", "");
        switch (type) {
            case "" -> errors.add(FieldError.required(path.child("patchType"), ""));
            case "JSONPatch" ->
                patch(mutation, type, "jsonPatch", "applyConfiguration", "list(JSONPatch)", path, expressions, errors);
            case "ApplyConfiguration" ->
                patch(mutation, type, "applyConfiguration", "jsonPatch", "Object", path, expressions, errors);
            default -> errors.add(FieldError.notSupported(path.child("patchType"), type, PATCH_TYPES));
        }
    }

    /**
     * Checks that the one field is there, and the other one not.
     *
     * @param made the type that its expression has
     */
    private static void patch(
            ObjectValue mutation,
            String type,
            String field,
            String other,
            String made,
            FieldPath path,
            PolicyExpressions expressions,
            FieldErrors errors) {
        String expression = mutation.object(field).text("expression", "").strip();
        FieldPath place = path.child(field).child("expression");
        if (!mutation.has(field)) {
            errors.add(FieldError.required(path.child(field), "must be specified when patchType is " + type));
        } else if (expression.isEmpty()) {
            errors.add(FieldError.required(place, ""));
        } else if (expressions.compilePatch(expression, made) instanceof CelCompilation.Problem(String text)) {
            errors.add(FieldError.invalid(place, expression, text));
        }
        if (mutation.has(other)) {
            errors.add(FieldError.invalid(
                    path.child(other), "{" + other + "}", "must not be specified when patchType is " + type));
        }
    }
}
