package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Takes the token of a request from where clients put it, and asks whose it is. Thread-safe. */
public final class BearerTokens implements Authenticator {
    private static final String PROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private final TokenAuthenticator tokens;
    private final List<String> audiences;

    /** @param audiences of this server */
    public BearerTokens(TokenAuthenticator tokens, List<String> audiences) {
        this.tokens = tokens;
        this.audiences = List.copyOf(audiences);
    }

    @Override
    public Identity identify(Request request) throws InterruptedException {
        Optional<String> token = header(request);
        if (token.isEmpty()) {
            token = protocol(request);
        }
        if (token.isEmpty()) {
            return new Identity.Absent();
        }
        return switch (tokens.identify(token.get(), audiences)) {
            case TokenAuthenticator.Verdict.Known(User user, List<String> _) -> new Identity.Known(user);
            case TokenAuthenticator.Verdict.Unknown() -> new Identity.Bad("invalid bearer token");
            case TokenAuthenticator.Verdict.Bad(String why) -> new Identity.Bad(why);
        };
    }

    private static Optional<String> header(Request request) {
        String[] parts = request.header("Authorization").orElse("").strip().split(" ", 3);
        return parts.length >= 2 && parts[0].equalsIgnoreCase("bearer") && !parts[1].isEmpty()
                ? Optional.of(parts[1])
                : Optional.empty();
    }

    /** Browsers cannot set headers on WebSockets: they send the token as a subprotocol. */
    private static Optional<String> protocol(Request request) {
        return request.headers().elements("Sec-WebSocket-Protocol").stream()
                .filter(protocol -> protocol.startsWith(PROTOCOL))
                .map(protocol -> decoded(protocol.substring(PROTOCOL.length())))
                .findFirst();
    }

    /** What is no base64 is no token of anybody. */
    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // the contract above
        }
    }
}
