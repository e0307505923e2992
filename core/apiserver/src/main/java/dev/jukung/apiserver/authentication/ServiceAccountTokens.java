package dev.jukung.apiserver.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Views;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The user of a ServiceAccount token: signed by us, not expired, and the account and what the token is bound to are still
 * there (k8s.io/kubernetes/pkg/serviceaccount). Thread-safe.
 */
public final class ServiceAccountTokens implements TokenAuthenticator {
    /** Looks at an object that a token may be bound to. */
    @FunctionalInterface
    public interface Lookup {
        /** @param resource {@code serviceaccounts}, {@code pods}, {@code secrets} or {@code nodes} */
        Optional<ObjectValue> find(String resource, ObjectKey key);
    }

    private static final String EXTRA = "authentication.kubernetes.io/";

    private final TokenIssuer issuer;
    private final List<String> own;
    private final Lookup lookup;
    private final Clock clock;
    private final SecretTokens secretTokens;

    /** @param own the audiences that make a token good for this server */
    public ServiceAccountTokens(
            TokenIssuer issuer, List<String> own, Lookup lookup, Clock clock, SecretTokens secretTokens) {
        this.issuer = issuer;
        this.own = List.copyOf(own);
        this.lookup = lookup;
        this.clock = clock;
        this.secretTokens = secretTokens;
    }

    @Override
    public Verdict identify(String token, List<String> wanted) throws InterruptedException {
        return switch (issuer.verify(token)) {
            case TokenIssuer.Verdict.Foreign() -> new Verdict.Unknown();
            case TokenIssuer.Verdict.Refused(String why) -> new Verdict.Bad(why);
            case TokenIssuer.Verdict.Signed signed -> signed(token, signed, wanted);
        };
    }

    private Verdict signed(String token, TokenIssuer.Verdict.Signed signed, List<String> wanted)
            throws InterruptedException {
        List<String> meant =
                signed.claims().getAudience().isEmpty() ? own : signed.claims().getAudience();
        List<String> accepted = wanted.stream().filter(meant::contains).toList();
        if (accepted.isEmpty()) {
            return new Verdict.Bad(
                    "token audiences " + quoted(meant) + " is invalid for the target audiences " + quoted(wanted));
        }
        try {
            User user = TokenIssuer.LEGACY.equals(signed.claims().getIssuer())
                    ? secretTokens.holder(token, signed)
                    : holder(signed);
            return new Verdict.Known(user, accepted);
        } catch (InvalidTokenException e) {
            return new Verdict.Bad(String.valueOf(e.getMessage()));
        }
    }

    private static String quoted(List<String> texts) {
        return texts.stream()
                .map(text -> "\"" + text + "\"")
                .collect(java.util.stream.Collectors.joining(" ", "[", "]"));
    }

    private User holder(TokenIssuer.Verdict.Signed signed) throws InvalidTokenException {
        checkTimes(signed.claims());
        ObjectValue about = signed.kubernetes();
        String namespace = about.text("namespace", "");
        ObjectValue reference = about.object("serviceaccount");
        String name = reference.text("name", "");
        ObjectValue account = lookup.find("serviceaccounts", ObjectKey.of(namespace, name))
                .orElseThrow(() -> new InvalidTokenException("serviceaccounts \"" + name + "\" not found"));
        String uid = account.object("metadata").text("uid", "");
        if (!uid.equals(reference.text("uid", ""))) {
            throw new InvalidTokenException(
                    "service account UID (" + uid + ") does not match claim (" + reference.text("uid", "") + ")");
        }
        if (isDeleted(account)) {
            throw new InvalidTokenException("service account " + namespace + "/" + name + " has been deleted");
        }
        if (about.has("secret")) {
            bound("secret", "secrets", namespace, about.object("secret"));
        }
        if (about.has("pod")) {
            bound("pod", "pods", namespace, about.object("pod"));
        } else if (about.has("node")) {
            bound("node", "nodes", "", about.object("node"));
        }
        User user = User.serviceAccount(namespace, name, uid);
        return new User(user.name(), user.uid(), user.groups(), extra(signed));
    }

    private void checkTimes(JWTClaimsSet claims) throws InvalidTokenException {
        Instant now = clock.now();
        Date expires = claims.getExpirationTime();
        if (expires != null && now.minus(TokenIssuer.LEEWAY).isAfter(expires.toInstant())) {
            throw new InvalidTokenException("service account token has expired");
        }
        if (isLater(claims.getNotBeforeTime(), now)) {
            throw new InvalidTokenException("service account token is not valid yet");
        }
        if (isLater(claims.getIssueTime(), now)) {
            throw new InvalidTokenException("service account token is issued in the future");
        }
    }

    private static boolean isLater(Date date, Instant now) {
        return date != null && now.plus(TokenIssuer.LEEWAY).isBefore(date.toInstant());
    }

    private void bound(String kind, String resource, String namespace, ObjectValue reference)
            throws InvalidTokenException {
        Optional<ObjectValue> object = lookup.find(resource, new ObjectKey(namespace, reference.text("name", "")));
        if (object.isEmpty()) {
            throw new InvalidTokenException("service account token has been invalidated");
        }
        String uid = object.get().object("metadata").text("uid", "");
        if (!uid.equals(reference.text("uid", ""))) {
            throw new InvalidTokenException(kind + " UID (" + uid + ") does not match service account " + kind
                    + " ref claim (" + reference.text("uid", "") + ")");
        }
        if (isDeleted(object.get())) {
            throw new InvalidTokenException("service account token has been invalidated");
        }
    }

    /** What is being deleted counts a little longer, as clocks may differ. */
    private boolean isDeleted(ObjectValue object) {
        String deleted = object.object("metadata").text("deletionTimestamp", "");
        return !deleted.isEmpty()
                && Views.toInstant(deleted).isBefore(clock.now().minus(TokenIssuer.LEEWAY));
    }

    private static Map<String, List<String>> extra(TokenIssuer.Verdict.Signed signed) {
        Map<String, List<String>> extra = new HashMap<>();
        String id = signed.claims().getJWTID();
        if (id != null && !id.isEmpty()) {
            extra.put(EXTRA + "credential-id", List.of("JTI=" + id));
        }
        for (String kind : List.of("pod", "node")) {
            ObjectValue bound = signed.kubernetes().object(kind);
            if (!bound.text("name", "").isEmpty()) {
                extra.put(EXTRA + kind + "-name", List.of(bound.text("name", "")));
            }
            if (!bound.text("uid", "").isEmpty()) {
                extra.put(EXTRA + kind + "-uid", List.of(bound.text("uid", "")));
            }
        }
        return extra;
    }
}
