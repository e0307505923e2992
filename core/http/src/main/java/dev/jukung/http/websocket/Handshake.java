package dev.jukung.http.websocket;

import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How a connection becomes a WebSocket (RFC 6455, 4). Stateless. */
public final class Handshake {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;
    /** What of a refusal goes into the exception. */
    private static final int REFUSAL_BYTES = 64 * 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Handshake() {}

    /** Serves one session; returning closes it. */
    @FunctionalInterface
    public interface Server {
        void serve(WebSocketSession session) throws IOException, InterruptedException;
    }

    /** The server did not accept: its answer tells why. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;
        private final transient byte[] body;

        RefusedException(int status, byte[] body) {
            super("websocket: bad handshake: status " + status);
            this.status = status;
            this.body = body;
        }

        public int status() {
            return status;
        }

        /** The beginning of the answer's content: a Kubernetes server sends a Status. */
        public byte[] body() {
            return body.clone();
        }
    }

    /** Whether {@code request} asks for a WebSocket. */
    public static boolean isAsked(Request request) {
        return request.upgrade().filter("websocket"::equals).isPresent();
    }

    /**
     * The first of {@code supported}, in the order that the client prefers, that the client offers. Empty if it offers
     * none of them.
     */
    public static Optional<String> choose(Request request, List<String> supported) {
        return request.headers().elements("Sec-WebSocket-Protocol").stream()
                .filter(supported::contains)
                .findFirst();
    }

    /**
     * The response that makes the request's connection a WebSocket, served by {@code server} on the request's thread. A
     * malformed handshake gets a 400, and an offer of subprotocols without any of {@code supported} a 403, as from
     * Kubernetes. A client that offers none gets a session without.
     *
     * @param messageBytes limit of a received message
     */
    public static Response accept(Request request, List<String> supported, int messageBytes, Server server) {
        if (!isAsked(request) || !request.method().equals("GET")) {
            return Response.text(400, "websocket: the client is not using the websocket protocol");
        }
        if (!request.headers().hasElement("Sec-WebSocket-Version", VERSION)) {
            return new Response(
                    400,
                    Headers.of("Content-Type", "text/plain; charset=utf-8", "Sec-WebSocket-Version", VERSION),
                    new Response.Bytes("websocket: unsupported version: 13 not found in 'Sec-Websocket-Version' header"
                            .getBytes(StandardCharsets.UTF_8)));
        }
        String key = request.header("Sec-WebSocket-Key").orElse("");
        if (!isKey(key)) {
            return Response.text(400, "websocket: 'Sec-WebSocket-Key' header must be 16 bytes in base64");
        }
        List<String> offered = request.headers().elements("Sec-WebSocket-Protocol");
        Optional<String> subprotocol = choose(request, supported);
        if (!offered.isEmpty() && subprotocol.isEmpty()) {
            return Response.text(
                    403, "requested protocol(s) are not supported: " + offered + "; supports " + supported);
        }
        Headers headers =
                Headers.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", answer(key));
        return new Response(
                101,
                subprotocol
                        .map(name -> headers.plus("Sec-WebSocket-Protocol", name))
                        .orElse(headers),
                new Response.Upgraded((in, out) -> {
                    try (WebSocketSession session =
                            new WebSocketSession(new Frames(in, out, messageBytes, Optional.empty()), subprotocol)) {
                        server.serve(session);
                    }
                }));
    }

    /**
     * Opens a WebSocket. Throws {@link RefusedException} when the server answers otherwise.
     *
     * @param request a GET with the URI (http or https) and fields of the caller's
     * @param offered subprotocols, the preferred one first
     * @param messageBytes limit of a received message
     */
    public static WebSocketSession connect(
            HttpClient client, ClientRequest request, List<String> offered, int messageBytes)
            throws IOException, InterruptedException {
        byte[] nonce = new byte[KEY_BYTES];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        ClientRequest asking = request.with("Connection", "Upgrade")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Version", VERSION)
                .with("Sec-WebSocket-Key", key);
        ClientResponse response = client.upgrade(
                offered.isEmpty() ? asking : asking.with("Sec-WebSocket-Protocol", String.join(", ", offered)));
        Optional<OutputStream> out = response.output();
        if (out.isEmpty()) {
            try (response) {
                throw new RefusedException(response.status(), response.body().readNBytes(REFUSAL_BYTES));
            }
        }
        Optional<String> subprotocol = response.headers().first("Sec-WebSocket-Protocol");
        boolean right = response.headers().first("Sec-WebSocket-Accept").equals(Optional.of(answer(key)));
        if (!right || !subprotocol.map(offered::contains).orElse(true)) {
            response.close();
            throw new IOException("websocket: the server's answer does not fit the request");
        }
        return new WebSocketSession(
                new Frames(response.body(), out.get(), messageBytes, Optional.of(RANDOM)), subprotocol);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false; // the client gets a 400
        }
    }

    private static String answer(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(digest.digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
