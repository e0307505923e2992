package dev.jukung.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Field selectors of requests: {@code spec.nodeName=n1,status.phase!=Running}, where a backslash escapes a comma, an
 * equals sign or a backslash in a value. Grammar and error texts are those of {@code k8s.io/apimachinery/pkg/fields}.
 */
public final class FieldSelectors {
    public static final Selector EVERYTHING = new Selector(List.of());
    private static final List<String> OPERATORS = List.of("!=", "==", "=");

    private FieldSelectors() {}

    /** One term: a field has, or has not, a value. */
    public record Term(String field, boolean equal, String value) {
        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + escape(value);
        }
    }

    /** What all terms hold for. Immutable. */
    public record Selector(List<Term> terms) {
        /** @param fields the text of a field by its name; an absent field reads as the empty text */
        public boolean matches(UnaryOperator<String> fields) {
            for (Term term : terms) {
                if (fields.apply(term.field()).equals(term.value()) != term.equal()) {
                    return false;
                }
            }
            return true;
        }

        public boolean isEverything() {
            return terms.isEmpty();
        }

        /** The value that the selector requires a field to have. */
        public Optional<String> required(String field) {
            return terms.stream()
                    .filter(term -> term.equal() && term.field().equals(field))
                    .map(Term::value)
                    .findFirst();
        }

        @Override
        public String toString() {
            return terms.stream().map(Term::toString).collect(Collectors.joining(","));
        }
    }

    /** @throws IllegalArgumentException with Kubernetes' words when the text is no selector */
    public static Selector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : split(text).stream().sorted().toList()) {
            if (!part.isEmpty()) {
                terms.add(term(part, text));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new Selector(List.copyOf(terms));
    }

    /** A value as it has to be written in a selector. */
    public static String escape(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String part, String selector) {
        for (int i = 0; i < part.length(); i++) {
            for (String operator : OPERATORS) {
                if (part.startsWith(operator, i)) {
                    String value = unescape(part.substring(i + operator.length()));
                    return new Term(part.substring(0, i), !operator.equals("!="), value);
                }
            }
        }
        throw new IllegalArgumentException("invalid selector: '" + selector + "'; can't understand '" + part + "'");
    }

    private static String unescape(String text) {
        StringBuilder value = new StringBuilder(text.length());
        boolean escaped = false;
        for (char c : text.toCharArray()) {
            if (escaped) {
                if ("\\,=".indexOf(c) < 0) {
                    throw badEscape("\\" + c);
                }
                value.append(c);
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == ',' || c == '=') {
                throw new IllegalArgumentException("invalid field selector: unescaped character in value: " + c);
            } else {
                value.append(c);
            }
        }
        if (escaped) {
            throw badEscape("\\");
        }
        return value.toString();
    }

    private static IllegalArgumentException badEscape(String sequence) {
        return new IllegalArgumentException("invalid field selector: invalid escape sequence: " + sequence);
    }
}
