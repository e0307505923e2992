package dev.jukung.schema.cel;

import java.util.Optional;

/** A range of addresses, as it is written: the address may have bits after the prefix. */
record Cidr(IpAddress address, int bits) implements OpaqueValue {
    @Override
    public String typeName() {
        return "net.CIDR";
    }

    @Override
    public int size() {
        return address.size();
    }

    static Optional<Cidr> parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> bits <= address.bits())
                .map(address -> new Cidr(address, bits));
    }

    boolean contains(IpAddress other) {
        return other.bits() == address.bits() && address.startsWith(other.bytes(), bits);
    }

    boolean contains(Cidr other) {
        return bits <= other.bits && contains(other.address);
    }

    Cidr masked() {
        return new Cidr(address.masked(bits), bits);
    }

    @Override
    public String toString() {
        return address + "/" + bits;
    }
}
