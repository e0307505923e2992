package dev.jukung.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a label's key and value may look like, with the words of {@code k8s.io/apimachinery/pkg/util/validation}. */
public final class LabelSyntax {
    private static final String NAME_FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String SUBDOMAIN_FORMAT = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final Pattern NAME = Pattern.compile(NAME_FORMAT);
    private static final Pattern VALUE = Pattern.compile("(" + NAME_FORMAT + ")?");
    private static final Pattern SUBDOMAIN = Pattern.compile(SUBDOMAIN_FORMAT);
    private static final int NAME_LENGTH_MAX = 63;
    private static final int SUBDOMAIN_LENGTH_MAX = 253;

    private LabelSyntax() {}

    /** What is wrong with a qualified name ({@code example.com/name}); empty when nothing is. */
    public static List<String> keyErrors(String key) {
        List<String> errors = new ArrayList<>();
        String[] parts = key.split("/", -1);
        String name = parts[parts.length - 1];
        if (parts.length > 2) {
            return List.of("a qualified name "
                    + regexError(
                            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                                    + " alphanumeric character",
                            NAME_FORMAT,
                            "MyName",
                            "my.name",
                            "123-abc")
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                errors.add("prefix part must be non-empty");
            } else {
                subdomainErrors(parts[0]).forEach(error -> errors.add("prefix part " + error));
            }
        }
        if (name.isEmpty()) {
            errors.add("name part must be non-empty");
        } else if (name.length() > NAME_LENGTH_MAX) {
            errors.add("name part must be no more than 63 bytes");
        }
        if (!NAME.matcher(name).matches()) {
            errors.add("name part "
                    + regexError(
                            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                                    + " alphanumeric character",
                            NAME_FORMAT,
                            "MyName",
                            "my.name",
                            "123-abc"));
        }
        return errors;
    }

    /** What is wrong with a label's value; empty when nothing is. */
    public static List<String> valueErrors(String value) {
        List<String> errors = new ArrayList<>();
        if (value.length() > NAME_LENGTH_MAX) {
            errors.add("must be no more than 63 bytes");
        }
        if (!VALUE.matcher(value).matches()) {
            errors.add(regexError(
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and"
                            + " must start and end with an alphanumeric character",
                    "(" + NAME_FORMAT + ")?",
                    "MyValue",
                    "my_value",
                    "12345"));
        }
        return errors;
    }

    private static List<String> subdomainErrors(String text) {
        List<String> errors = new ArrayList<>();
        if (text.length() > SUBDOMAIN_LENGTH_MAX) {
            errors.add("must be no more than 253 bytes");
        }
        if (!SUBDOMAIN.matcher(text).matches()) {
            errors.add(regexError(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and"
                            + " must start and end with an alphanumeric character",
                    SUBDOMAIN_FORMAT,
                    "example.com"));
        }
        return errors;
    }

    private static String regexError(String message, String format, String... examples) {
        StringBuilder text = new StringBuilder(message).append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            text.append(i == 0 ? "" : " or ").append('\'').append(examples[i]).append("', ");
        }
        return text.append("regex used for validation is '")
                .append(format)
                .append("')")
                .toString();
    }
}
