package dev.jukung.runtime;

import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** From answers that are failures, and from no answers at all, to {@link ApiException}. */
final class HttpFailures {
    /** More than any Status has; a proxy's page of excuses is cut there. */
    private static final int FAILURE_BYTES_MAX = 1024 * 1024;

    private HttpFailures() {}

    /** The wait that the server asks for, where trying again makes sense. */
    static Optional<Duration> retryAfter(ClientResponse response) {
        boolean busy = response.status() == 429 || response.status() >= 500;
        return response.headers()
                .first("Retry-After")
                .filter(text -> busy && text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    static ApiException of(ClientRequest request, ClientResponse response) throws IOException {
        byte[] body = response.bytes(FAILURE_BYTES_MAX);
        Optional<ObjectValue> status = status(body);
        return status.isPresent()
                ? ofStatus(status.get(), response.status())
                : ofText(request, response.status(), new String(body, StandardCharsets.UTF_8));
    }

    /** @param fallback the HTTP status where the Status names none */
    static ApiException ofStatus(ObjectValue status, int fallback) {
        int code = (int) status.integer("code", fallback);
        Reason reason = Reason.fromText(status.text("reason", ""))
                .filter(known -> known != Reason.UNKNOWN)
                .orElse(byCode(code));
        return new ApiException(reason, code, status.text("message", ""), status.object("details"));
    }

    private static Optional<ObjectValue> status(byte[] body) {
        try {
            return Optional.of(Json.parseObject(body))
                    .filter(value -> value.text("kind", "").equals("Status"));
        } catch (ParseException _) {
            return Optional.empty(); // not from an API server, or not from its API
        }
    }

    /** client-go's words for answers that are no Status. */
    private static ApiException ofText(ClientRequest request, int code, String text) {
        String message =
                switch (code) {
                    case 401 -> "the server has asked for the client to provide credentials";
                    case 403 -> "the server does not allow access to the requested resource";
                    case 404 -> "the server could not find the requested resource";
                    case 405 -> "the server does not allow this method on the requested resource";
                    case 429 -> "the server has received too many requests and has asked us to try again later";
                    default ->
                        text.isBlank()
                                ? "the server responded with the status code " + code
                                        + " but did not return more information"
                                : "an error on the server (\"" + text.strip()
                                        + "\") has prevented the request from succeeding";
                };
        return new ApiException(byCode(code), code, message + " (" + request + ")", ObjectValue.EMPTY);
    }

    private static Reason byCode(int code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.code() == code && reason != Reason.UNKNOWN)
                .filter(reason -> reason != Reason.ALREADY_EXISTS && reason != Reason.GONE)
                .findFirst()
                .orElse(Reason.UNKNOWN);
    }

    static ApiException unreachable(ClientRequest request, IOException e) {
        return new ApiException(Reason.UNKNOWN, request + ": " + e.getMessage(), e);
    }

    /** A thread that was interrupted while it read; a timeout is not that, and is passed on as a failure. */
    static InterruptedException interrupted(InterruptedIOException e) {
        if (e instanceof SocketTimeoutException) {
            throw new ApiException(Reason.TIMEOUT, String.valueOf(e.getMessage()), e);
        }
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
