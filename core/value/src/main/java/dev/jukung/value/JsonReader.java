package dev.jukung.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text. Objects are read along the shape that was seen last in the same place: as long as the text has
 * the keys in that order, a key costs one comparison of bytes and nothing is allocated for it. Strings are scanned eight
 * bytes at a time; one that holds plain ASCII is copied as it is. Errors are those of Go's encoding/json. Confined to
 * one thread.
 */
final class JsonReader {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int MOST_PLAIN_DIGITS = 18;
    private static final int END = -1;
    private static final TextCache TEXTS = new TextCache();

    private final byte[] in;
    private final int end;
    private final int maxDepth;
    private final @Nullable JsonDuplicates duplicates;
    private final Shape root = Shape.root();
    private final Shape elsewhere = Shape.own(new String[0]); // the place of values whose keys are not shared
    private int at;
    private Object[] stack = new Object[64]; // values of the containers that are being read
    private int top;
    private boolean common; // whether the last string has been seen often
    private @Nullable ParseException outOfRange;

    JsonReader(byte[] utf8, int from, int to, JsonOptions options) {
        this.in = utf8;
        this.at = from;
        this.end = to;
        this.maxDepth = options.maxDepth();
        this.duplicates = options.duplicates() == JsonOptions.LENIENT.duplicates()
                ? null
                : new JsonDuplicates(options.duplicates());
        if (to - from > options.maxBytes()) {
            throw JsonErrors.tooLarge(to - from, options.maxBytes());
        }
    }

    /** The one value of the text. */
    Object read() {
        Object value = value(next(), root, 0);
        int rest = next();
        if (rest != END) {
            throw JsonErrors.unexpected(rest, "after top-level value");
        }
        if (outOfRange != null) { // Go, too, looks at the whole syntax first
            throw outOfRange;
        }
        return value;
    }

    /** The next byte that is no white space, which stays to be read. */
    private int next() {
        while (at < end) {
            int b = in[at];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b & 0xff;
            }
            at++;
        }
        return END;
    }

    private Object value(int first, Shape place, int depth) {
        switch (first) {
            case '"':
                return string();
            case '{':
                return object(place, depth + 1);
            case '[':
                return list(place, depth + 1);
            case 't':
                literal("true");
                return Boolean.TRUE;
            case 'f':
                literal("false");
                return Boolean.FALSE;
            case 'n':
                literal("null");
                return NullValue.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
                return number();
            case END:
                throw JsonErrors.unexpectedEnd();
            default:
                throw JsonErrors.unexpected(first, "looking for beginning of value");
        }
    }

    private ObjectValue object(Shape place, int depth) {
        enter(depth);
        int base = top;
        int c = next();
        if (c == '}') {
            at++;
            return ObjectValue.EMPTY;
        }
        Shape shape = root;
        Shape guess = place.guess();
        for (int i = 0; i < guess.size(); i++) {
            Shape following = guess.upTo(i);
            if (!stands(following.encodedLast())) {
                break;
            }
            at += following.encodedLast().length;
            shape = following;
            in(depth, following.lastKey());
            push(value(next(), following, depth));
            if (endsAfter("after object key:value pair", '}')) {
                return object(place, shape, base);
            }
            next();
        }
        return unexpectedObject(place, shape, base, depth);
    }

    /** Goes on with an object whose keys are from here on not the ones that were guessed. */
    private ObjectValue unexpectedObject(Shape place, Shape begun, int base, int depth) {
        Keys keys = new Keys(begun);
        do {
            next();
            int position = place(keys, depth);
            colon();
            Shape shared = keys.shared();
            Object value = value(next(), shared == null ? elsewhere : shared, depth);
            if (position == top - base) {
                push(value);
            } else {
                stack[base + position] = value;
            }
        } while (!endsAfter("after object key:value pair", '}'));
        return object(place, keys.shape(), base);
    }

    /** Reads a key and answers where it stands among the keys. */
    private int place(Keys keys, int depth) {
        int size = keys.size();
        Shape shared = keys.shared();
        Shape known = shared == null ? null : knownKey(shared);
        if (known != null) {
            in(depth, known.lastKey());
            return keys.follow(known);
        }
        String key = key();
        int position = keys.place(key, common);
        if (position < size && duplicates != null) {
            duplicates.found(depth, key);
        }
        in(depth, key);
        return position;
    }

    private void in(int depth, String key) {
        if (duplicates != null) {
            duplicates.in(depth, key);
        }
    }

    private ObjectValue object(Shape place, Shape shape, int base) {
        if (shape.isShared()) {
            place.guess(shape);
        }
        Object[] values = Arrays.copyOfRange(stack, base, top);
        top = base;
        return new ObjectValue(shape, values);
    }

    private ListValue list(Shape place, int depth) {
        enter(depth);
        int base = top;
        if (next() == ']') {
            at++;
            return ListValue.EMPTY;
        }
        do {
            if (duplicates != null) {
                duplicates.in(depth, top - base);
            }
            push(value(next(), place, depth));
        } while (!endsAfter("after array element", ']'));
        ListValue list = ListValue.owning(Arrays.copyOfRange(stack, base, top));
        top = base;
        return list;
    }

    private void enter(int depth) {
        if (depth > maxDepth) {
            throw JsonErrors.tooDeep();
        }
        at++;
    }

    private void push(Object value) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, top * 2);
        }
        stack[top++] = value;
    }

    /** Reads a comma, or the bracket and then answers true. */
    private boolean endsAfter(String context, char bracket) {
        int c = next();
        if (c == ',') {
            at++;
            return false;
        }
        if (c != bracket) {
            throw c == END ? JsonErrors.unexpectedEnd() : JsonErrors.unexpected(c, context);
        }
        at++;
        return true;
    }

    private void colon() {
        int c = next();
        if (c != ':') {
            throw c == END ? JsonErrors.unexpectedEnd() : JsonErrors.unexpected(c, "after object key");
        }
        at++;
    }

    /** Whether these bytes, which are at least four, stand here. */
    private boolean stands(byte[] expected) {
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

    /** Reads a key with which a known shape goes on, or reads nothing and answers null. */
    private @Nullable Shape knownKey(Shape shape) {
        if (next() != '"') {
            return null;
        }
        int hash = 0;
        for (int i = at + 1; i < end; i++) {
            byte b = in[i];
            if (b == '"') {
                Shape following = shape.follower(in, at + 1, i, hash);
                if (following != null) {
                    at = i + 1;
                }
                return following;
            }
            if (b < ' ' || b == '\\') { // not ASCII is negative
                return null;
            }
            hash = 31 * hash + b;
        }
        return null;
    }

    private String key() {
        int c = next();
        if (c == '"') {
            return string();
        }
        throw c == END
                ? JsonErrors.unexpectedEnd()
                : JsonErrors.unexpected(c, "looking for beginning of object key string");
    }

    private String string() {
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

    private void literal(String word) {
        for (int i = 1; i < word.length(); i++) {
            int b = at + i < end ? in[at + i] & 0xff : ' '; // Go takes the end for a space here
            if (b != word.charAt(i)) {
                throw JsonErrors.unexpected(b, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        at += word.length();
    }

    private Object number() {
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
