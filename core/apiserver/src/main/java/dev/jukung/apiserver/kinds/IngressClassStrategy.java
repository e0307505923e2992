package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of IngressClasses: who looks after them never changes. */
final class IngressClassStrategy extends SpecStrategy {
    private static final int MAX_CONTROLLER = 250;

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        if (spec.text("controller").length() > MAX_CONTROLLER) {
            errors.add(FieldError.tooLong(spec.path().child("controller"), MAX_CONTROLLER));
        }
        domainPrefixed(spec, "controller");
        if (spec.has("parameters")) {
            parameters(spec.in("parameters"));
        }
    }

    /** A text like {@code example.com/path}. */
    static void domainPrefixed(Checked owner, String field) {
        String text = owner.text(field);
        int slash = text.indexOf('/');
        if (text.isEmpty()) {
            owner.required(field, "");
        } else if (slash <= 0 || slash == text.length() - 1) {
            owner.invalid(field, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        } else {
            NameRule.SUBDOMAIN.problems(text.substring(0, slash), false).forEach(problem -> owner.errors()
                    .add(FieldError.invalid(owner.path().child(field), text.substring(0, slash), problem)));
        }
    }

    private static void parameters(Checked reference) {
        if (reference.has("apiGroup")) {
            reference.problems("apiGroup", NameRule.SUBDOMAIN.problems(reference.text("apiGroup"), false));
        }
        for (String field : List.of("kind", "name")) {
            if (!reference.text(field).isEmpty()) {
                reference.problems(field, NameRule.PATH_SEGMENT.problems(reference.text(field), false));
            }
        }
        if (!reference.has("scope")) {
            reference.required("scope", "");
        } else {
            scope(reference);
        }
    }

    private static void scope(Checked reference) {
        if (!List.of("Cluster", "Namespace").contains(reference.text("scope"))) {
            reference
                    .errors()
                    .add(FieldError.notSupported(
                            reference.path().child("scope"), reference.text("scope"), List.of("Cluster", "Namespace")));
        }
        if (reference.text("scope").equals("Namespace")) {
            if (!reference.has("namespace")) {
                reference.required("namespace", "`parameters.scope` is set to 'Namespace'");
            } else {
                reference.problems("namespace", NameRule.LABEL.problems(reference.text("namespace"), false));
            }
        } else if (reference.text("scope").equals("Cluster") && reference.has("namespace")) {
            reference.forbidden("namespace", "`parameters.scope` is set to 'Cluster'");
        }
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        String after = object.object("spec").text("controller", "");
        if (!after.equals(old.object("spec").text("controller", ""))) {
            errors.add(FieldError.invalid(FieldPath.of("spec", "controller"), after, "field is immutable"));
        }
        validate(object, errors);
    }
}
