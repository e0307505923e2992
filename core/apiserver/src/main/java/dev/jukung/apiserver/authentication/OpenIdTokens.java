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
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.schema.GoText;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** ID tokens of one OpenID Connect issuer. Thread-safe; may block while the issuer's keys are read. */
public final class OpenIdTokens implements TokenAuthenticator, AutoCloseable {
    /** How far the issuer's clock may differ for {@code nbf}, as in go-oidc. */
    private static final Duration LEEWAY = Duration.ofMinutes(5);

    private final OpenIdSettings settings;
    private final OpenIdKeys keys;
    private final Clock clock;

    public OpenIdTokens(OpenIdSettings settings, Clock clock, Faults faults) {
        this.settings = settings;
        this.clock = clock;
        keys = new OpenIdKeys(settings.issuer(), clock, faults);
    }

    @Override
    public Verdict identify(String token, List<String> wanted) throws InterruptedException {
        SignedJWT parsed;
        JWTClaimsSet claims;
        try {
            parsed = SignedJWT.parse(token);
            claims = parsed.getJWTClaimsSet();
        } catch (ParseException _) {
            return new Verdict.Unknown(); // some other kind of bearer token
        }
        if (!settings.issuer().url().equals(claims.getIssuer())) {
            return new Verdict.Unknown();
        }
        try {
            verify(parsed, claims);
            ObjectValue tree = Json.parseObject(parsed.getPayload().toBytes());
            return new Verdict.Known(ClaimedUser.of(settings, tree), List.of());
        } catch (InvalidTokenException e) {
            return new Verdict.Bad(String.valueOf(e.getMessage()));
        }
    }

    private void verify(SignedJWT token, JWTClaimsSet claims) throws InvalidTokenException, InterruptedException {
        String start = "oidc: verify token: ";
        List<String> audiences = claims.getAudience();
        if (audiences.stream().noneMatch(settings.issuer().audiences()::contains)) {
            throw new InvalidTokenException(start + "oidc: expected audience in "
                    + goList(settings.issuer().audiences()) + " got " + goList(audiences));
        }
        if (claims.getExpirationTime() == null
                || !clock.now().isBefore(claims.getExpirationTime().toInstant())) {
            throw new InvalidTokenException(
                    start + "oidc: token is expired (Token Expiry: " + claims.getExpirationTime() + ")");
        }
        if (claims.getNotBeforeTime() != null
                && clock.now().plus(LEEWAY).isBefore(claims.getNotBeforeTime().toInstant())) {
            throw new InvalidTokenException(start + "oidc: current time before the nbf (not before) time");
        }
        String algorithm = token.getHeader().getAlgorithm().getName();
        if (!settings.algorithms().contains(algorithm)) {
            throw new InvalidTokenException(
                    start + "oidc: malformed jwt: unexpected signature algorithm " + GoText.quote(algorithm));
        }
        String id = token.getHeader().getKeyID();
        for (JWK key : keys.candidates(id == null ? "" : id)) {
            if (verifies(token, key)) {
                return;
            }
        }
        throw new InvalidTokenException(start + "failed to verify signature: failed to verify id token signature");
    }

    private static String goList(List<String> texts) {
        return texts.stream().map(GoText::quote).collect(java.util.stream.Collectors.joining(" ", "[", "]"));
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

    @Override
    public void close() {
        keys.close();
    }
}
