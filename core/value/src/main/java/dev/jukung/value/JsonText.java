package dev.jukung.value;

/**
 * Decodes a JSON string in which something is not plain ASCII. As in Go, each byte that is no part of well-formed UTF-8
 * and each half of a surrogate pair becomes U+FFFD. Confined to one thread.
 */
final class JsonText {
    private static final char REPLACEMENT = '\ufffd';

    private final byte[] in;
    private final int end;
    private final StringBuilder out;
    private int at;

    /** A string from after its quote; up to {@code plainUntil} it is plain. */
    JsonText(byte[] in, int from, int plainUntil, int end) {
        this.in = in;
        this.end = end;
        this.at = plainUntil;
        this.out = new StringBuilder(plainUntil - from + 64);
        for (int i = from; i < plainUntil; i++) {
            out.append((char) in[i]);
        }
    }

    String decode() {
        while (at < end) {
            int b = in[at] & 0xff;
            if (b == '"') {
                at++;
                return out.toString();
            }
            if (b == '\\') {
                escape();
            } else if (b < ' ') {
                throw JsonErrors.unexpected(b, "in string literal");
            } else if (b < 0x80) {
                out.append((char) b);
                at++;
            } else {
                encoded(b);
            }
        }
        throw JsonErrors.unexpectedEnd();
    }

    /** Where the reader goes on. */
    int next() {
        return at;
    }

    private void escape() {
        int b = at + 1 < end ? in[at + 1] & 0xff : ' '; // Go takes the end for a space here
        at += 2;
        switch (b) {
            case '"', '\\', '/' -> out.append((char) b);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> unicode();
            default -> throw JsonErrors.unexpected(b, "in string escape code");
        }
    }

    private void unicode() {
        char first = hexadecimal();
        if (!Character.isSurrogate(first)) {
            out.append(first);
            return;
        }
        boolean another = at + 1 < end && in[at] == '\\' && in[at + 1] == 'u';
        if (Character.isHighSurrogate(first) && another) {
            int before = at;
            at += 2;
            char second = hexadecimal();
            if (Character.isLowSurrogate(second)) {
                out.append(first).append(second);
                return;
            }
            at = before; // the second escape stands for itself
        }
        out.append(REPLACEMENT);
    }

    private char hexadecimal() {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int b = at < end ? in[at] & 0xff : ' ';
            int digit = b < 0x80 ? Character.digit(b, 16) : -1;
            if (digit < 0) {
                throw JsonErrors.unexpected(b, "in \\u hexadecimal character escape");
            }
            value = (value << 4) | digit;
        }
        return (char) value;
    }

    /** A character of several bytes. */
    private void encoded(int lead) {
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        int character = lead & (0xff >> (length + 1));
        for (int i = 1; i < length; i++) {
            int b = at + i < end ? in[at + i] : 0;
            if ((b & 0xc0) != 0x80) {
                length = 0;
                break;
            }
            character = (character << 6) | (b & 0x3f);
        }
        boolean wellFormed =
                switch (length) {
                    case 2 -> lead >= 0xc2;
                    case 3 -> character >= 0x800 && (character < 0xd800 || character > 0xdfff);
                    case 4 -> character >= 0x10000 && character <= Character.MAX_CODE_POINT && lead < 0xf8;
                    default -> false;
                };
        out.appendCodePoint(wellFormed ? character : REPLACEMENT);
        at += wellFormed ? length : 1;
    }
}
