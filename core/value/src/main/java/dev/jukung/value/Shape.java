package dev.jukung.value;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an object in their order. Objects of the same kind share one: a shape knows the shapes that follow it by
 * one more key, so that reading an object is walking a path, and its keys cost no memory of their own.
 *
 * <p>What may be shared is bounded, because keys can be data: only keys that look like names or come often take part,
 * only so many in one object, and when a generation has grown to {@link #MAX_SHARED} shapes it is left to its objects
 * and the next one starts empty. An object whose keys are not shared has a shape of its own that nobody else knows.
 *
 * <p>Shared keys are interned, so that they are the same objects as the literals in the code that asks for them.
 * Immutable for its users and thread-safe.
 */
final class Shape {
    static final int MAX_SHARED = 16_384;
    static final int MAX_SHARED_KEYS = 64;
    static final int MAX_SHARED_KEY_LENGTH = 64;
    private static final int LINEAR_SEARCH = 8;
    private static final Shape NOTHING = own(new String[0]);

    /** The shapes that grow from one root. */
    private static final class Generation {
        private final AtomicInteger shapes = new AtomicInteger();
    }

    private static volatile Shape root = new Shape();

    private final @Nullable Generation generation; // none: a shape of its own
    private final String[] keys;
    private final Shape[] chain; // the shared shapes with 1, 2, … of these keys, the last one being this
    private final byte[] encodedLast; // the last key as it stands in JSON: "key":
    private volatile @Nullable Followers followers;
    private volatile @Nullable KeyIndex index; // made when it seems to pay
    private boolean asked; // a race only delays the index
    private @Nullable Shape guess; // a race may lose one: any guess is right

    private Shape() {
        generation = new Generation();
        keys = new String[0];
        chain = new Shape[0];
        encodedLast = new byte[0];
    }

    private Shape(Shape parent, String key) {
        generation = parent.generation;
        keys = append(parent.keys, key);
        chain = Arrays.copyOf(parent.chain, keys.length);
        chain[keys.length - 1] = this;
        encodedLast = JsonBuffer.encodedKey(key);
    }

    private Shape(String[] keys) {
        this.generation = null;
        this.keys = keys;
        this.chain = new Shape[0];
        this.encodedLast = new byte[0];
    }

    /** The shape without keys from which others are reached. */
    static Shape root() {
        return root;
    }

    /** A shape that is not shared; the array is not copied and the keys must differ. */
    static Shape own(String[] keys) {
        return new Shape(keys);
    }

    boolean isShared() {
        return generation != null;
    }

    int size() {
        return keys.length;
    }

    String key(int position) {
        return keys[position];
    }

    String lastKey() {
        return keys[keys.length - 1];
    }

    String[] keys() {
        return keys;
    }

    /** For a shared shape: the last key as it stands in JSON, with quotes and colon. */
    byte[] encodedLast() {
        return encodedLast;
    }

    /** For a shared shape: the shape that ends with the key at this position. */
    Shape upTo(int position) {
        return chain[position];
    }

    /** The shape of the object that was last read as the value of the last key, or one without keys. */
    Shape guess() {
        Shape seen = guess;
        return seen == null ? NOTHING : seen;
    }

    void guess(Shape seen) {
        if (guess != seen) { // a write that changes nothing would still take the cache line from other cores
            guess = seen;
        }
    }

    /** Where the key stands, or -1. */
    int indexOf(String key) {
        if (keys.length > LINEAR_SEARCH) {
            KeyIndex known = index;
            if (known != null) {
                return known.find(key);
            }
            if (asked) {
                return makeIndex().find(key);
            }
            asked = true; // an object that is changed at once, as most are, is not asked again
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) { // the usual case, as both are interned
                return i;
            }
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private KeyIndex makeIndex() {
        KeyIndex made = new KeyIndex(keys);
        index = made;
        return made;
    }

    /** The shape with one key more, which must not be among these. */
    Shape plus(String key) {
        Shape next = follower(key);
        if (next == null) {
            next = grown(key, false);
        }
        return next == null ? own(append(keys, key)) : next;
    }

    /** The shape without one key. */
    Shape minus(int position) {
        if (!isShared()) {
            String[] fewer = new String[keys.length - 1];
            System.arraycopy(keys, 0, fewer, 0, position);
            System.arraycopy(keys, position + 1, fewer, position, fewer.length - position);
            return own(fewer);
        }
        Shape shape = root;
        for (int i = 0; i < keys.length; i++) {
            if (i != position) {
                shape = shape.plus(keys[i]);
            }
        }
        return shape;
    }

    /** The known shape with this key more, or null. It exists only if the key is not among these. */
    @Nullable
    Shape follower(String key) {
        Followers known = followers;
        return known == null ? null : known.find(key);
    }

    /** As {@link #follower(String)} for a key in ASCII, given with its {@link String#hashCode()}. */
    @Nullable
    Shape follower(byte[] text, int from, int to, int hash) {
        Followers known = followers;
        return known == null ? null : known.find(text, from, to, hash);
    }

    /**
     * Makes the shape with this key more known, or answers null if it must not be shared: because there is no more
     * room, or because the key does not look like a name and is not known to be common either.
     */
    @Nullable
    Shape grown(String key, boolean common) {
        Generation mine = generation;
        if (mine == null
                || mine != root.generation
                || keys.length == MAX_SHARED_KEYS
                || key.isEmpty()
                || key.length() > MAX_SHARED_KEY_LENGTH
                || !(common || looksLikeAName(key))) {
            return null;
        }
        Followers known = followers();
        synchronized (known) {
            Shape next = known.find(key);
            if (next != null) {
                return next;
            }
            if (mine.shapes.incrementAndGet() > MAX_SHARED) {
                startNextGeneration();
                return null;
            }
            next = new Shape(this, key.intern());
            known.add(next);
            return next;
        }
    }

    private synchronized Followers followers() {
        Followers known = followers;
        if (known == null) {
            known = new Followers();
            followers = known;
        }
        return known;
    }

    private static void startNextGeneration() {
        root = new Shape();
    }

    private static boolean looksLikeAName(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "_-./:$~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String[] append(String[] keys, String key) {
        String[] longer = Arrays.copyOf(keys, keys.length + 1);
        longer[keys.length] = key;
        return longer;
    }
}
