package dev.jukung.apiserver.webhook;

import dev.jukung.http.ClientResponse;
import dev.jukung.schema.GoText;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a webhook answered, or what client-go says of an answer that is a failure. Stateless. */
final class WebhookAnswers {
    private static final int SHOWN_BYTES_MAX = 2048;

    private WebhookAnswers() {}

    /** Throws ParseException where the content is no JSON object, IOException where it breaks off or is too long. */
    static ObjectValue read(ClientResponse response, int limit) throws IOException, WebhookException {
        byte[] body = response.bytes(limit);
        int code = response.status();
        String type = response.headers().first("Content-Type").orElse("");
        if (code < 200 || code > 206) {
            throw refusal(code, type, body);
        }
        if (body.length == 0) {
            throw WebhookException.answered(
                    503,
                    "0-length response with status code: " + code + " and content type: "
                            + (type.isEmpty() ? "application/json" : type));
        }
        return Json.parseObject(body);
    }

    private static WebhookException refusal(int code, String type, byte[] body) {
        Optional<ObjectValue> status = status(body);
        if (status.isPresent()) {
            return WebhookException.answered(
                    (int) status.get().integer("code", code), status.get().text("message", ""));
        }
        boolean text = type.isEmpty() || type.toLowerCase(Locale.ROOT).startsWith("text/");
        String said = text
                ? new String(body, 0, Math.min(body.length, SHOWN_BYTES_MAX), StandardCharsets.UTF_8).strip()
                : "unknown";
        return WebhookException.answered(code, message(code, said));
    }

    private static Optional<ObjectValue> status(byte[] body) {
        try {
            return Optional.of(Json.parseObject(body))
                    .filter(value -> value.text("kind", "Status").equals("Status"))
                    .filter(value -> value.text("status", "").equals("Failure"));
        } catch (ParseException _) {
            return Optional.empty(); // words, then
        }
    }

    private static String message(int code, String said) {
        return switch (code) {
            case 400 -> "the server rejected our request for an unknown reason";
            case 401 -> "the server has asked for the client to provide credentials";
            case 403, 415 -> said;
            case 404 -> "the server could not find the requested resource";
            case 405 -> "the server does not allow this method on the requested resource";
            case 406 ->
                said.isEmpty() || said.equals("unknown")
                        ? "the server was unable to respond with a content type that the client supports"
                        : said;
            case 409 -> "the server reported a conflict";
            case 422 -> "the server rejected our request due to an error in our request";
            case 429 -> "the server has received too many requests and has asked us to try again later";
            case 503 -> "the server is currently unable to handle the request";
            case 504 ->
                "the server was unable to return a response in the time allotted, but may still be processing the request";
            default ->
                code >= 500
                        ? "an error on the server (" + GoText.quote(said)
                                + ") has prevented the request from succeeding"
                        : "the server responded with the status code " + code + " but did not return more information";
        };
    }
}
