package dev.jukung.schema;

import com.google.re2j.Pattern;

/** The text forms of network addresses, as Go reads them. */
final class Addresses {
    private static final Pattern MAC = Pattern.compile("^(?:[0-9a-fA-F]{2}(?:(:[0-9a-fA-F]{2}){5}|(:[0-9a-fA-F]{2}){7}|"
            + "(:[0-9a-fA-F]{2}){19}|(-[0-9a-fA-F]{2}){5}|(-[0-9a-fA-F]{2}){7}|(-[0-9a-fA-F]{2}){19})|"
            + "[0-9a-fA-F]{4}(?:(\\.[0-9a-fA-F]{4}){2}|(\\.[0-9a-fA-F]{4}){3}|(\\.[0-9a-fA-F]{4}){9}))$");

    private Addresses() {}

    /** Four numbers up to 255 with dots between them; leading zeros are tolerated. */
    static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (number(part, 255) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        int before = head.isEmpty() ? 0 : groups(head, false);
        int after = tail.isEmpty() ? 0 : groups(tail, true);
        return before >= 0 && after >= 0 && before + after < 8;
    }

    /** How many groups of 16 bits the text has; -1 when it is not well formed. */
    private static int groups(String text, boolean mayEndInIpv4) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInIpv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                if (!isIpv4(parts[i])) {
                    return -1;
                }
                count += 2;
            } else if (isGroup(parts[i])) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    private static boolean isGroup(String text) {
        return !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String address = text.substring(0, slash);
        String length = text.substring(slash + 1);
        return (isIpv4(address) && number(length, 32) >= 0) || (isIpv6(address) && number(length, 128) >= 0);
    }

    static boolean isMac(String text) {
        return MAC.matcher(text).find();
    }

    /** A decimal number up to {@code max}; -1 when it is not one. */
    private static int number(String text, int max) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value <= max ? value : -1;
    }
}
