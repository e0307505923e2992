package dev.jukung.examples.idp;

import java.util.LinkedHashMap;
import java.util.Map;

/** Objects of strings, whole numbers and booleans: all the JSON this service reads (its own tokens) and writes. */
final class FlatJson {
    private FlatJson() {}

    static String write(Map<String, ?> members) {
        StringBuilder out = new StringBuilder("{");
        members.forEach((name, value) -> {
            if (out.length() > 1) {
                out.append(',');
            }
            quote(name, out);
            out.append(':');
            if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
                out.append(value);
            } else {
                quote(value.toString(), out);
            }
        });
        return out.append('}').toString();
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Reads what {@link #write} wrote; anything else is an IllegalArgumentException. */
    static Map<String, Object> read(String text) {
        return new Reader(text).object();
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Map<String, Object> object() {
            Map<String, Object> members = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                if (!members.isEmpty()) {
                    expect(',');
                }
                String name = string();
                expect(':');
                members.put(name, peek() == '"' ? string() : word());
            }
            expect('}');
            if (at != text.length()) {
                throw unexpected();
            }
            return members;
        }

        private Object word() {
            int start = at;
            while (",}".indexOf(peek()) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            return switch (word) {
                case "true" -> Boolean.TRUE;
                case "false" -> Boolean.FALSE;
                default -> Long.valueOf(word);
            };
        }

        private String string() {
            expect('"');
            StringBuilder out = new StringBuilder();
            while (peek() != '"') {
                char c = text.charAt(at++);
                if (c == '\\') {
                    c = peek();
                    at++;
                    if (c == 'u' && at + 4 <= text.length()) {
                        c = (char) Integer.parseInt(text, at, at + 4, 16);
                        at += 4;
                    }
                }
                out.append(c);
            }
            expect('"');
            return out.toString();
        }

        private char peek() {
            if (at >= text.length()) {
                throw unexpected();
            }
            return text.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw unexpected();
            }
            at++;
        }

        private IllegalArgumentException unexpected() {
            return new IllegalArgumentException("not a flat JSON object, at character " + at);
        }
    }
}
