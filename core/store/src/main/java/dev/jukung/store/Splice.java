package dev.jukung.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Changed copies of arrays. */
final class Splice {
    private Splice() {}

    static <T> T[] replace(T[] array, int at, T element) {
        T[] copy = array.clone();
        copy[at] = element;
        return copy;
    }

    static <T> T[] insert(T[] array, int at, T element) {
        T[] copy = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, copy, at + 1, array.length - at);
        copy[at] = element;
        return copy;
    }

    static <T> T[] remove(T[] array, int at) {
        T[] copy = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, at + 1, copy, at, copy.length - at);
        return copy;
    }

    static <T> T[] join(T[] left, T[] right) {
        T[] copy = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, copy, left.length, right.length);
        return copy;
    }

    /** The array with {@code elements} in the place of the {@code count} elements from {@code at}. */
    static <T> T[] replace(T[] array, int at, int count, T[] elements) {
        T[] copy = Arrays.copyOf(array, array.length - count + elements.length);
        System.arraycopy(elements, 0, copy, at, elements.length);
        System.arraycopy(array, at + count, copy, at + elements.length, array.length - at - count);
        return copy;
    }

    /** The bytes with the revision's decimal digits put in at {@code at}; unchanged where that is negative. */
    static byte[] revisionInto(byte[] value, int at, Revision revision) {
        if (at < 0) {
            return value;
        }
        byte[] digits = revision.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] result = new byte[value.length + digits.length];
        System.arraycopy(value, 0, result, 0, at);
        System.arraycopy(digits, 0, result, at, digits.length);
        System.arraycopy(value, at, result, at + digits.length, value.length - at);
        return result;
    }
}
