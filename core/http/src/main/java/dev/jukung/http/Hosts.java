package dev.jukung.http;

import java.net.InetAddress;
import java.util.Optional;

/** Host names and addresses in text. Stateless. */
final class Hosts {
    private Hosts() {}

    /** The address that {@code host} is, with or without brackets; empty for a name. Nothing is looked up. */
    static Optional<InetAddress> literal(String host) {
        String text = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name, then
        }
    }
}
