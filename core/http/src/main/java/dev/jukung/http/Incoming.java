package dev.jukung.http;

import dev.jukung.http.RequestTarget.MalformedTargetException;

/**
 * A request as it came off the wire.
 *
 * @param method empty when not even that could be read
 */
record Incoming(String method, RequestTarget target, Headers headers, String protocol, Content content) {
    /** What became of the body. */
    sealed interface Content {
        record Whole(byte[] bytes) implements Content {}

        record TooLarge() implements Content {}

        /** The request cannot be understood and never reaches the handler. */
        record Malformed(int status, String why) implements Content {}
    }

    /** Takes the target apart; the request is malformed when that cannot be done. */
    static Incoming of(String method, String target, Headers headers, String protocol, Content content) {
        try {
            return new Incoming(method, RequestTarget.parse(target), headers, protocol, content);
        } catch (MalformedTargetException e) {
            Content malformed = new Content.Malformed(400, "Bad Request: " + e.getMessage());
            return new Incoming(method, RequestTarget.ROOT, headers, protocol, malformed);
        }
    }

    static Incoming malformed(int status, String why, String protocol) {
        return new Incoming("", RequestTarget.ROOT, Headers.NONE, protocol, new Content.Malformed(status, why));
    }

    /** For logs and thread names. */
    String name() {
        return method + " " + target.text();
    }
}
