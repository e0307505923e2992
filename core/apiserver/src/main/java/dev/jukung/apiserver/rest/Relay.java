package dev.jukung.apiserver.rest;

import dev.jukung.http.ByteRelay;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Passes answers and whole connections of other servers on to the client. */
final class Relay {
    static final int BUFFER_BYTES = 32 * 1024;

    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "transfer-encoding", "content-length", "keep-alive", "upgrade", "date");

    private Relay() {}

    /** The headers of an answer without those about the connection it came on. */
    static Headers kept(Headers headers) {
        return Headers.of(headers.fields().stream()
                .filter(field -> !HOP_BY_HOP.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList());
    }

    /** The answer as it is, piece by piece. @param body what is left of its content */
    static Response streamed(ClientResponse answer, Headers headers, InputStream body) {
        return new Response(answer.status(), headers, new Response.Stream(pieces(answer, body)));
    }

    /** Writes the content piece by piece, and ends the answer. */
    static Response.Writer pieces(ClientResponse answer, InputStream body) {
        return sink -> {
            try (answer) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                    sink.send(Arrays.copyOf(buffer, read));
                }
            }
        };
    }

    /** Switches protocols with the server at {@code target}, or gives its refusal. */
    static Response upgraded(HttpClient client, String target, Request request)
            throws IOException, InterruptedException {
        Headers headers = request.headers().without("Host").without("Authorization");
        ClientResponse answer = client.upgrade(
                ClientRequest.of(request.method(), URI.create(target)).withHeaders(headers));
        if (answer.output().isEmpty()) {
            try (answer) {
                byte[] body = answer.body().readNBytes(BUFFER_BYTES);
                return new Response(answer.status(), kept(answer.headers()), new Response.Bytes(body));
            }
        }
        return new Response(
                101, answer.headers(), new Response.Upgraded((in, out) -> ByteRelay.serve(answer, in, out)));
    }
}
