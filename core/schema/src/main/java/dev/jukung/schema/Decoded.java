package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A decoded object and what a strict reader would object to.
 *
 * @param tree the object in canonical form: fields in schema order, keys interned, unknown fields removed
 * @param strictErrors {@code unknown field "spec.foo"} and the like; warnings if field validation is {@code Warn}
 */
public record Decoded(ObjectValue tree, List<String> strictErrors) {
    /** Kubernetes reports no more of them. */
    static final int MAX_STRICT_ERRORS = 100;

    private static final Pattern YAML_LINE = Pattern.compile("line [0-9]+: ");

    /** With what the JSON or YAML reader had to object, such as {@link #duplicateField}, put first. */
    public Decoded withStrictErrors(List<String> others) {
        if (others.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(others);
        all.addAll(strictErrors);
        return new Decoded(
                tree, all.stream().distinct().limit(MAX_STRICT_ERRORS).toList());
    }

    /** Likewise, all in the order of the fields in {@code given}, which Kubernetes reads and decodes in one go. */
    public Decoded withStrictErrors(List<String> others, ObjectValue given) {
        if (others.isEmpty()) {
            return this;
        }
        Decoded all = withStrictErrors(others);
        return new Decoded(tree, StrictOrder.of(all.strictErrors(), given));
    }

    /** The same with the strict errors in the order of their texts. */
    public Decoded sorted() {
        return new Decoded(tree, strictErrors.stream().sorted().toList());
    }

    public static String duplicateField(String path) {
        return "duplicate field " + GoText.quote(path);
    }

    public static String unknownField(String path) {
        return "unknown field " + GoText.quote(path);
    }

    /** The error of {@code fieldValidation=Strict}, if there is one. */
    public Optional<String> strictError() {
        return strictErrors.isEmpty()
                ? Optional.empty()
                : Optional.of("strict decoding error: " + String.join(", ", grouped()));
    }

    /** What the YAML reader has found, in lines, is one error to Go. */
    private List<String> grouped() {
        List<String> lines = strictErrors.stream()
                .filter(error -> YAML_LINE.matcher(error).lookingAt())
                .toList();
        if (lines.isEmpty()) {
            return strictErrors;
        }
        List<String> all = new ArrayList<>();
        all.add("yaml: unmarshal errors:\n  " + String.join("\n  ", lines));
        strictErrors.stream().filter(error -> !lines.contains(error)).forEach(all::add);
        return all;
    }
}
