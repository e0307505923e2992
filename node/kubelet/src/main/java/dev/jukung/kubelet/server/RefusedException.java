package dev.jukung.kubelet.server;

import dev.jukung.http.Response;

/** A request that is answered with a failure: its status and a plain text, as the kubelet's answers are. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String text;

    RefusedException(int status, String text) {
        super(text);
        this.status = status;
        this.text = text;
    }

    RefusedException(int status, String text, Throwable cause) {
        super(text, cause);
        this.status = status;
        this.text = text;
    }

    Response response() {
        return Response.text(status, text);
    }

    int status() {
        return status;
    }
}
