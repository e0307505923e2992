package dev.jukung.schema;

import dev.jukung.value.NumberValue;

/** How the errors of schema validation are put: two parts of Kubernetes say the same things differently. */
enum Wording {
    /** kube-openapi's validation, which checks custom resources: {@code spec.replicas in body should be …}. */
    STRUCTURAL,
    /** The validation of built-in kinds: {@code must be …}. */
    BUILT_IN;

    private String clause(WalkPath path, String structural, String builtIn) {
        return this == STRUCTURAL ? path.text() + " in body " + structural : builtIn;
    }

    FieldError wrongType(WalkPath path, String wanted, String given) {
        return FieldError.typeInvalid(
                path.field(),
                given,
                clause(path, "must be of type " + wanted + ": " + GoText.quote(given), "must be of type " + wanted));
    }

    FieldError wrongFormat(WalkPath path, String format, String value) {
        String structural = "must be of type " + format + ": " + GoText.quote(value);
        return FieldError.typeInvalid(path.field(), value, clause(path, structural, "must be a valid " + format));
    }

    FieldError tooShort(WalkPath path, String value, long least) {
        return FieldError.invalid(
                path.field(),
                value,
                clause(
                        path,
                        "should be at least " + least + " chars long",
                        "must be at least " + GoText.count(least, "character") + " long"));
    }

    FieldError noMatch(WalkPath path, String value, Constraints.Expression pattern) {
        String problem = pattern.compiled().isPresent() ? "" : ", but pattern is invalid: " + pattern.problem();
        String text = pattern.text() + problem;
        return FieldError.invalid(
                path.field(), value, clause(path, "should match '" + text + "'", "must match the regex " + text));
    }

    FieldError tooSmall(WalkPath path, Object value, Constraints.Bound bound) {
        String relation = bound.exclusive() ? "greater than " : "greater than or equal to ";
        return limit(path, value, relation + number(bound.limit()));
    }

    FieldError tooLarge(WalkPath path, Object value, Constraints.Bound bound) {
        String relation = bound.exclusive() ? "less than " : "less than or equal to ";
        return limit(path, value, relation + number(bound.limit()));
    }

    private FieldError limit(WalkPath path, Object value, String relation) {
        return FieldError.invalid(path.field(), value, clause(path, "should be " + relation, "must be " + relation));
    }

    FieldError noMultiple(WalkPath path, Object value, Object factor) {
        String text = "a multiple of " + number(factor);
        return FieldError.invalid(path.field(), value, clause(path, "should be " + text, "must be " + text));
    }

    FieldError tooFewItems(WalkPath path, long actual, long least) {
        return this == BUILT_IN
                ? FieldError.tooFew(path.field(), actual, least)
                : FieldError.invalid(
                        path.field(), actual, clause(path, "should have at least " + least + " items", ""));
    }

    FieldError tooFewProperties(WalkPath path, long actual, long least) {
        return FieldError.invalid(
                path.field(),
                actual,
                clause(
                        path,
                        "should have at least " + least + " properties",
                        "must have at least " + GoText.count(least, "entry")));
    }

    FieldError duplicates(WalkPath path) {
        return FieldError.invalid(
                path.field(), "", clause(path, "shouldn't contain duplicates", "must not contain duplicates"));
    }

    private static String number(Object limit) {
        return limit instanceof NumberValue number ? GoText.shown(number) : limit.toString();
    }
}
