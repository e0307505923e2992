package dev.jukung.runtime;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a request failed, and what helps. The texts and codes are those of Kubernetes' {@code metav1.StatusReason}. Callers
 * decide by the remedy or the reason, never by the text.
 */
public enum Reason {
    BAD_REQUEST("BadRequest", 400, Remedy.CHANGE_REQUEST),
    UNAUTHORIZED("Unauthorized", 401, Remedy.CHANGE_REQUEST),
    FORBIDDEN("Forbidden", 403, Remedy.CHANGE_REQUEST),
    NOT_FOUND("NotFound", 404, Remedy.READ_AGAIN),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405, Remedy.CHANGE_REQUEST),
    NOT_ACCEPTABLE("NotAcceptable", 406, Remedy.CHANGE_REQUEST),
    ALREADY_EXISTS("AlreadyExists", 409, Remedy.READ_AGAIN),
    CONFLICT("Conflict", 409, Remedy.READ_AGAIN),
    GONE("Gone", 410, Remedy.READ_AGAIN),
    EXPIRED("Expired", 410, Remedy.READ_AGAIN),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413, Remedy.CHANGE_REQUEST),
    UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415, Remedy.CHANGE_REQUEST),
    INVALID("Invalid", 422, Remedy.CHANGE_REQUEST),
    TOO_MANY_REQUESTS("TooManyRequests", 429, Remedy.WAIT),
    INTERNAL_ERROR("InternalError", 500, Remedy.WAIT),
    NOT_IMPLEMENTED("NotImplemented", 501, Remedy.CHANGE_REQUEST),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503, Remedy.WAIT),
    SERVER_TIMEOUT("ServerTimeout", 500, Remedy.WAIT),
    TIMEOUT("Timeout", 504, Remedy.WAIT),
    /** The server did not say why, or could not be reached. */
    UNKNOWN("", 500, Remedy.WAIT);

    /** Someone else was faster; the server cannot now; the same request will never work. */
    public enum Remedy {
        READ_AGAIN,
        WAIT,
        CHANGE_REQUEST
    }

    private final String text;
    private final int code;
    private final Remedy remedy;

    Reason(String text, int code, Remedy remedy) {
        this.text = text;
        this.code = code;
        this.remedy = remedy;
    }

    /** As in {@code status.reason}. */
    public String text() {
        return text;
    }

    /** The HTTP status that goes with it. */
    public int code() {
        return code;
    }

    public Remedy remedy() {
        return remedy;
    }

    public static Optional<Reason> fromText(String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text.equals(text))
                .findFirst();
    }
}
