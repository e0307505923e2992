package dev.jukung.http;

import java.io.IOException;

/** The server has certainly not looked at a request: it may be sent again, whatever its method. */
final class NotProcessedException extends IOException {
    private static final long serialVersionUID = 1;

    NotProcessedException(String message) {
        super(message);
    }
}
