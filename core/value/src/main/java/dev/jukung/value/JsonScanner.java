package dev.jukung.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON text is made of: strings, numbers, words. Strings are scanned eight bytes at a time; one that holds plain
 * ASCII is copied as it is, and one that comes often is not even copied. Errors are those of Go's encoding/json, which
 * takes the end of the text for a space where something is cut off. Confined to one thread.
 */
abstract class JsonScanner {
    static final int END = -1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int MOST_PLAIN_DIGITS = 18;
    private static final TextCache TEXTS = new TextCache();

    final byte[] in;
    final int end;
    int at;
    boolean common; // whether the last string has been seen often
    private @Nullable ParseException outOfRange;

    JsonScanner(byte[] utf8, int from, int to) {
        this.in = utf8;
        this.at = from;
        this.end = to;
    }

    /** To be called when the whole syntax has been seen: Go, too, complains about numbers only then. */
    final void checkRanges() {
        if (outOfRange != null) {
            throw outOfRange;
        }
    }

    /** The next byte that is no white space, which stays to be read. */
    final int next() {
        while (at < end) {
            int b = in[at];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b & 0xff;
            }
            at++;
        }
        return END;
    }

    /** Whether these bytes, which are at least four, stand here. */
    final boolean stands(byte[] expected) {
        int length = expected.length;
        if (end - at < length) {
            return false;
        }
        if (length < 8) {
            return (int) INT.get(in, at) == (int) INT.get(expected, 0)
                    && (int) INT.get(in, at + length - 4) == (int) INT.get(expected, length - 4);
        }
        for (int i = 0; i + 8 < length; i += 8) {
            if ((long) LONG.get(in, at + i) != (long) LONG.get(expected, i)) {
                return false;
            }
        }
        return (long) LONG.get(in, at + length - 8) == (long) LONG.get(expected, length - 8);
    }

    final String string() {
        common = false;
        int from = at + 1;
        int i = plainUntil(from);
        boolean plain = i < end && in[i] == '"';
        int to = plain ? i : closingQuote(i);
        if (to - from > TextCache.MAX_BYTES || to < 0) {
            return plain ? plain(from, to) : decoded(from, i);
        }
        int hash = TextCache.hash(in, from, to);
        String known = TEXTS.find(in, from, to, hash);
        if (known != null) {
            common = true;
            at = to + 1;
            return known;
        }
        String text = plain ? plain(from, to) : decoded(from, i);
        TEXTS.saw(in, from, to, hash, text);
        return text;
    }

    private String plain(int from, int to) {
        at = to + 1;
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String decoded(int from, int plainUntil) {
        JsonText text = new JsonText(in, from, plainUntil, end);
        String decoded = text.decode();
        at = text.next();
        return decoded;
    }

    /** Where the first byte stands that does not stand for itself, or the closing quote. */
    private int plainUntil(int from) {
        int i = from;
        while (i + 8 <= end) {
            long found = special((long) LONG.get(in, i));
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            i += 8;
        }
        while (i < end && in[i] >= ' ' && in[i] != '"' && in[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Where the string ends that goes on here, or -1 if that is nowhere near. */
    private int closingQuote(int from) {
        int near = Math.min(end, from + TextCache.MAX_BYTES);
        for (int i = from; i < near; i++) {
            if (in[i] == '"') {
                return i;
            }
            i += in[i] == '\\' ? 1 : 0;
        }
        return -1;
    }

    /** Marks the highest bit of the first byte that is a quote, a backslash, a control character or not ASCII. */
    private static long special(long bytes) {
        long quote = bytes ^ (ONES * '"');
        long backslash = bytes ^ (ONES * '\\');
        return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (bytes - ONES * ' ') | bytes) & HIGHS;
    }

    final void literal(String word) {
        for (int i = 1; i < word.length(); i++) {
            int b = at + i < end ? in[at + i] & 0xff : ' '; // Go takes the end for a space here
            if (b != word.charAt(i)) {
                throw JsonErrors.unexpected(b, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        at += word.length();
    }

    final Object number() {
        int from = at;
        boolean negative = in[at] == '-';
        at += negative ? 1 : 0;
        int firstDigit = at;
        long value = 0;
        if (at < end && in[at] == '0') {
            at++;
        } else {
            digit("in numeric literal");
            at--;
            for (int b; at < end && (b = in[at] - '0') >= 0 && b <= 9; at++) {
                value = value * 10 + b; // overflows are not used
            }
        }
        int digits = at - firstDigit;
        boolean plain = true;
        if (at < end && in[at] == '.') {
            plain = false;
            at++;
            digit("after decimal point in numeric literal");
            digits();
        }
        if (at < end && (in[at] | 0x20) == 'e') {
            plain = false;
            at++;
            at += at < end && (in[at] == '+' || in[at] == '-') ? 1 : 0;
            digit("in exponent of numeric literal");
            digits();
        }
        return plain && digits <= MOST_PLAIN_DIGITS ? (Object) (negative ? -value : value) : number(from);
    }

    private void digit(String context) {
        int b = at < end ? in[at] & 0xff : ' '; // Go takes the end for a space here
        if (b < '0' || b > '9') {
            throw JsonErrors.unexpected(b, context);
        }
        at++;
    }

    private void digits() {
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
    }

    private Object number(int from) {
        String text = new String(in, from, at - from, StandardCharsets.ISO_8859_1);
        if (Double.isInfinite(Double.parseDouble(text))) {
            outOfRange = outOfRange == null ? JsonErrors.outOfRange(text) : outOfRange;
            return 0L;
        }
        return Values.number(text);
    }
}
