package dev.jukung.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jukung.base.Clock;
import dev.jukung.schema.GoText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a token is one of an issuer, for this cluster, and valid now. Thread-safe. */
record OpenIdVerifier(List<String> audiences, List<String> algorithms, OpenIdKeys keys, Clock clock) {
    /** How far the issuer's clock may differ for {@code nbf}, as in go-oidc. */
    private static final Duration LEEWAY = Duration.ofMinutes(5);

    /** @throws InvalidTokenException with what is wrong, in the words of go-oidc */
    void verify(SignedJWT token, JWTClaimsSet claims) throws InvalidTokenException, InterruptedException {
        List<String> given = claims.getAudience();
        if (given.stream().noneMatch(audiences::contains)) {
            throw new InvalidTokenException(
                    "oidc: expected audience in " + goList(audiences) + " got " + goList(given));
        }
        if (claims.getExpirationTime() == null
                || !clock.now().isBefore(claims.getExpirationTime().toInstant())) {
            throw new InvalidTokenException(
                    "oidc: token is expired (Token Expiry: " + claims.getExpirationTime() + ")");
        }
        if (claims.getNotBeforeTime() != null
                && clock.now().plus(LEEWAY).isBefore(claims.getNotBeforeTime().toInstant())) {
            throw new InvalidTokenException("oidc: current time before the nbf (not before) time");
        }
        String algorithm = token.getHeader().getAlgorithm().getName();
        if (!algorithms.contains(algorithm)) {
            throw new InvalidTokenException(
                    "oidc: malformed jwt: unexpected signature algorithm " + GoText.quote(algorithm));
        }
        String id = token.getHeader().getKeyID();
        for (JWK key : keys.candidates(id == null ? "" : id)) {
            if (verifies(token, key)) {
                return;
            }
        }
        throw new InvalidTokenException("failed to verify signature: failed to verify id token signature");
    }

    private static String goList(List<String> texts) {
        return texts.stream().map(GoText::quote).collect(Collectors.joining(" ", "[", "]"));
    }

    private static boolean verifies(SignedJWT token, JWK key) {
        try {
            Optional<JWSVerifier> verifier =
                    switch (key) {
                        case RSAKey rsa -> Optional.of(new RSASSAVerifier(rsa));
                        case ECKey ec -> Optional.of(new ECDSAVerifier(ec));
                        default -> Optional.empty();
                    };
            return verifier.isPresent() && token.verify(verifier.get());
        } catch (JOSEException _) {
            return false; // a signature that this key cannot even look at is not made by it
        }
    }
}
