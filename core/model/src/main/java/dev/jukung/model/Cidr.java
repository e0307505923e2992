package dev.jukung.model;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of IP addresses, as {@code 10.96.0.0/16}. Immutable. */
public record Cidr(BigInteger base, int prefix, int bits) {
    private static final int IPV4_BITS = 32;

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

    /** {@code IPv4} or {@code IPv6}. */
    public String family() {
        return bits == IPV4_BITS ? "IPv4" : "IPv6";
    }

    /** Whether this is one of its addresses; nothing that is no address is. */
    public boolean contains(String address) {
        if (!isAddress(address)) {
            return false;
        }
        byte[] bytes = bytes(address);
        return bytes.length * 8 == bits && holds(new BigInteger(1, bytes));
    }

    /** Whether all addresses of the other range are in this one. */
    public boolean contains(Cidr other) {
        return bits == other.bits && prefix <= other.prefix && holds(other.base);
    }

    /** Whether the other range lies in this one and is smaller. */
    public boolean isWiderThan(Cidr other) {
        return prefix < other.prefix && contains(other);
    }

    private boolean holds(BigInteger address) {
        return address.shiftRight(bits - prefix).equals(base.shiftRight(bits - prefix));
    }

    /** The address at an offset from the base. */
    public String address(long offset) {
        byte[] number = base.add(BigInteger.valueOf(offset)).toByteArray();
        byte[] address = new byte[bits / 8];
        int copied = Math.min(number.length, address.length);
        System.arraycopy(number, number.length - copied, address, address.length - copied, copied);
        try {
            return Addresses.text(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** How many addresses can be given out: without the base and, of IPv4, the broadcast address. */
    public BigInteger usable() {
        BigInteger all = BigInteger.ONE.shiftLeft(bits - prefix);
        return all.subtract(BigInteger.valueOf(bits == IPV4_BITS ? 2 : 1)).max(BigInteger.ZERO);
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }
}
