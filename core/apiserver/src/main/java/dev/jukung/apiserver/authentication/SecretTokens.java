package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Views;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Tokens that do not expire and are kept in Secrets of type {@code kubernetes.io/service-account-token}. Thread-safe. */
public final class SecretTokens {
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

    private final ServiceAccountTokens.Lookup lookup;
    private final Clock clock;
    private final Labels labels;

    /** Writes on a Secret when its token was used last. */
    @FunctionalInterface
    public interface Labels {
        /** Does what it can: that the label is not written is no reason to refuse the token. */
        void set(ObjectKey secret, String uid, String label, String value) throws InterruptedException;
    }

    public SecretTokens(ServiceAccountTokens.Lookup lookup, Clock clock, Labels labels) {
        this.lookup = lookup;
        this.clock = clock;
        this.labels = labels;
    }

    User holder(String token, TokenIssuer.Verdict.Signed signed) throws InvalidTokenException, InterruptedException {
        String namespace = claim(signed, "namespace", "namespace");
        String secretName = claim(signed, "secret.name", "secretName");
        String name = claim(signed, "service-account.name", "serviceAccountName");
        String uid = claim(signed, "service-account.uid", "serviceAccountUID");
        User user = User.serviceAccount(namespace, name, uid);
        if (!user.name().equals(signed.claims().getSubject())) {
            throw new InvalidTokenException("sub claim is invalid");
        }
        ObjectKey key = ObjectKey.of(namespace, secretName);
        ObjectValue secret = lookup.find("secrets", key)
                .filter(found -> !found.object("metadata").has("deletionTimestamp"))
                .orElseThrow(() -> new InvalidTokenException("Token has been invalidated"));
        byte[] kept = Views.toBytes(secret.object("data").text("token", ""));
        if (!MessageDigest.isEqual(kept, token.getBytes(StandardCharsets.UTF_8))) {
            throw new InvalidTokenException("Token does not match server's copy");
        }
        checkAccount(namespace, name, uid);
        String invalid = secret.object("metadata").object("labels").text(INVALID_SINCE, "");
        used(key, secret);
        if (!invalid.isEmpty()) {
            throw new InvalidTokenException("the token in secret " + namespace + "/" + secretName
                    + " for service account " + namespace + "/" + name
                    + " has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '"
                    + INVALID_SINCE + "' label from the secret to temporarily allow use of this token");
        }
        return user;
    }

    private static String claim(TokenIssuer.Verdict.Signed signed, String name, String shown)
            throws InvalidTokenException {
        String value = signed.legacy(name);
        if (value.isEmpty()) {
            throw new InvalidTokenException(shown + " claim is missing");
        }
        return value;
    }

    private void checkAccount(String namespace, String name, String uid) throws InvalidTokenException {
        ObjectValue account = lookup.find("serviceaccounts", ObjectKey.of(namespace, name))
                .orElseThrow(() -> new InvalidTokenException("serviceaccounts \"" + name + "\" not found"));
        if (account.object("metadata").has("deletionTimestamp")) {
            throw new InvalidTokenException("ServiceAccount " + namespace + "/" + name + " has been deleted");
        }
        String actual = account.object("metadata").text("uid", "");
        if (!actual.equals(uid)) {
            throw new InvalidTokenException("ServiceAccount UID (" + actual + ") does not match claim (" + uid + ")");
        }
    }

    private void used(ObjectKey key, ObjectValue secret) throws InterruptedException {
        LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        ObjectValue metadata = secret.object("metadata");
        String known = metadata.object("labels").text(LAST_USED, "");
        if (!known.equals(today.toString()) && !known.equals(today.plusDays(1).toString())) {
            labels.set(key, metadata.text("uid", ""), LAST_USED, today.toString());
        }
    }
}
