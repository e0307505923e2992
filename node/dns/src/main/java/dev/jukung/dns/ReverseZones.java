package dev.jukung.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The address ranges whose names this server knows: questions under {@code in-addr.arpa} and {@code ip6.arpa} for an
 * address in one of them are its own. Immutable.
 */
final class ReverseZones {
    private static final byte[] FOUR = Wire.name("in-addr.arpa");
    private static final byte[] SIX = Wire.name("ip6.arpa");
    private static final int SUFFIX_LABELS = 2;
    private static final int NIBBLES = 32;

    private record Range(byte[] base, int prefix) {
        boolean contains(byte[] address, int size) {
            if (size != base.length) {
                return false;
            }
            for (int i = 0; i < size; i++) {
                int mask = 0xff00 >> Math.clamp(prefix - 8L * i, 0, 8);
                if (((address[i] ^ base[i]) & mask & 0xff) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Range> ranges;

    /** @throws IllegalArgumentException when a text is no CIDR */
    ReverseZones(List<String> cidrs) {
        List<Range> all = new ArrayList<>();
        for (String cidr : cidrs) {
            int slash = cidr.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException("not a CIDR: " + cidr);
            }
            all.add(new Range(address(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1))));
        }
        ranges = List.copyOf(all);
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    /** For addresses known to be well-formed. */
    static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + address.length + " bytes", e);
        }
    }

    /**
     * The address a reverse name stands for, written to {@code address}.
     *
     * @param address of at least 16 bytes
     * @return its size: 4 or 16, or 0 when the name is not a whole reverse name of an address in one of the ranges
     */
    int read(Query query, byte[] address) {
        int size = 0;
        if (query.labels() == 4 + SUFFIX_LABELS && query.within(FOUR, SUFFIX_LABELS)) {
            size = readFour(query, address);
        } else if (query.labels() == NIBBLES + SUFFIX_LABELS && query.within(SIX, SUFFIX_LABELS)) {
            size = readSix(query, address);
        }
        for (int i = 0; size > 0 && i < ranges.size(); i++) {
            if (ranges.get(i).contains(address, size)) {
                return size;
            }
        }
        return 0;
    }

    private static int readFour(Query query, byte[] address) {
        byte[] name = query.name();
        for (int label = 0; label < 4; label++) {
            int start = query.labelStart(label);
            int size = name[start];
            int value = 0;
            for (int i = 1; i <= size; i++) {
                int digit = name[start + i] - '0';
                if (digit < 0 || digit > 9 || size > 3) {
                    return 0;
                }
                value = value * 10 + digit;
            }
            if (value > 255 || (size > 1 && name[start + 1] == '0')) {
                return 0;
            }
            address[3 - label] = (byte) value;
        }
        return 4;
    }

    private static int readSix(Query query, byte[] address) {
        byte[] name = query.name();
        for (int label = 0; label < NIBBLES; label++) {
            int start = query.labelStart(label);
            int nibble = name[start] == 1 ? Character.digit(name[start + 1], 16) : -1;
            if (nibble < 0) {
                return 0;
            }
            int at = 15 - label / 2;
            address[at] = (byte) (label % 2 == 0 ? nibble : (address[at] & 0xf) | nibble << 4);
        }
        return 16;
    }

    /** In how many labels (from the right) the zone of a reverse name begins: in-addr.arpa or ip6.arpa itself. */
    static int zoneLabels() {
        return SUFFIX_LABELS;
    }
}
