package dev.jukung.schema.cel;

import java.util.Arrays;
import java.util.Optional;

/** An IPv4 or IPv6 address without a zone. */
record IpAddress(byte[] bytes) implements OpaqueValue {
    private static final int V4 = 4;
    private static final int V6 = 16;

    @Override
    public String typeName() {
        return "net.IP";
    }

    @Override
    public int size() {
        return bytes.length;
    }

    /** As Go's netip: strict decimals without leading zeros, IPv6 with at most one {@code ::}. */
    static Optional<IpAddress> parse(String text) {
        return Optional.ofNullable(text.contains(":") ? v6(text) : v4(text)).map(IpAddress::new);
    }

    private static byte @org.jspecify.annotations.Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4) {
            return null;
        }
        byte[] bytes = new byte[V4];
        for (int i = 0; i < V4; i++) {
            if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static byte @org.jspecify.annotations.Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null || (gap < 0 ? head.length != V6 : head.length + tail.length > V6 - 2)) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(head, V6);
        System.arraycopy(tail, 0, bytes, V6 - tail.length, gap < 0 ? 0 : tail.length);
        return bytes;
    }

    private static byte @org.jspecify.annotations.Nullable [] groups(String text, boolean mayEndInV4) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[V6 + 2];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            byte[] group = last && mayEndInV4 && parts[i].contains(".") ? v4(parts[i]) : group(parts[i]);
            if (group == null || size + group.length > V6) {
                return null;
            }
            System.arraycopy(group, 0, bytes, size, group.length);
            size += group.length;
        }
        return Arrays.copyOf(bytes, size);
    }

    private static byte @org.jspecify.annotations.Nullable [] group(String text) {
        if (!text.matches("[0-9a-fA-F]{1,4}")) {
            return null;
        }
        int value = Integer.parseInt(text, 16);
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    int family() {
        return bytes.length == V4 ? 4 : 6;
    }

    int bits() {
        return bytes.length * 8;
    }

    boolean isMappedV4() {
        return bytes.length == V6 && startsWith(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1}, 96);
    }

    boolean isUnspecified() {
        return startsWith(new byte[bytes.length], bits());
    }

    boolean isLoopback() {
        byte[] one = new byte[V6];
        one[V6 - 1] = 1;
        return bytes.length == V4 ? bytes[0] == 127 : startsWith(one, bits());
    }

    boolean isLinkLocalMulticast() {
        return bytes.length == V4
                ? startsWith(new byte[] {(byte) 224, 0, 0}, 24)
                : bytes[0] == (byte) 0xff && (bytes[1] & 0x0f) == 2;
    }

    boolean isLinkLocalUnicast() {
        return bytes.length == V4
                ? startsWith(new byte[] {(byte) 169, (byte) 254}, 16)
                : startsWith(new byte[] {(byte) 0xfe, (byte) 0x80}, 10);
    }

    private boolean isMulticast() {
        return bytes.length == V4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == (byte) 0xff;
    }

    boolean isGlobalUnicast() {
        boolean broadcast = bytes.length == V4 && startsWith(new byte[] {-1, -1, -1, -1}, 32);
        return !broadcast && !isUnspecified() && !isLoopback() && !isMulticast() && !isLinkLocalUnicast();
    }

    /** Whether the first bits are the same. */
    boolean startsWith(byte[] prefix, int bits) {
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((bytes[i / 8] & mask) != (prefix[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The address with everything after the first bits zero. */
    IpAddress masked(int bits) {
        byte[] masked = new byte[bytes.length];
        for (int i = 0; i < bits; i++) {
            masked[i / 8] |= (byte) (bytes[i / 8] & (0x80 >> (i % 8)));
        }
        return new IpAddress(masked);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The canonical text: IPv6 in lower case with the longest run of zeros left out. */
    @Override
    public String toString() {
        if (bytes.length == V4) {
            return (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(end) == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        return (bytes[2 * index] & 255) << 8 | (bytes[2 * index + 1] & 255);
    }
}
