package dev.jukung.network;

import dev.jukung.model.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** A network: an address whose host bits are zero, and the length of its prefix. Immutable. */
record Cidr(InetAddress base, int prefix) {
    /** Host bits are cleared; empty when the text is no CIDR. */
    static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return Addresses.parse(text.substring(0, slash))
                .filter(address -> prefix <= address.getAddress().length * 8)
                .map(address -> new Cidr(masked(address, prefix), prefix));
    }

    /** The one text form of a CIDR, with its host bits cleared; empty when the text is none. */
    static Optional<String> canonical(String text) {
        return parse(text).map(Cidr::toString);
    }

    boolean contains(InetAddress address) {
        return address.getAddress().length == base.getAddress().length
                && masked(address, prefix).equals(base);
    }

    /** Without those that lie in others: nft refuses sets of ranges that overlap. */
    static List<Cidr> outermost(List<Cidr> cidrs) {
        return cidrs.stream()
                .distinct()
                .filter(cidr ->
                        cidrs.stream().noneMatch(other -> other.prefix < cidr.prefix && other.contains(cidr.base)))
                .toList();
    }

    IpFamily family() {
        return base.getAddress().length == 4 ? IpFamily.IPV4 : IpFamily.IPV6;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefix - 8L * i, 0, 8);
            bytes[i] = (byte) (bytes[i] & 0xff00 >> kept);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public String toString() {
        return Addresses.text(base) + "/" + prefix;
    }
}
