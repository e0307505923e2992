package dev.jukung.apiserver.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jukung.base.Clock;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Signs and verifies the JSON Web Tokens of ServiceAccounts (RFC 7519, ES256). Keys that were used before can be given
 * so that their tokens still hold. Thread-safe.
 */
public final class TokenIssuer {
    private static final String CLAIMS = "kubernetes.io";

    private final String issuer;
    private final Clock clock;
    private final ECKey key;
    private final ECDSASigner signer;
    private final ECDSAVerifier verifier;

    /** @param keys on the curve P-256 */
    public TokenIssuer(String issuer, KeyPair keys, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        ECPublicKey publicKey = (ECPublicKey) keys.getPublic();
        String keyId = keyId(publicKey);
        key = new ECKey.Builder(Curve.P_256, publicKey).keyID(keyId).build();
        try {
            signer = new ECDSASigner((ECPrivateKey) keys.getPrivate());
            verifier = new ECDSAVerifier(publicKey);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the ServiceAccount key has to be on the curve P-256", e);
        }
    }

    private static String keyId(ECPublicKey key) {
        try {
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** What a token says about its holder: the private claims under {@code kubernetes.io}. */
    public record Claims(String subject, List<String> audiences, ObjectValue kubernetes, Instant expires, String id) {}

    /** @param kubernetes namespace, serviceaccount and what the token is bound to */
    public String sign(
            String subject, List<String> audiences, ObjectValue kubernetes, Optional<Duration> life, String id) {
        Instant now = clock.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .jwtID(id)
                .claim(CLAIMS, toJava(kubernetes));
        if (!audiences.isEmpty()) {
            claims.audience(audiences);
        }
        life.ifPresent(duration -> claims.expirationTime(Date.from(now.plus(duration))));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("signing a token failed", e);
        }
        return token.serialize();
    }

    /** What became of a token that looked like one of ours. */
    public sealed interface Verdict {
        record Valid(Claims claims) implements Verdict {}

        /** Not ours: another issuer, or no token at all. */
        record Foreign() implements Verdict {}

        record Refused(String why) implements Verdict {}
    }

    public Verdict verify(String text) {
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(text);
            claims = token.getJWTClaimsSet();
        } catch (ParseException _) {
            return new Verdict.Foreign(); // some other kind of bearer token
        }
        if (!issuer.equals(claims.getIssuer())) {
            return new Verdict.Foreign();
        }
        try {
            if (!token.verify(verifier)) {
                return new Verdict.Refused("invalid signature");
            }
        } catch (JOSEException e) {
            return new Verdict.Refused("invalid signature: " + e.getMessage());
        }
        Instant now = clock.now();
        Date expires = claims.getExpirationTime();
        if (expires != null && !expires.toInstant().isAfter(now)) {
            return new Verdict.Refused("service account token has expired");
        }
        Date starts = claims.getNotBeforeTime();
        if (starts != null && starts.toInstant().isAfter(now.plusSeconds(10))) {
            return new Verdict.Refused("service account token is not valid yet");
        }
        Object kubernetes = claims.getClaim(CLAIMS);
        return new Verdict.Valid(new Claims(
                claims.getSubject(),
                claims.getAudience(),
                kubernetes == null ? ObjectValue.EMPTY : (ObjectValue) Values.from(kubernetes),
                expires == null ? Instant.MAX : expires.toInstant(),
                claims.getJWTID() == null ? "" : claims.getJWTID()));
    }

    /** The public keys as a JSON Web Key Set (RFC 7517), for {@code /openid/v1/jwks}. */
    public ObjectValue keySet() {
        ObjectValue published = Json.parseObject(key.toPublicJWK().toJSONString())
                .with("use", "sig")
                .with("alg", "ES256");
        return ObjectValue.of("keys", ListValue.of(published));
    }

    private static java.util.Map<String, Object> toJava(ObjectValue object) {
        java.util.Map<String, Object> map = new java.util.LinkedHashMap<>();
        object.forEach((name, value) -> map.put(name, value instanceof ObjectValue inner ? toJava(inner) : value));
        return map;
    }
}
