package dev.jukung.http;

import java.net.URI;
import java.util.Locale;

/** Where connections go and can be shared (RFC 6454). */
record Origin(boolean tls, String host, int port) {
    static Origin of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("not an absolute http or https URI: " + uri);
        }
        boolean tls = scheme.equals("https");
        int standard = tls ? 443 : 80;
        return new Origin(tls, host, uri.getPort() < 0 ? standard : uri.getPort());
    }

    /** For {@code Host}: without the port when it is the scheme's own. */
    String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** Without the brackets of an IPv6 address. */
    String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
