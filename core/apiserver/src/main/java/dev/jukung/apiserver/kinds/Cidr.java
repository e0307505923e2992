package dev.jukung.apiserver.kinds;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of IP addresses, as {@code 10.96.0.0/16}. Immutable. */
public record Cidr(BigInteger base, int prefix, int bits) {
    /** @throws IllegalArgumentException when this is no range */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        byte[] address = bytes(text.substring(0, slash));
        int prefix;
        try {
            prefix = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("invalid CIDR address: " + text, e);
        }
        int bits = address.length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE.shiftLeft(bits - prefix));
        return new Cidr(new BigInteger(1, address).and(mask), prefix, bits);
    }

    private static byte[] bytes(String address) {
        if (!address.matches("[0-9.]+|[0-9a-fA-F:.]+") || address.isEmpty()) {
            throw new IllegalArgumentException("invalid address: " + address); // never a name to look up
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("invalid address: " + address, e);
        }
    }

    public static boolean isAddress(String text) {
        try {
            return bytes(text).length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    public boolean contains(String address) {
        if (!isAddress(address)) {
            return false;
        }
        byte[] bytes = bytes(address);
        return bytes.length * 8 == bits
                && new BigInteger(1, bytes).shiftRight(bits - prefix).equals(base.shiftRight(bits - prefix));
    }

    /** Whether the other range lies in this one and is smaller. */
    boolean isWiderThan(Cidr other) {
        return bits == other.bits
                && prefix < other.prefix
                && other.base.shiftRight(bits - prefix).equals(base.shiftRight(bits - prefix));
    }

    /** The address at an offset from the base. */
    public String address(long offset) {
        byte[] number = base.add(BigInteger.valueOf(offset)).toByteArray();
        byte[] address = new byte[bits / 8];
        int copied = Math.min(number.length, address.length);
        System.arraycopy(number, number.length - copied, address, address.length - copied, copied);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** How many addresses can be given out: without the base and, for IPv4, the broadcast address. */
    public long usable() {
        int hostBits = Math.min(bits - prefix, 16); // a larger range is used as its first 65,536 addresses
        return Math.max(1, (1L << hostBits) - 2);
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }
}
