package dev.jukung.apiserver.registry;

import dev.jukung.model.Views;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What labels and selectors of labels look like (k8s.io/apimachinery/pkg/apis/meta/v1/validation). Pure functions. */
public final class LabelRules {
    private static final int MAX_LENGTH = 63;
    private static final int MAX_ANNOTATIONS_BYTES = 256 * 1024;
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final String NAME_FORM =
            " must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                    + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                    + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String VALUE_FORM =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex"
                    + " used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private LabelRules() {}

    /** What is wrong with a name that may have a DNS prefix: keys of labels and annotations, finalizers. */
    public static List<String> keyProblems(String key) {
        List<String> problems = new ArrayList<>();
        int slash = key.indexOf('/');
        if (slash != key.lastIndexOf('/')) {
            return List.of("a valid label key" + NAME_FORM
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (slash == 0) {
            problems.add("prefix part must be non-empty");
        } else if (slash > 0) {
            for (String problem : NameRule.SUBDOMAIN.problems(key.substring(0, slash), false)) {
                problems.add("prefix part " + problem.replace("253 characters", "253 bytes"));
            }
        }
        String name = key.substring(slash + 1);
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > MAX_LENGTH) {
            problems.add("name part must be no more than " + MAX_LENGTH + " bytes");
        }
        if (!NAME.matcher(name).matches()) {
            problems.add("name part" + NAME_FORM);
        }
        return problems;
    }

    public static List<String> valueProblems(String value) {
        List<String> problems = new ArrayList<>();
        if (value.length() > MAX_LENGTH) {
            problems.add("must be no more than " + MAX_LENGTH + " bytes");
        }
        if (!VALUE.matcher(value).matches()) {
            problems.add(VALUE_FORM);
        }
        return problems;
    }

    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");

    /** What a finalizer has to look like, in the metadata or elsewhere. */
    public static void finalizer(String finalizer, FieldPath path, FieldErrors errors) {
        keyProblems(finalizer).forEach(problem -> errors.add(FieldError.invalid(path, finalizer, problem)));
        unqualifiedFinalizer(finalizer, path, errors);
    }

    static void unqualifiedFinalizer(String finalizer, FieldPath path, FieldErrors errors) {
        if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
            errors.add(FieldError.invalid(
                    path, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
        }
    }

    /** A map of labels. */
    public static void labels(ObjectValue labels, FieldPath path, FieldErrors errors) {
        labels.forEach((key, value) -> {
            key(key, path, errors);
            value(Views.toText(value), path, errors);
        });
    }

    /** A map of annotations. */
    public static void annotations(ObjectValue annotations, FieldPath path, FieldErrors errors) {
        long total = 0;
        for (int i = 0; i < annotations.size(); i++) {
            String key = annotations.keyAt(i);
            for (String problem : keyProblems(key.toLowerCase(Locale.ROOT))) {
                errors.add(FieldError.invalid(path, key, problem));
            }
            total += key.getBytes(StandardCharsets.UTF_8).length
                    + Views.toText(annotations.valueAt(i)).getBytes(StandardCharsets.UTF_8).length;
        }
        if (total > MAX_ANNOTATIONS_BYTES) {
            errors.add(FieldError.tooLong(path, MAX_ANNOTATIONS_BYTES));
        }
    }

    /** A {@code meta/v1 LabelSelector}. */
    public static void selector(ObjectValue selector, FieldPath path, FieldErrors errors) {
        labels(selector.object("matchLabels"), path.child("matchLabels"), errors);
        List<ObjectValue> expressions = selector.list("matchExpressions").objects();
        for (int i = 0; i < expressions.size(); i++) {
            requirement(expressions.get(i), path.child("matchExpressions").index(i), errors);
        }
    }

    private static void requirement(ObjectValue requirement, FieldPath path, FieldErrors errors) {
        List<String> values = requirement.list("values").texts();
        String operator = requirement.text("operator", "");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.add(FieldError.required(
                            path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.add(FieldError.forbidden(
                            path.child("values"),
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                }
            }
            default ->
                errors.add(FieldError.invalid(path.child("operator"), operator, "not a valid selector operator"));
        }
        key(requirement.text("key", ""), path.child("key"), errors);
        for (int i = 0; i < values.size(); i++) {
            value(values.get(i), path.child("values").index(i), errors);
        }
    }

    private static void key(String key, FieldPath path, FieldErrors errors) {
        for (String problem : keyProblems(key)) {
            errors.add(FieldError.invalid(path, key, problem));
        }
    }

    private static void value(String value, FieldPath path, FieldErrors errors) {
        for (String problem : valueProblems(value)) {
            errors.add(FieldError.invalid(path, value, problem));
        }
    }
}
