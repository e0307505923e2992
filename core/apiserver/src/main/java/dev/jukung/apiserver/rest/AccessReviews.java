package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.Selectors;
import dev.jukung.apiserver.auth.User;
import dev.jukung.model.FieldSelectors;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** May somebody do something: the SubjectAccessReviews (k8s.io/kubernetes/pkg/apis/authorization/validation). Thread-safe. */
final class AccessReviews {
    private static final String GROUP = "authorization.k8s.io";
    private static final FieldPath RESOURCE = FieldPath.of("spec", "resourceAttributes");
    private static final FieldPath PATH = FieldPath.of("spec", "nonResourceAttributes");

    private final Authorizer authorizer;

    AccessReviews(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** @param namespace the one asked in, for a LocalSubjectAccessReview */
    ObjectValue aboutSubject(ObjectValue review, Optional<String> namespace) {
        ObjectValue spec = review.object("spec");
        FieldErrors errors = new FieldErrors();
        either(spec, errors);
        if (spec.text("user", "").isEmpty() && spec.list("groups").isEmpty()) {
            errors.add(FieldError.invalid(
                    FieldPath.of("spec", "user"), "", "at least one of user or group must be specified"));
        }
        selectors(spec, errors);
        ObjectValue metadata = review.object("metadata").without("managedFields");
        if (namespace.isPresent()) {
            local(spec, metadata, namespace.get(), errors);
        } else if (!metadata.isEmpty()) {
            errors.add(FieldError.invalid(FieldPath.of("metadata"), review.object("metadata"), "must be empty"));
        }
        refuse(errors);
        return status(UserInfo.of(spec, "user"), spec);
    }

    private static void local(ObjectValue spec, ObjectValue metadata, String namespace, FieldErrors errors) {
        if (!metadata.without("namespace").isEmpty()) {
            errors.add(FieldError.invalid(FieldPath.of("metadata"), metadata, "must be empty except for namespace"));
        }
        String asked = spec.object("resourceAttributes").text("namespace", "");
        if (spec.has("resourceAttributes") && !asked.equals(namespace)) {
            errors.add(FieldError.invalid(RESOURCE.child("namespace"), asked, "must match metadata.namespace"));
        }
        if (spec.has("nonResourceAttributes")) {
            errors.add(FieldError.invalid(PATH, shownPath(spec), "disallowed on this kind of request"));
        }
    }

    ObjectValue aboutSelf(User user, ObjectValue review) {
        ObjectValue spec = review.object("spec");
        FieldErrors errors = new FieldErrors();
        either(spec, errors);
        selectors(spec, errors);
        if (!review.object("metadata").without("managedFields").isEmpty()) {
            errors.add(FieldError.invalid(FieldPath.of("metadata"), review.object("metadata"), "must be empty"));
        }
        refuse(errors);
        return status(user, spec);
    }

    private static void either(ObjectValue spec, FieldErrors errors) {
        if (spec.has("resourceAttributes") && spec.has("nonResourceAttributes")) {
            errors.add(FieldError.invalid(
                    PATH, shownPath(spec), "cannot be specified in combination with resourceAttributes"));
        }
        if (!spec.has("resourceAttributes") && !spec.has("nonResourceAttributes")) {
            errors.add(FieldError.invalid(
                    RESOURCE,
                    NullValue.NULL,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
    }

    /** As Go shows the struct. */
    private static ObjectValue shownPath(ObjectValue spec) {
        ObjectValue path = spec.object("nonResourceAttributes");
        return ObjectValue.of("Path", path.text("path", ""), "Verb", path.text("verb", ""));
    }

    private static void selectors(ObjectValue spec, FieldErrors errors) {
        ObjectValue asked = spec.object("resourceAttributes");
        for (String field : List.of("fieldSelector", "labelSelector")) {
            if (!asked.has(field)) {
                continue;
            }
            FieldPath at = RESOURCE.child(field);
            ObjectValue selector = asked.object(field);
            String raw = selector.text("rawSelector", "");
            List<ObjectValue> requirements = selector.list("requirements").objects();
            if (!raw.isEmpty() && !requirements.isEmpty()) {
                errors.add(FieldError.invalid(
                        at.child("rawSelector"), raw, "may not specified at the same time as requirements"));
            }
            if (raw.isEmpty() && requirements.isEmpty()) {
                errors.add(FieldError.required(
                        at.child("requirements"),
                        "when " + at + " is specified, requirements or rawSelector is required"));
            }
            for (int i = 0; i < requirements.size(); i++) {
                requirement(requirements.get(i), at.child("requirements").index(i), errors);
            }
        }
    }

    private static void requirement(ObjectValue requirement, FieldPath at, FieldErrors errors) {
        boolean values = !requirement.list("values").isEmpty();
        switch (requirement.text("operator", "")) {
            case "In", "NotIn" -> {
                if (!values) {
                    errors.add(FieldError.required(
                            at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values) {
                    errors.add(FieldError.forbidden(
                            at.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                }
            }
            default -> {} // a newer client may know more operators; the requirement does not count
        }
        if (requirement.text("key", "").isEmpty()) {
            errors.add(FieldError.required(at.child("key"), "must be specified"));
        }
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            // Kubernetes has lost the kind here.
            throw new ApiException(
                    Reason.INVALID,
                    422,
                    "." + GROUP + " \"\" is invalid: " + errors.message(),
                    ObjectValue.of("group", GROUP, "causes", errors.causes()));
        }
    }

    private ObjectValue status(User user, ObjectValue spec) {
        Attributes attributes = attributes(user, spec);
        ObjectValue status;
        String problem = "";
        switch (authorizer.decide(attributes)) {
            case Authorizer.Decision.Allow(String reason) -> status = reasoned(ObjectValue.of("allowed", true), reason);
            case Authorizer.Decision.Deny(String reason, String error) -> {
                status = reasoned(ObjectValue.of("allowed", false, "denied", true), reason);
                problem = error;
            }
            case Authorizer.Decision.NoOpinion(String reason, String error) -> {
                status = reasoned(ObjectValue.of("allowed", false), reason);
                problem = error;
            }
        }
        String evaluation = evaluationError(problem, attributes.selectors());
        return evaluation.isEmpty() ? status : status.with("evaluationError", evaluation);
    }

    private static ObjectValue reasoned(ObjectValue status, String reason) {
        return reason.isEmpty() ? status : status.with("reason", reason);
    }

    private static String evaluationError(String problem, Selectors selectors) {
        List<String> errors = new ArrayList<>();
        if (!problem.isEmpty()) {
            errors.add(problem);
        }
        if (selectors.fieldsBroken()) {
            errors.add("spec.resourceAttributes.fieldSelector " + ignored(selectors.fields()));
        }
        if (selectors.labelsBroken()) {
            errors.add("spec.resourceAttributes.labelSelector " + ignored(selectors.labels()));
        }
        return String.join("; ", errors);
    }

    private static String ignored(List<?> understood) {
        return (understood.isEmpty() ? "" : "partially ") + "ignored due to parse error";
    }

    private static Attributes attributes(User user, ObjectValue spec) {
        if (!spec.has("resourceAttributes")) {
            ObjectValue path = spec.object("nonResourceAttributes");
            return Attributes.path(user, path.text("verb", ""), path.text("path", ""));
        }
        ObjectValue asked = spec.object("resourceAttributes");
        String version = asked.text("version", "");
        return new Attributes(
                user,
                asked.text("verb", ""),
                asked.text("group", ""),
                version.isEmpty() ? "*" : version,
                asked.text("resource", ""),
                asked.text("subresource", ""),
                asked.text("namespace", ""),
                asked.text("name", ""),
                "",
                selectors(asked));
    }

    private static Selectors selectors(ObjectValue asked) {
        ObjectValue fields = asked.object("fieldSelector");
        ObjectValue labels = asked.object("labelSelector");
        Selectors raw = Selectors.parse(fields.text("rawSelector", ""), labels.text("rawSelector", ""));
        List<FieldSelectors.Term> terms = new ArrayList<>(raw.fields());
        boolean fieldsBroken = raw.fieldsBroken();
        for (ObjectValue requirement : fields.list("requirements").objects()) {
            List<String> values = requirement.list("values").texts();
            String operator = requirement.text("operator", "");
            if (values.size() == 1 && (operator.equals("In") || operator.equals("NotIn"))) {
                terms.add(
                        new FieldSelectors.Term(requirement.text("key", ""), operator.equals("In"), values.getFirst()));
            } else {
                fieldsBroken = true;
            }
        }
        List<LabelSelectors.Requirement> requirements = new ArrayList<>(raw.labels());
        boolean labelsBroken = raw.labelsBroken();
        for (ObjectValue requirement : labels.list("requirements").objects()) {
            Optional<LabelSelectors.Requirement> understood = requirement(requirement);
            understood.ifPresent(requirements::add);
            labelsBroken |= understood.isEmpty();
        }
        return new Selectors(terms, requirements, fieldsBroken, labelsBroken);
    }

    /** Empty where it cannot be understood. */
    private static Optional<LabelSelectors.Requirement> requirement(ObjectValue expression) {
        ObjectValue selector = ObjectValue.of("matchExpressions", ListValue.of(expression));
        try {
            return Optional.of(LabelSelectors.of(new LabelSelector(selector))
                    .requirements()
                    .getFirst());
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract above
        }
    }
}
