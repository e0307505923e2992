package dev.jukung.http.websocket;

import java.io.IOException;

/** The peer broke the protocol; it has been told with a close frame. */
final class ViolationException extends IOException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String why;

    ViolationException(int code, String why) {
        super("websocket: " + why);
        this.code = code;
        this.why = why;
    }

    String why() {
        return why;
    }

    int code() {
        return code;
    }
}
