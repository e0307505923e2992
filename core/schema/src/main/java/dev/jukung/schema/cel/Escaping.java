package dev.jukung.schema.cel;

import java.util.Optional;
import java.util.Set;

/** The names of properties as CEL's identifiers and back: {@code foo-bar} is {@code foo__dash__bar}. */
final class Escaping {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private Escaping() {}

    /** The identifier for a property; empty when it can have none. */
    static Optional<String> escape(String name) {
        if (name.isEmpty() || isDigit(name.charAt(0))) {
            return Optional.empty();
        }
        if (RESERVED.contains(name)) {
            return Optional.of("__" + name + "__");
        }
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '.' -> out.append("__dot__");
                case '-' -> out.append("__dash__");
                case '/' -> out.append("__slash__");
                case '_' -> {
                    boolean two = i + 1 < name.length() && name.charAt(i + 1) == '_';
                    out.append(two ? "__underscores__" : "_");
                    i += two ? 1 : 0;
                }
                default -> {
                    if (!isDigit(c) && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
                        return Optional.empty();
                    }
                    out.append(c);
                }
            }
        }
        return Optional.of(out.toString());
    }

    /** The property that an identifier stands for; empty when it stands for none. */
    static Optional<String> unescape(String identifier) {
        if (!identifier.contains("__")) {
            return Optional.of(identifier);
        }
        StringBuilder out = new StringBuilder(identifier.length());
        int at = 0;
        while (at < identifier.length()) {
            int end = identifier.startsWith("__", at) ? identifier.indexOf("__", at + 3) : -1;
            if (end < 0 || identifier.substring(at + 2, end).contains("_")) {
                out.append(identifier.charAt(at++));
                continue;
            }
            String content = identifier.substring(at + 2, end);
            switch (content) {
                case "underscores" -> out.append("__");
                case "dot" -> out.append('.');
                case "dash" -> out.append('-');
                case "slash" -> out.append('/');
                default -> {
                    if (!RESERVED.contains(content) || end + 2 - at != identifier.length()) {
                        return Optional.empty();
                    }
                    out.append(content);
                }
            }
            at = end + 2;
        }
        return Optional.of(out.toString());
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
