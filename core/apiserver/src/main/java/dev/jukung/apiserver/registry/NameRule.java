package dev.jukung.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a kind's names look like (k8s.io/apimachinery/pkg/util/validation). */
public enum NameRule {
    SUBDOMAIN(
            253,
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"),
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
    LABEL(
            63,
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?"),
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"),
    LABEL_1035(
            63,
            Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?"),
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"),
    /** Whatever fits into a path: names of roles and bindings. */
    PATH_SEGMENT(
            Integer.MAX_VALUE, Pattern.compile("(?!\\.\\.?$)[^/%]*"), "may not contain '/' or '%', or be '.' or '..'");

    private final int longest;
    private final Pattern pattern;
    private final String text;

    NameRule(int longest, Pattern pattern, String text) {
        this.longest = longest;
        this.pattern = pattern;
        this.text = text;
    }

    /** What is wrong with the name; empty when nothing is. A name to be generated from may end in a dash. */
    public List<String> problems(String name, boolean prefix) {
        String checked = prefix && name.endsWith("-") ? name.substring(0, name.length() - 1) + "a" : name;
        if (this == PATH_SEGMENT) {
            return pathProblems(checked);
        }
        List<String> problems = new ArrayList<>();
        if (checked.length() > longest) {
            problems.add("must be no more than " + longest + " characters");
        }
        if (!pattern.matcher(checked).matches()) {
            problems.add(text);
        }
        return problems;
    }

    private static List<String> pathProblems(String name) {
        if (name.equals(".") || name.equals("..")) {
            return List.of("may not be '" + name + "'");
        }
        return Stream.of("/", "%")
                .filter(name::contains)
                .map(character -> "may not contain '" + character + "'")
                .toList();
    }
}
