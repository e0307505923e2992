package dev.jukung.network;

/** The family of an address; {@link #suffix} ends the names of sets and chains that exist once per family. */
public enum IpFamily {
    IPV4("4", "ip", "ipv4_addr"),
    IPV6("6", "ip6", "ipv6_addr");

    private final String suffix;
    private final String header;
    private final String addressType;

    IpFamily(String suffix, String header, String addressType) {
        this.suffix = suffix;
        this.header = header;
        this.addressType = addressType;
    }

    String suffix() {
        return suffix;
    }

    /** The header in nft's words: {@code ip} in {@code ip daddr}. */
    String header() {
        return header;
    }

    /** nft's name of the type. */
    String addressType() {
        return addressType;
    }

    /** The family of an address or a CIDR in text form. */
    public static IpFamily of(String address) {
        return address.indexOf(':') >= 0 ? IPV6 : IPV4;
    }
}
