package dev.jukung.schema;

import java.util.Optional;

/** Base64 as Go's {@code base64.StdEncoding} reads it. */
final class GoBase64 {
    private GoBase64() {}

    /** Go's message for text that is not base64. */
    static Optional<String> problem(String text) {
        int at = illegalAt(text);
        return at < 0 ? Optional.empty() : Optional.of("illegal base64 data at input byte " + at);
    }

    private static int illegalAt(String text) {
        int filled = 0;
        int i = 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isAlphabet(c)) {
                filled = (filled + 1) % 4;
            } else if (c == '=') {
                return illegalAfterPadding(text, i, filled);
            } else if (c != '\n' && c != '\r') {
                return i;
            }
        }
        return filled == 0 ? -1 : i - filled;
    }

    private static int illegalAfterPadding(String text, int padding, int filled) {
        if (filled < 2) {
            return padding;
        }
        int next = skipLineEnds(text, padding + 1);
        if (filled == 2) {
            if (next == text.length()) {
                return text.length();
            }
            if (text.charAt(next) != '=') {
                return next - 1;
            }
            next = skipLineEnds(text, next + 1);
        }
        return next < text.length() ? next : -1;
    }

    private static int skipLineEnds(String text, int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == '\n' || text.charAt(i) == '\r')) {
            i++;
        }
        return i;
    }

    private static boolean isAlphabet(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
