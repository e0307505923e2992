package dev.jukung.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Addresses in their one canonical text form (RFC 5952), which is also how Go and nft print them: two texts are equal exactly
 * when the addresses are.
 */
public final class Addresses {
    private static final int GROUPS = 8;

    private Addresses() {}

    /** Empty when the text is no address: a name, a partial IPv4 form, a scoped IPv6 address. */
    public static Optional<String> canonical(String text) {
        return parse(text).map(Addresses::text);
    }

    /** Empty where {@link #canonical} is. */
    public static Optional<InetAddress> parse(String text) {
        boolean four = text.chars().filter(c -> c == '.').count() == 3 && text.indexOf(':') < 0;
        if (!four && (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract: no address
        }
    }

    public static String text(InetAddress address) {
        return address instanceof Inet6Address ? text6(address.getAddress()) : address.getHostAddress();
    }

    private static String text6(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int[] gap = longestZeros(groups);
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap[0]) {
                text.append("::");
                i += gap[1] - 1;
                continue;
            }
            if (i > 0 && i != gap[0] + gap[1]) {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** Start and length of the first longest run of at least two zero groups; start -1 (and length 0) for none. */
    private static int[] longestZeros(int[] groups) {
        int[] best = {-1, 0};
        int start = 0;
        while (start < GROUPS) {
            int end = start;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - start >= 2 && end - start > best[1]) {
                best = new int[] {start, end - start};
            }
            start = Math.max(end, start + 1);
        }
        return best;
    }
}
