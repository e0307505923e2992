package dev.jukung.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read whole (bodies have a limit). Immutable.
 *
 * @param method in upper case: GET
 * @param target path and query as they were sent, for proxies: /api/v1/pods?watch=true
 * @param path decoded from percent escapes, as sent otherwise: /api/v1/pods
 * @param query decoded parameters in order of arrival; a name may have several values
 * @param headers as sent; over HTTP/2 {@code :authority} appears as {@code host}
 * @param body the content; empty when there is none
 * @param peer the address of the client
 * @param certificates the client's TLS certificates, verified, its own first and the trusted authority last; empty when
 *     it sent none, sent some that could not be verified, or plain HTTP is used
 * @param certificateError why the certificates that the client sent were not accepted; empty when it sent none or they
 *     are in {@code certificates}. Kubernetes answers 401 to such a request unless other credentials identify it
 * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
 */
public record Request(
        String method,
        String target,
        String path,
        Map<String, List<String>> query,
        Headers headers,
        byte[] body,
        InetSocketAddress peer,
        List<X509Certificate> certificates,
        Optional<String> certificateError,
        String protocol) {

    /** A request made by hand, without escapes in its path and with accepted certificates if any. */
    public Request(
            String method,
            String path,
            Map<String, List<String>> query,
            Headers headers,
            byte[] body,
            InetSocketAddress peer,
            List<X509Certificate> certificates,
            String protocol) {
        this(
                method,
                RequestTarget.write(path, query),
                path,
                query,
                headers,
                body,
                peer,
                certificates,
                Optional.empty(),
                protocol);
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The protocol that the client asks to switch to ({@code Upgrade} with {@code Connection: Upgrade}), in lower case. */
    public Optional<String> upgrade() {
        return headers.hasElement("Connection", "upgrade")
                ? headers.first("Upgrade").map(value -> value.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }
}
