package dev.jukung.apiserver.kinds;

import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What fields of addresses and ranges may say (k8s.io/apimachinery/pkg/util/validation, ip.go). Pure functions. */
final class Addresses {
    private Addresses() {}

    static boolean isRange(String text) {
        try {
            return Cidr.parse(text).prefix() >= 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** A range in one of the fields that have never insisted on the canonical form. */
    static void range(FieldPath path, String text, Set<String> known, FieldErrors errors) {
        if (known.contains(text)) {
            return;
        }
        if (!isRange(text)) {
            errors.add(
                    FieldError.invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
            return;
        }
        if (hasLeadingZeros(text.substring(0, text.indexOf('/')))) {
            errors.add(FieldError.invalid(path, text, "must not have leading 0s in IP or prefix length"));
        }
    }

    /** A range in a field that insists on the canonical form. */
    static void strictRange(FieldPath path, String text, FieldErrors errors) {
        if (!isRange(text)) {
            errors.add(
                    FieldError.invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
            return;
        }
        Cidr range = Cidr.parse(text);
        String address = text.substring(0, text.indexOf('/'));
        String prefix = text.substring(text.indexOf('/') + 1);
        if (hasLeadingZeros(address) || (prefix.length() > 1 && prefix.startsWith("0"))) {
            errors.add(FieldError.invalid(path, text, "must not have leading 0s in IP or prefix length"));
        } else if (isMapped(address)) {
            errors.add(FieldError.invalid(path, text, "must not have an IPv4-mapped IPv6 address"));
        } else if (!dev.jukung.model.Addresses.canonical(address).equals(Optional.of(range.address(0)))) {
            errors.add(FieldError.invalid(path, text, "must not have bits set beyond the prefix length"));
        } else if (!text.equals(range.toString())) {
            errors.add(FieldError.invalid(path, text, "must be in canonical form (\"" + range + "\")"));
        }
    }

    private static boolean isMapped(String address) {
        return address.toLowerCase(Locale.ROOT).matches("(0*:)*:?(0*:)*ffff:[0-9.]+");
    }

    /** An address in one of these fields. */
    static void address(FieldPath path, String text, Set<String> known, FieldErrors errors) {
        if (known.contains(text)) {
            return;
        }
        if (!Cidr.isAddress(text)) {
            errors.add(FieldError.invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            return;
        }
        if (hasLeadingZeros(text)) {
            errors.add(FieldError.invalid(path, text, "must not have leading 0s"));
        }
        if (isMapped(text)) {
            errors.add(FieldError.invalid(path, text, "must not be an IPv4-mapped IPv6 address"));
        }
    }

    /** Whether packets can be sent to the address, of those that are valid. */
    static void reachable(FieldPath path, String text, FieldErrors errors) {
        InetAddress address;
        try {
            address = InetAddress.getByName(text); // a valid address, so that no name is looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
        if (address.isAnyLocalAddress()) {
            errors.add(FieldError.invalid(path, text, "may not be unspecified (" + text + ")"));
        }
        if (address.isLoopbackAddress()) {
            errors.add(FieldError.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)"));
        }
        if (address.isLinkLocalAddress()) {
            errors.add(
                    FieldError.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"));
        }
        if (address.isMCLinkLocal()) {
            errors.add(FieldError.invalid(
                    path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"));
        }
    }

    private static boolean hasLeadingZeros(String address) {
        return address.indexOf(':') < 0 && address.matches("(.*\\.)?0[0-9].*");
    }
}
