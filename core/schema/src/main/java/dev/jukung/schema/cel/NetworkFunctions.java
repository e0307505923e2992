package dev.jukung.schema.cel;

import dev.jukung.schema.GoText;
import java.util.Map;
import java.util.function.Function;

/** Functions of addresses and of their ranges. */
final class NetworkFunctions {
    private NetworkFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put("ip", a -> switch (a[0]) {
            case String text -> address(text);
            case Cidr cidr -> cidr.address();
            default -> CelError.noOverload("ip", a);
        });
        all.put(
                "isIP",
                a -> a[0] instanceof String text ? address(text) instanceof IpAddress : CelError.noOverload("isIP", a));
        all.put(
                "ip.isCanonical",
                a -> a[0] instanceof String text
                        ? address(text) instanceof IpAddress address
                                ? address.toString().equals(text)
                                : address(text)
                        : CelError.noOverload("ip.isCanonical", a));
        ofAddress(all, "family", address -> (long) address.family());
        ofAddress(all, "isUnspecified", IpAddress::isUnspecified);
        ofAddress(all, "isLoopback", IpAddress::isLoopback);
        ofAddress(all, "isLinkLocalMulticast", IpAddress::isLinkLocalMulticast);
        ofAddress(all, "isLinkLocalUnicast", IpAddress::isLinkLocalUnicast);
        ofAddress(all, "isGlobalUnicast", IpAddress::isGlobalUnicast);
        all.put("cidr", a -> a[0] instanceof String text ? cidr(text) : CelError.noOverload("cidr", a));
        all.put(
                "isCIDR",
                a -> a[0] instanceof String text ? cidr(text) instanceof Cidr : CelError.noOverload("isCIDR", a));
        all.put("containsIP", a -> contains(a[0], a[1] instanceof String text ? address(text) : a[1]));
        all.put("containsCIDR", a -> contains(a[0], a[1] instanceof String text ? cidr(text) : a[1]));
        all.put(
                "prefixLength",
                a -> a[0] instanceof Cidr cidr ? (long) cidr.bits() : CelError.noOverload("prefixLength", a));
        all.put("masked", a -> a[0] instanceof Cidr cidr ? cidr.masked() : CelError.noOverload("masked", a));
    }

    private static void ofAddress(
            Map<String, Functions.Function> all, String name, Function<IpAddress, Object> function) {
        all.put(name, a -> a[0] instanceof IpAddress address ? function.apply(address) : CelError.noOverload(name, a));
    }

    private static Object contains(Object range, Object part) {
        return switch (part) {
            case CelError _ -> part;
            case IpAddress address when range instanceof Cidr cidr -> cidr.contains(address);
            case Cidr other when range instanceof Cidr cidr -> cidr.contains(other);
            default -> CelError.NO_OVERLOAD;
        };
    }

    private static Object address(String text) {
        if (text.indexOf('%') > 0
                && IpAddress.parse(text.substring(0, text.indexOf('%'))).isPresent()) {
            return new CelError("IP address " + GoText.quote(text) + " with zone value is not allowed");
        }
        IpAddress address = IpAddress.parse(text).orElse(null);
        if (address == null) {
            return new CelError("IP Address " + GoText.quote(text)
                    + " parse error during conversion from string: ParseAddr(" + GoText.quote(text)
                    + "): unable to parse IP");
        }
        return address.isMappedV4()
                ? new CelError("IPv4-mapped IPv6 address " + GoText.quote(text) + " is not allowed")
                : address;
    }

    private static Object cidr(String text) {
        Cidr cidr = Cidr.parse(text).orElse(null);
        String prefix = "network address parse error during conversion from string: ";
        if (cidr == null) {
            String detail = text.contains("/") ? "unable to parse IP" : "no '/'";
            return new CelError(prefix + prefix + "netip.ParsePrefix(" + GoText.quote(text) + "): " + detail);
        }
        return cidr.address().isMappedV4()
                ? new CelError(prefix + "IPv4-mapped IPv6 address " + GoText.quote(text) + " is not allowed")
                : cidr;
    }
}
