package dev.jukung.apiserver.auth;

import dev.jukung.http.Request;
import dev.jukung.model.ObjectKey;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The user of a ServiceAccount token: signed by us, not expired, and what it is bound to is still there. Thread-safe. */
public final class ServiceAccountAuthenticator implements Authenticator {
    /** Looks at an object that a token may be bound to. */
    @FunctionalInterface
    public interface Lookup {
        /** @param resource {@code serviceaccounts}, {@code pods}, {@code secrets} or {@code nodes} */
        Optional<ObjectValue> find(String resource, ObjectKey key);
    }

    private static final Map<String, String> BOUND = Map.of("pod", "pods", "secret", "secrets", "node", "nodes");

    private final TokenIssuer issuer;
    private final List<String> audiences;
    private final Lookup lookup;

    /** @param audiences that make a token good for this server */
    public ServiceAccountAuthenticator(TokenIssuer issuer, List<String> audiences, Lookup lookup) {
        this.issuer = issuer;
        this.audiences = List.copyOf(audiences);
        this.lookup = lookup;
    }

    @Override
    public Identity identify(Request request) {
        Optional<String> token = bearer(request);
        return token.isEmpty() ? new Identity.Absent() : identify(token.get(), audiences);
    }

    private static Optional<String> bearer(Request request) {
        Optional<String> header = request.header("Authorization");
        if (header.isPresent() && header.get().regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(header.get().substring(7).strip());
        }
        // Browsers cannot set headers on WebSockets: they send the token as a subprotocol.
        String prefix = "base64url.bearer.authorization.k8s.io.";
        return request.headers().all("Sec-WebSocket-Protocol").stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(prefix))
                .map(protocol -> new String(
                        java.util.Base64.getUrlDecoder().decode(protocol.substring(prefix.length())),
                        java.nio.charset.StandardCharsets.UTF_8))
                .findFirst();
    }

    /** @param wanted at least one of them has to be among the token's audiences */
    public Identity identify(String token, List<String> wanted) {
        return switch (issuer.verify(token)) {
            case TokenIssuer.Verdict.Foreign() -> new Identity.Bad("invalid bearer token");
            case TokenIssuer.Verdict.Refused(String why) -> new Identity.Bad(why);
            case TokenIssuer.Verdict.Valid(TokenIssuer.Claims claims) -> holder(claims, wanted);
        };
    }

    private Identity holder(TokenIssuer.Claims claims, List<String> wanted) {
        boolean ours =
                claims.audiences().isEmpty() || claims.audiences().stream().anyMatch(wanted::contains);
        if (!ours) {
            return new Identity.Bad(
                    "token audiences " + claims.audiences() + " is invalid for the target audiences " + wanted);
        }
        ObjectValue about = claims.kubernetes();
        String namespace = about.text("namespace", "");
        ObjectValue account = about.object("serviceaccount");
        String name = account.text("name", "");
        Optional<String> problem = missing("serviceaccounts", namespace, account);
        for (Map.Entry<String, String> bound : BOUND.entrySet()) {
            if (problem.isEmpty()
                    && about.has(bound.getKey())
                    && !(bound.getKey().equals("node") && about.has("pod"))) {
                String place = bound.getKey().equals("node") ? "" : namespace;
                problem = missing(bound.getValue(), place, about.object(bound.getKey()));
            }
        }
        if (problem.isPresent()) {
            return new Identity.Bad(problem.get());
        }
        User user = User.serviceAccount(namespace, name, account.text("uid", ""));
        return new Identity.Known(new User(user.name(), user.uid(), user.groups(), extra(claims)));
    }

    private static Map<String, List<String>> extra(TokenIssuer.Claims claims) {
        Map<String, List<String>> extra = new HashMap<>();
        if (!claims.id().isEmpty()) {
            extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + claims.id()));
        }
        for (String kind : List.of("pod", "node")) {
            ObjectValue bound = claims.kubernetes().object(kind);
            if (!bound.isEmpty()) {
                extra.put("authentication.kubernetes.io/" + kind + "-name", List.of(bound.text("name", "")));
                extra.put("authentication.kubernetes.io/" + kind + "-uid", List.of(bound.text("uid", "")));
            }
        }
        return extra;
    }

    private Optional<String> missing(String resource, String namespace, ObjectValue reference) {
        ObjectKey key = new ObjectKey(namespace, reference.text("name", ""));
        Optional<ObjectValue> found = lookup.find(resource, key);
        if (found.isEmpty()) {
            return Optional.of("token is bound to " + resource + " " + key + ", which does not exist");
        }
        String uid = found.get().object("metadata").text("uid", "");
        return uid.equals(reference.text("uid", ""))
                ? Optional.empty()
                : Optional.of("token is bound to " + resource + " " + key + " with another uid");
    }
}
