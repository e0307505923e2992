package dev.jukung.bench.load;

import dev.jukung.base.Clock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.runtime.ClusterAccess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** HTTP/2, as our own client speaks it. Thread-safe: requests share the connection. */
final class Http2Connection implements Connection {
    private static final int START_BYTES = 1024;

    private final HttpClient client;
    private final URI server;

    Http2Connection(ClusterAccess access, Clock clock) {
        server = access.server();
        client = new HttpClient(HttpClient.Options.of("load", access.tls(), clock, (where, bug) -> {
            throw new IllegalStateException(where, bug);
        }));
    }

    @Override
    public Answer send(Exchange exchange) throws IOException, InterruptedException {
        try (ClientResponse response = open(exchange)) {
            InputStream body = response.body();
            byte[] start = body.readNBytes(START_BYTES);
            long bytes = start.length + body.transferTo(java.io.OutputStream.nullOutputStream());
            return new Answer(response.status(), bytes, new String(start, StandardCharsets.UTF_8));
        }
    }

    /** Sends, and leaves the reading to the caller. */
    ClientResponse open(Exchange exchange) throws IOException, InterruptedException {
        ClientRequest request = ClientRequest.of(exchange.method(), server.resolve(exchange.target()));
        if (!exchange.contentType().isEmpty()) {
            request = request.withBody(exchange.contentType(), exchange.body());
        }
        ClientResponse response = client.send(request.withHeaders(accepting(request.headers())));
        if (!response.protocol().equals("HTTP/2.0")) {
            response.close();
            throw new IOException("the server speaks " + response.protocol() + " where HTTP/2 was to be measured");
        }
        return response;
    }

    private static Headers accepting(Headers headers) {
        return headers.with("Accept", "application/json").with("User-Agent", "jukung-bench");
    }

    @Override
    public void close() {
        client.close();
    }
}
