package dev.jukung.apiserver.kinds;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a port may be called (RFC 6335, 5.1; IsValidPortName of apimachinery). */
final class PortNames {
    private static final Pattern ALLOWED = Pattern.compile("[-a-z0-9]+");
    private static final Pattern LETTER = Pattern.compile("[a-z]");

    private PortNames() {}

    static List<String> problems(String name) {
        List<String> problems = new ArrayList<>();
        if (name.length() > 15) {
            problems.add("must be no more than 15 characters");
        }
        if (!ALLOWED.matcher(name).matches()) {
            problems.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!LETTER.matcher(name).find()) {
            problems.add("must contain at least one letter (a-z)");
        }
        if (name.contains("--")) {
            problems.add("must not contain consecutive hyphens");
        }
        if (!name.isEmpty() && (name.startsWith("-") || name.endsWith("-"))) {
            problems.add("must not begin or end with a hyphen");
        }
        return problems;
    }
}
