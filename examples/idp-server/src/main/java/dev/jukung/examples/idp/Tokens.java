package dev.jukung.examples.idp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Issues and checks access tokens: signed JWTs (RFC 7519, 9068). Thread-safe. */
final class Tokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String issuer;
    private final Duration lifetime;
    private final SigningKey key;
    private final Revocations revocations;
    private final InstantSource clock;
    private final String header;

    Tokens(String issuer, Duration lifetime, SigningKey key, Revocations revocations, InstantSource clock) {
        this.issuer = issuer;
        this.lifetime = lifetime;
        this.key = key;
        this.revocations = revocations;
        this.clock = clock;
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("alg", "ES256");
        members.put("typ", "at+jwt");
        members.put("kid", key.id());
        this.header = encode(FlatJson.write(members));
    }

    /** A token that is still good. */
    record Claims(String id, String clientId, String scope, Instant expiry, Map<String, Object> all) {}

    String issue(Client client, String scope) {
        Instant now = clock.instant();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", client.id());
        claims.put("client_id", client.id());
        claims.put("scope", scope);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        String body = header + "." + encode(FlatJson.write(claims));
        return body + "." + key.sign(body);
    }

    /** The claims of a token that this service signed, that has not expired and was not revoked; else empty. */
    Optional<Claims> check(String token) throws IOException {
        String[] parts = token.split("\\.", -1);
        // The header is compared, not read: a token cannot choose its algorithm.
        if (parts.length != 3 || !parts[0].equals(header) || !key.verify(parts[0] + "." + parts[1], parts[2])) {
            return Optional.empty();
        }
        Map<String, Object> all =
                FlatJson.read(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        if (!(all.get("exp") instanceof Long expiry)
                || !(all.get("jti") instanceof String id)
                || !(all.get("client_id") instanceof String clientId)
                || !(all.get("scope") instanceof String scope)) {
            return Optional.empty();
        }
        Instant end = Instant.ofEpochSecond(expiry);
        if (!clock.instant().isBefore(end) || revocations.revoked(id)) {
            return Optional.empty();
        }
        return Optional.of(new Claims(id, clientId, scope, end, all));
    }

    void revoke(Claims claims) throws IOException {
        revocations.revoke(claims.id(), claims.expiry());
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
