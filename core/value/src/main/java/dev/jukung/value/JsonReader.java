package dev.jukung.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text. Objects are read along the shape that was seen last in the same place: as long as the text has
 * the keys in that order, a key costs one comparison of bytes and nothing is allocated for it. Confined to one thread.
 */
final class JsonReader extends JsonScanner {
    private final int maxDepth;
    private final @Nullable JsonDuplicates duplicates;
    private final Shape root = Shape.root();
    private final Shape elsewhere = Shape.own(new String[0]); // the place of values whose keys are not shared
    private Object[] stack = new Object[64]; // values of the containers that are being read
    private int top;

    JsonReader(byte[] utf8, int from, int to, JsonOptions options) {
        super(utf8, from, to);
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
        checkRanges();
        return value;
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
}
