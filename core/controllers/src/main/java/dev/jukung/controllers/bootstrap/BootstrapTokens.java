package dev.jukung.controllers.bootstrap;

import dev.jukung.model.core.v1.Secret;
import dev.jukung.runtime.Informer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What Secrets say that hold tokens by which nodes join. Pure functions. */
final class BootstrapTokens {
    static final Informer.Scope SCOPE = new Informer.Scope("kube-system", "", "type=bootstrap.kubernetes.io/token");
    private static final String NAME_PREFIX = "bootstrap-token-";

    private BootstrapTokens() {}

    static String text(Secret secret, String key) {
        byte[] value = secret.data().get(key);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** When a token ends; empty where it never does. A time that cannot be read has passed, as in Kubernetes. */
    static Optional<Instant> expiry(Secret secret) {
        String text = text(secret, "expiration");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.of(Instant.MIN);
        }
    }

    /** Whether the token holds now, is complete, and may vouch for what joining nodes are told. */
    static boolean mayVouch(Secret secret, Instant now) {
        String id = text(secret, "token-id");
        return !id.isEmpty()
                && !text(secret, "token-secret").isEmpty()
                && secret.name().equals(NAME_PREFIX + id)
                && text(secret, "usage-bootstrap-signing").equals("true")
                && expiry(secret).map(now::isBefore).orElse(true);
    }
}
