package dev.jukung.value;

/** JSON's grammar of numbers. */
final class JsonNumbers {
    private JsonNumbers() {}

    static boolean isNumber(String text) {
        int i = text.startsWith("-") ? 1 : 0;
        int whole = digits(text, i);
        if (whole == i || (text.charAt(i) == '0' && whole > i + 1)) {
            return false;
        }
        i = whole;
        if (i < text.length() && text.charAt(i) == '.') {
            int fraction = digits(text, i + 1);
            if (fraction == i + 1) {
                return false;
            }
            i = fraction;
        }
        if (i < text.length() && (text.charAt(i) | 0x20) == 'e') {
            boolean signed = i + 1 < text.length() && (text.charAt(i + 1) == '+' || text.charAt(i + 1) == '-');
            int start = i + (signed ? 2 : 1);
            i = digits(text, start);
            if (i == start) {
                return false;
            }
        }
        return i == text.length();
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
