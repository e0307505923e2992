package dev.jukung.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** YAML's bytes as text. Unlike JSON, YAML is refused when it is not well-formed UTF-8, in go-yaml's words. */
final class YamlBytes {
    private YamlBytes() {}

    static String decode(byte[] utf8) {
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        CharBuffer text = CharBuffer.allocate(utf8.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        if (result.isError()) {
            throw new ParseException("yaml: " + problem(utf8, bytes.position()));
        }
        return text.flip().toString();
    }

    private static String problem(byte[] utf8, int at) {
        int lead = utf8[at] & 0xff;
        int length = length(lead);
        if (length == 0) {
            return "invalid leading UTF-8 octet";
        }
        if (at + length > utf8.length) {
            return "incomplete UTF-8 octet sequence";
        }
        for (int i = 1; i < length; i++) {
            if ((utf8[at + i] & 0xc0) != 0x80) {
                return "invalid trailing UTF-8 octet";
            }
        }
        // What is left is a longer form than necessary, or a character that there is not.
        int second = utf8[at + 1] & 0xff;
        boolean tooLong = lead < 0xc2 || (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
        return tooLong ? "invalid length of a UTF-8 sequence" : "invalid Unicode character";
    }

    private static int length(int lead) {
        if (lead >= 0xc0 && lead < 0xe0) {
            return 2;
        }
        if (lead >= 0xe0 && lead < 0xf0) {
            return 3;
        }
        return lead >= 0xf0 && lead < 0xf8 ? 4 : 0;
    }
}
