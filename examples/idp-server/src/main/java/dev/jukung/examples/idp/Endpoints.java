package dev.jukung.examples.idp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the service answers: a function from a request to an answer, without sockets. The protocol is OAuth 2.0: client
 * credentials (RFC 6749 4.4), introspection (RFC 7662), revocation (RFC 7009). Thread-safe; methods block.
 */
final class Endpoints {
    /** @param authorization the header's value; empty when there was none */
    record Request(String method, String path, String authorization, Map<String, String> form) {}

    record Answer(int code, String contentType, String body, Map<String, String> headers) {
        static Answer json(int code, Map<String, ?> body) {
            return new Answer(code, "application/json", FlatJson.write(body), Map.of());
        }

        static Answer text(int code, String body) {
            return new Answer(code, "text/plain; charset=utf-8", body + "\n", Map.of());
        }

        Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(code, contentType, body, more);
        }
    }

    private final Identity identity;
    private final Clients clients;
    private final Revocations revocations;
    private final Tokens tokens;
    private final SigningKey key;
    private final Notices notices;
    private final AtomicBoolean ending = new AtomicBoolean();

    /** What one replica says of itself. */
    record Identity(String pod, String environment, String issuer, Duration tokenLifetime) {}

    Endpoints(
            Identity identity,
            Clients clients,
            Revocations revocations,
            Tokens tokens,
            SigningKey key,
            Notices notices) {
        this.identity = identity;
        this.clients = clients;
        this.revocations = revocations;
        this.tokens = tokens;
        this.key = key;
        this.notices = notices;
    }

    /** From now on not ready: no new work should be sent here. */
    void end() {
        ending.set(true);
    }

    Answer answer(Request request) {
        try {
            return switch (request.path()) {
                case "/" -> only("GET", request, this::about);
                case "/healthz" -> only("GET", request, () -> Answer.text(200, "ok"));
                case "/readyz" -> only("GET", request, this::ready);
                case "/jwks", "/.well-known/jwks.json" ->
                    only("GET", request, () -> new Answer(200, "application/json", key.jwks(), Map.of()));
                case "/token" -> only("POST", request, () -> token(request));
                case "/introspect" -> only("POST", request, () -> introspect(request));
                case "/revoke" -> only("POST", request, () -> revoke(request));
                default -> Answer.json(404, Map.of("error", "not_found"));
            };
        } catch (IOException e) {
            Log.line(request.method() + " " + request.path() + ": " + e.getMessage());
            return Answer.json(503, Map.of("error", "temporarily_unavailable")).with("Retry-After", "1");
        }
    }

    @FunctionalInterface
    private interface Work {
        Answer run() throws IOException;
    }

    private static Answer only(String method, Request request, Work work) throws IOException {
        return request.method().equals(method)
                ? work.run()
                : Answer.json(405, Map.of("error", "method_not_allowed")).with("Allow", method);
    }

    private Answer about() {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("service", "idp-server");
        about.put("environment", identity.environment());
        about.put("issuer", identity.issuer());
        about.put("pod", identity.pod());
        return Answer.json(200, about);
    }

    private Answer ready() {
        if (ending.get()) {
            return Answer.text(503, "ending");
        }
        try {
            clients.check();
            revocations.check();
            return Answer.text(200, "ok");
        } catch (IOException e) {
            return Answer.text(503, String.valueOf(e.getMessage()));
        }
    }

    private Answer token(Request request) throws IOException {
        Optional<Client> client = authenticated(request);
        if (client.isEmpty()) {
            return invalidClient();
        }
        if (!request.form().getOrDefault("grant_type", "").equals("client_credentials")) {
            return Answer.json(400, Map.of("error", "unsupported_grant_type"));
        }
        String scope = request.form().getOrDefault("scope", client.get().scopes());
        if (!client.get().mayHave(scope)) {
            return Answer.json(400, Map.of("error", "invalid_scope"));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", tokens.issue(client.get(), scope));
        body.put("token_type", "Bearer");
        body.put("expires_in", identity.tokenLifetime().toSeconds());
        body.put("scope", scope);
        return Answer.json(200, body).with("Cache-Control", "no-store");
    }

    private Answer introspect(Request request) throws IOException {
        if (authenticated(request).isEmpty()) {
            return invalidClient();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        Optional<Tokens.Claims> claims = tokens.check(request.form().getOrDefault("token", ""));
        body.put("active", claims.isPresent());
        claims.ifPresent(good -> body.putAll(good.all()));
        return Answer.json(200, body);
    }

    /** Of a client's own tokens only. A token that is none is no error (RFC 7009 2.2): it is certainly not good any more. */
    private Answer revoke(Request request) throws IOException {
        Optional<Client> client = authenticated(request);
        if (client.isEmpty()) {
            return invalidClient();
        }
        Optional<Tokens.Claims> claims = tokens.check(request.form().getOrDefault("token", ""))
                .filter(good -> good.clientId().equals(client.get().id()));
        if (claims.isPresent()) {
            tokens.revoke(claims.get());
            if (!client.get().contact().isEmpty()) {
                notify(client.get());
            }
        }
        return Answer.text(200, "ok");
    }

    private void notify(Client client) {
        try {
            notices.send(client.contact(), "A token of " + client.id() + " was revoked", "It is good no longer.");
        } catch (IOException e) {
            Log.line("telling " + client.contact() + ": " + e.getMessage()); // the revocation itself holds
        }
    }

    private static Answer invalidClient() {
        return Answer.json(401, Map.of("error", "invalid_client"))
                .with("WWW-Authenticate", "Basic realm=\"idp-server\"");
    }

    private Optional<Client> authenticated(Request request) throws IOException {
        String id = request.form().getOrDefault("client_id", "");
        String secret = request.form().getOrDefault("client_secret", "");
        if (request.authorization().regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                String pair = new String(
                        Base64.getDecoder()
                                .decode(request.authorization().substring(6).strip()),
                        StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                id = colon < 0 ? pair : pair.substring(0, colon);
                secret = colon < 0 ? "" : pair.substring(colon + 1);
            } catch (IllegalArgumentException _) {
                return Optional.empty(); // not base64: as good as no credentials
            }
        }
        String presented = secret;
        return clients.find(id).filter(client -> client.hasSecret(presented));
    }
}
