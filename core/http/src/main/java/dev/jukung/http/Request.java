package dev.jukung.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read whole (bodies have a limit). Immutable.
 *
 * @param method in upper case: GET
 * @param path decoded from percent escapes, as sent otherwise: /api/v1/pods
 * @param query decoded parameters in order of arrival; a name may have several values
 * @param body the content; empty when there is none
 * @param peer the address of the client
 * @param certificates the client's TLS certificates, its own first; empty when it sent none or plain HTTP is used
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2.0}
 */
public record Request(
        String method,
        String path,
        Map<String, List<String>> query,
        Headers headers,
        byte[] body,
        InetSocketAddress peer,
        List<X509Certificate> certificates,
        String protocol) {
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(values -> !values.isEmpty()).map(List::getFirst);
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The protocol that the client asks to switch to ({@code Upgrade} header with {@code Connection: Upgrade}), in lower case. */
    public Optional<String> upgrade() {
        return headers.all("Connection").stream().anyMatch(value -> value.toLowerCase(java.util.Locale.ROOT).contains("upgrade"))
                ? headers.first("Upgrade").map(value -> value.toLowerCase(java.util.Locale.ROOT))
                : Optional.empty();
    }
}
