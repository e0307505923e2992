package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** ValidatingAdmissionPolicy: its defaults, and that its expressions can be compiled. */
final class ValidatingPolicyStrategy extends SpecStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    private static final List<String> REASONS = List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
    private static final int MAX_ANNOTATIONS = 20;

    @Override
    public ObjectValue defaults(ObjectValue object) {
        return defaulted(object);
    }

    /** The defaults that both kinds of policies have. */
    static ObjectValue defaulted(ObjectValue object) {
        ObjectValue spec = object.object("spec");
        if (spec.isEmpty()) {
            return object;
        }
        spec = spec.has("failurePolicy") ? spec : spec.with("failurePolicy", "Fail");
        return object.with(
                "spec",
                spec.has("matchConstraints")
                        ? spec.with("matchConstraints", MatchResources.defaulted(spec.object("matchConstraints")))
                        : spec);
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ObjectValue spec = object.object("spec");
        String failurePolicy = spec.text("failurePolicy", "Fail");
        if (!FAILURE_POLICIES.contains(failurePolicy)) {
            errors.add(FieldError.notSupported(SPEC.child("failurePolicy"), failurePolicy, FAILURE_POLICIES));
        }
        paramKind(spec, errors);
        if (spec.has("matchConstraints")) {
            FieldPath place = SPEC.child("matchConstraints");
            MatchResources.validate(spec.object("matchConstraints"), place, errors);
            if (spec.object("matchConstraints").list("resourceRules").isEmpty()) {
                errors.add(FieldError.required(place.child("resourceRules"), ""));
            }
        } else {
            errors.add(FieldError.required(SPEC.child("matchConstraints"), ""));
        }
        MatchConditionRules.check(
                spec.list("matchConditions"), spec.has("paramKind"), SPEC.child("matchConditions"), errors);
        PolicyExpressions expressions = new PolicyExpressions(
                spec.has("paramKind"), !spec.list("variables").isEmpty());
        variables(spec, expressions, errors);
        List<ObjectValue> validations = spec.list("validations").objects();
        List<ObjectValue> annotations = spec.list("auditAnnotations").objects();
        if (validations.isEmpty() && annotations.isEmpty()) {
            String none = "validations or auditAnnotations must contain at least one item";
            errors.add(FieldError.required(SPEC.child("validations"), none));
            errors.add(FieldError.required(SPEC.child("auditAnnotations"), none));
        }
        for (int i = 0; i < validations.size(); i++) {
            validation(validations.get(i), SPEC.child("validations").index(i), expressions, errors);
        }
        annotations(object.object("metadata").text("name", ""), annotations, expressions, errors);
    }

    static void paramKind(ObjectValue spec, FieldErrors errors) {
        if (!spec.has("paramKind")) {
            return;
        }
        FieldPath path = SPEC.child("paramKind");
        String apiVersion = spec.object("paramKind").text("apiVersion", "");
        String[] parts = apiVersion.split("/", -1);
        String group = parts.length > 1 ? parts[0] : "";
        String version = parts[parts.length - 1];
        if (apiVersion.isEmpty()) {
            errors.add(FieldError.required(path.child("apiVersion"), ""));
        } else if (parts.length > 2) {
            errors.add(FieldError.invalid(
                    path.child("apiVersion"), apiVersion, "unexpected GroupVersion string: " + apiVersion));
        } else {
            List<String> problems = group.isEmpty() ? List.of() : NameRule.SUBDOMAIN.problems(group, false);
            if (!problems.isEmpty()) {
                errors.add(FieldError.invalid(path.child("apiVersion"), group, String.join(",", problems)));
            }
            List<String> wrong = version.isEmpty() ? List.of() : NameRule.LABEL_1035.problems(version, false);
            if (version.isEmpty()) {
                errors.add(FieldError.invalid(path.child("apiVersion"), apiVersion, "version must be specified"));
            } else if (!wrong.isEmpty()) {
                errors.add(FieldError.invalid(path.child("apiVersion"), version, String.join(",", wrong)));
            }
        }
        String kind = spec.object("paramKind").text("kind", "");
        List<String> problems = NameRule.LABEL_1035.problems(kind.toLowerCase(Locale.ROOT), false);
        if (kind.isEmpty()) {
            errors.add(FieldError.required(path.child("kind"), ""));
        } else if (!problems.isEmpty()) {
            errors.add(FieldError.invalid(
                    path.child("kind"),
                    kind,
                    "may have mixed case, but should otherwise match: " + String.join(",", problems)));
        }
    }

    /** An update that does not touch the spec is not judged again: what is compiled is compiled. */
    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        if (!object.object("spec").equals(old.object("spec"))) {
            validate(object, errors);
        }
    }

    /** Checks the variables and declares them for the expressions after them. */
    static void variables(ObjectValue spec, PolicyExpressions expressions, FieldErrors errors) {
        List<ObjectValue> variables = spec.list("variables").objects();
        for (int i = 0; i < variables.size(); i++) {
            FieldPath place = SPEC.child("variables").index(i);
            String name = variables.get(i).text("name", "");
            String expression = variables.get(i).text("expression", "").strip();
            if (name.isEmpty()) {
                errors.add(FieldError.required(place.child("name"), "name is not specified"));
            } else if (!name.matches("[_a-zA-Z][_a-zA-Z0-9]*")) {
                errors.add(FieldError.invalid(place.child("name"), name, "must be a valid CEL identifier"));
            }
            if (expression.isEmpty()) {
                errors.add(FieldError.required(place.child("expression"), "expression is not specified"));
            } else if (expressions.declare(name, expression) instanceof CelCompilation.Problem(String text)) {
                errors.add(FieldError.invalid(place.child("expression"), expression, text));
            }
        }
    }

    private static void validation(
            ObjectValue validation, FieldPath place, PolicyExpressions expressions, FieldErrors errors) {
        String expression = validation.text("expression", "").strip();
        String message = validation.text("message", "");
        if (expression.isEmpty()) {
            errors.add(FieldError.required(place.child("expression"), "expression is not specified"));
        } else {
            compiled(validation, "expression", place, expressions, true, errors, "bool");
        }
        String messageExpression = validation.text("messageExpression", "");
        if (!messageExpression.isEmpty() && messageExpression.isBlank()) {
            errors.add(FieldError.invalid(
                    place.child("messageExpression"), messageExpression, "must be non-empty if specified"));
        } else if (!messageExpression.isEmpty()) {
            compiled(validation, "messageExpression", place, expressions, false, errors, "string");
        }
        if (!message.isEmpty() && message.isBlank()) {
            errors.add(FieldError.invalid(place.child("message"), message, "message must be non-empty if specified"));
        } else if (message.strip().contains("\n")) {
            errors.add(FieldError.invalid(place.child("message"), message, "message must not contain line breaks"));
        } else if (expression.contains("\n") && message.isBlank()) {
            errors.add(FieldError.required(
                    place.child("message"), "message must be specified if expression contains line breaks"));
        }
        validation
                .text("reason")
                .filter(reason -> !REASONS.contains(reason))
                .ifPresent(reason -> errors.add(FieldError.notSupported(place.child("reason"), reason, REASONS)));
    }

    @Override
    public void validateStatusUpdate(ObjectValue policy, ObjectValue old, FieldErrors errors) {
        ConditionRules.check(new Checked(policy, FieldPath.ROOT, errors).in("status"));
    }

    /** @param policy whose name comes before each key in the annotations that are written */
    private static void annotations(
            String policy, List<ObjectValue> annotations, PolicyExpressions expressions, FieldErrors errors) {
        FieldPath all = SPEC.child("auditAnnotations");
        if (annotations.size() > MAX_ANNOTATIONS) {
            errors.add(FieldError.tooMany(all, annotations.size(), MAX_ANNOTATIONS));
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < annotations.size(); i++) {
            String key = annotations.get(i).text("key", "");
            FieldPath path = all.index(i).child("key");
            errors.take(path); // Kubernetes does not say that it is required
            String qualified = policy + "/" + key;
            LabelRules.keyProblems(qualified)
                    .forEach(problem -> errors.add(FieldError.invalid(path, qualified, problem)));
            String expression = annotations.get(i).text("valueExpression", "");
            if (expression.isBlank()) {
                errors.add(
                        FieldError.required(all.index(i).child("valueExpression"), "valueExpression is not specified"));
            } else {
                compiled(
                        annotations.get(i),
                        "valueExpression",
                        all.index(i),
                        expressions,
                        true,
                        errors,
                        "string",
                        "null_type");
            }
            if (!keys.add(key)) {
                errors.add(FieldError.duplicate(all.index(i).child("key"), key));
            }
        }
    }

    private static void compiled(
            ObjectValue source,
            String field,
            FieldPath place,
            PolicyExpressions expressions,
            boolean authorizer,
            FieldErrors errors,
            String... types) {
        String expression = source.text(field, "").strip();
        if (expression.isEmpty()) {
            errors.add(FieldError.required(place.child(field), ""));
        } else if (expressions.compile(expression, authorizer, types) instanceof CelCompilation.Problem(String text)) {
            errors.add(FieldError.invalid(place.child(field), expression, text));
        }
    }
}
