package dev.jukung.schema.cel;

import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code fieldPath} of a rule: {@code .spec.names['a.b']}, fields and keys of maps only. */
final class FieldPaths {
    private FieldPaths() {}

    /** The path as errors show it; empty when it is none, or does not lead to a field of the schema. */
    static Optional<String> normalized(String text, Schema schema) {
        List<String> tokens = tokens(text);
        FieldPath path = FieldPath.ROOT;
        Schema at = schema;
        int i = 0;
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        while (i < tokens.size()) {
            String name;
            if (tokens.get(i).equals("[")) {
                boolean closed = i + 2 < tokens.size() && tokens.get(i + 2).equals("]");
                Optional<String> key = closed ? unquoted(tokens.get(i + 1)) : Optional.empty();
                if (key.isEmpty()) {
                    return Optional.empty();
                }
                name = key.get();
                i += 3;
            } else if (tokens.get(i).equals(".") && i + 1 < tokens.size()) {
                name = tokens.get(i + 1);
                i += 2;
            } else {
                return Optional.empty();
            }
            boolean field = at.propertyCount() > 0;
            Schema next = field ? at.property(name).orElse(null) : at.additional();
            if (next == null) {
                return Optional.empty();
            }
            path = field ? path.child(name) : path.key(name);
            at = next;
        }
        return Optional.of(path.toString());
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            if (text.charAt(at) == '\'') {
                end = at + 1;
                while (end < text.length() && (text.charAt(end) != '\'' || text.charAt(end - 1) == '\\')) {
                    end++;
                }
                end = Math.min(text.length(), end + 1);
            } else if (".[]".indexOf(text.charAt(at)) >= 0) {
                end = at + 1;
            } else {
                while (end < text.length() && ".[]".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
            }
            tokens.add(text.substring(at, end));
            at = end;
        }
        return tokens;
    }

    private static Optional<String> unquoted(String token) {
        if (token.length() < 2 || !token.startsWith("'") || !token.endsWith("'")) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < token.length() - 1; i++) {
            char c = token.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            int escape = "abfnrtv'\\".indexOf(token.charAt(++i));
            if (escape < 0) {
                return Optional.empty();
            }
            out.append("\u0007\b\f\n\r\t\u000b'\\".charAt(escape));
        }
        return Optional.of(out.toString());
    }
}
