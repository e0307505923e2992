package dev.jukung.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jukung.base.Clock;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signs and verifies the JSON Web Tokens of ServiceAccounts (RFC 7519). Thread-safe. */
public final class TokenIssuer {
    /** Who issued the tokens that are kept in Secrets. */
    static final String LEGACY = "kubernetes/serviceaccount";

    /** How far clocks may differ. */
    static final Duration LEEWAY = Duration.ofMinutes(1);

    private static final String CLAIMS = "kubernetes.io";
    private static final String LEGACY_CLAIMS = "kubernetes.io/serviceaccount/";

    private final ServiceAccountConfig config;
    private final Clock clock;
    private final SigningKeys keys;

    public TokenIssuer(ServiceAccountConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        keys = new SigningKeys(config.signing(), config.verifying());
    }

    public String issuer() {
        return config.issuers().getFirst();
    }

    /**
     * @param kubernetes namespace, serviceaccount and what the token is bound to
     * @param id the claim {@code jti}
     */
    public String sign(String subject, List<String> audiences, ObjectValue kubernetes, Duration life, String id) {
        Instant now = clock.now();
        return signed(new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(subject)
                .audience(audiences)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .jwtID(id)
                .claim(CLAIMS, java(kubernetes))
                .build());
    }

    /** A token to be kept in a Secret: it does not expire, but goes with the Secret. */
    public String signLegacy(String namespace, String account, String uid, String secret) {
        return signed(new JWTClaimsSet.Builder()
                .issuer(LEGACY)
                .subject("system:serviceaccount:" + namespace + ":" + account)
                .claim(LEGACY_CLAIMS + "namespace", namespace)
                .claim(LEGACY_CLAIMS + "secret.name", secret)
                .claim(LEGACY_CLAIMS + "service-account.name", account)
                .claim(LEGACY_CLAIMS + "service-account.uid", uid)
                .build());
    }

    private String signed(JWTClaimsSet claims) {
        JWSHeader header =
                new JWSHeader.Builder(keys.algorithm()).keyID(keys.signingId()).build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(keys.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("signing a token failed", e);
        }
        return token.serialize();
    }

    /** What became of a token that looked like one of ours. */
    sealed interface Verdict {
        /** Signed by us; whether it holds now is another question. */
        record Signed(JWTClaimsSet claims) implements Verdict {
            /** The private claims of a token that expires. */
            ObjectValue kubernetes() {
                Object claims = claims().getClaim(CLAIMS);
                return claims == null ? ObjectValue.EMPTY : (ObjectValue) Values.from(claims);
            }

            String legacy(String name) {
                return claims().getClaim(LEGACY_CLAIMS + name) instanceof String text ? text : "";
            }
        }

        /** Not ours: another issuer, or no token at all. */
        record Foreign() implements Verdict {}

        record Refused(String why) implements Verdict {}
    }

    Verdict verify(String text) {
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(text);
            claims = token.getJWTClaimsSet();
        } catch (ParseException _) {
            return new Verdict.Foreign(); // some other kind of bearer token
        }
        if (!LEGACY.equals(claims.getIssuer()) && !config.issuers().contains(claims.getIssuer())) {
            return new Verdict.Foreign();
        }
        String id = token.getHeader().getKeyID();
        List<SigningKeys.VerifyingKey> candidates = keys.named(id == null ? "" : id);
        if (candidates.isEmpty()) {
            return new Verdict.Refused("invalid signature, no keys found");
        }
        for (SigningKeys.VerifyingKey key : candidates) {
            if (verifies(token, key)) {
                return new Verdict.Signed(claims);
            }
        }
        return new Verdict.Refused("go-jose/go-jose: error in cryptographic primitive");
    }

    private static boolean verifies(SignedJWT token, SigningKeys.VerifyingKey key) {
        try {
            return key.algorithm().equals(token.getHeader().getAlgorithm()) && token.verify(key.verifier());
        } catch (JOSEException _) {
            return false; // a signature that this key cannot even look at is not made by it
        }
    }

    /** The public keys as a JSON Web Key Set (RFC 7517), for {@code /openid/v1/jwks}. */
    public ObjectValue keySet() {
        return keys.published();
    }

    /** For {@code /.well-known/openid-configuration}. @param ownUri where the keys are unless somebody else publishes them */
    public ObjectValue discovery(String ownUri) {
        return ObjectValue.of(
                "issuer", issuer(),
                "jwks_uri", config.keySetUri().orElse(ownUri),
                "response_types_supported", ListValue.of("id_token"),
                "subject_types_supported", ListValue.of("public"),
                "id_token_signing_alg_values_supported", ListValue.copyOf(keys.algorithms()));
    }

    private static Map<String, Object> java(ObjectValue object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.forEach((name, value) -> map.put(name, value instanceof ObjectValue inner ? java(inner) : value));
        return map;
    }
}
