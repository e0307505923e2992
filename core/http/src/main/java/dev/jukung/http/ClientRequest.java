package dev.jukung.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client asks for. Immutable.
 *
 * @param uri absolute, http or https; its path and query are sent as they are
 * @param headers without the ones about framing; {@code Host} is added unless given
 * @param body sent with its length; an empty one is not sent with GET, HEAD or DELETE
 * @param timeout from now to the head of the response, connecting included; the client's default when empty
 */
public record ClientRequest(String method, URI uri, Headers headers, byte[] body, Optional<Duration> timeout) {
    private static final byte[] NONE = {};

    public static ClientRequest get(URI uri) {
        return of("GET", uri);
    }

    public static ClientRequest of(String method, URI uri) {
        return new ClientRequest(method, uri, Headers.NONE, NONE, Optional.empty());
    }

    /** The same with one more field. */
    public ClientRequest with(String name, String value) {
        return new ClientRequest(method, uri, headers.with(name, value), body, timeout);
    }

    public ClientRequest withHeaders(Headers changed) {
        return new ClientRequest(method, uri, changed, body, timeout);
    }

    public ClientRequest withBody(String contentType, byte[] content) {
        return new ClientRequest(method, uri, headers.with("Content-Type", contentType), content, timeout);
    }

    public ClientRequest withTimeout(Duration changed) {
        return new ClientRequest(method, uri, headers, body, Optional.of(changed));
    }

    /** Path and query as they go on the wire. */
    String target() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    boolean sendsBody() {
        return body.length > 0 || !(method.equals("GET") || method.equals("HEAD") || method.equals("DELETE"));
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
