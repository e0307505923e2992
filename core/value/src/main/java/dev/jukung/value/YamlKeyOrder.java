package dev.jukung.value;

import java.util.Arrays;

/** The order in which go-yaml v2 writes keys: runs of digits by their number, letters after everything else. */
final class YamlKeyOrder {
    private YamlKeyOrder() {}

    static String[] sorted(ObjectValue object) {
        String[] keys = new String[object.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = object.keyAt(i);
        }
        Arrays.sort(keys, YamlKeyOrder::compare);
        return keys;
    }

    static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        int i = 0;
        while (i < common && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == common) {
            return Integer.compare(a.length(), b.length());
        }
        int charA = a.codePointAt(start(a, i));
        int charB = b.codePointAt(start(b, i));
        boolean letterA = Character.isLetter(charA);
        boolean letterB = Character.isLetter(charB);
        if (letterA || letterB) {
            return letterA && letterB ? Integer.compare(charA, charB) : letterA ? 1 : -1;
        }
        return compareDigits(a, b, i, charA, charB);
    }

    /** Both have digits, or something that is no letter, at {@code i}, the first place where they differ. */
    private static int compareDigits(String a, String b, int i, int charA, int charB) {
        long before = (charA == '0' || charB == '0') && digitsBefore(a, i) ? 1 : 0;
        long numberA = before;
        long numberB = before;
        int endA = i;
        while (endA < a.length() && isDigit(a, endA)) {
            numberA = numberA * 10 + (a.charAt(endA++) - '0');
        }
        int endB = i;
        while (endB < b.length() && isDigit(b, endB)) {
            numberB = numberB * 10 + (b.charAt(endB++) - '0');
        }
        if (numberA != numberB) {
            return Long.compare(numberA, numberB);
        }
        return endA != endB ? Integer.compare(endA, endB) : Integer.compare(charA, charB);
    }

    /** Whether the number that goes on at {@code i} has begun with something else than zeros. */
    private static boolean digitsBefore(String text, int i) {
        for (int j = i - 1; j >= 0 && isDigit(text, j); j--) {
            if (text.charAt(j) != '0') {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(String text, int i) {
        return Character.isDigit(text.charAt(i));
    }

    private static int start(String text, int i) {
        boolean inside =
                i > 0 && Character.isLowSurrogate(text.charAt(i)) && Character.isHighSurrogate(text.charAt(i - 1));
        return inside ? i - 1 : i;
    }
}
