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
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.schema.GoText;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        keys = new OpenIdKeys(settings, clock, faults);
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
        if (!settings.issuer().equals(claims.getIssuer())) {
            return new Verdict.Unknown();
        }
        try {
            verify(parsed, claims);
            return new Verdict.Known(user(claims), List.of());
        } catch (InvalidTokenException e) {
            return new Verdict.Bad(String.valueOf(e.getMessage()));
        }
    }

    private void verify(SignedJWT token, JWTClaimsSet claims) throws InvalidTokenException, InterruptedException {
        String start = "oidc: verify token: ";
        List<String> audiences = claims.getAudience();
        if (audiences.stream().noneMatch(settings.audiences()::contains)) {
            throw new InvalidTokenException(
                    start + "oidc: expected audience in " + goList(settings.audiences()) + " got " + goList(audiences));
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

    private User user(JWTClaimsSet claims) throws InvalidTokenException {
        String claim = settings.username().claim();
        String name = text(claims, claim)
                .orElseThrow(() -> new InvalidTokenException(
                        "oidc: parse username claims " + GoText.quote(claim) + ": claim not present"));
        if (claim.equals("email") && Boolean.FALSE.equals(claims.getClaim("email_verified"))) {
            throw new InvalidTokenException("oidc: email not verified");
        }
        List<String> groups = new ArrayList<>();
        if (settings.groups().isPresent()) {
            OpenIdSettings.Mapping mapping = settings.groups().get();
            for (String group : texts(claims, mapping.claim())) {
                groups.add(mapping.prefix() + group);
            }
        }
        for (Map.Entry<String, String> required : settings.requiredClaims().entrySet()) {
            String value = text(claims, required.getKey())
                    .orElseThrow(() -> new InvalidTokenException(
                            "oidc: required claim " + required.getKey() + " not present in ID token"));
            if (!value.equals(required.getValue())) {
                throw new InvalidTokenException("oidc: required claim " + required.getKey()
                        + " value does not match. Got = " + value + ", want = " + required.getValue());
            }
        }
        String uid = settings.uidClaim().flatMap(each -> text(claims, each)).orElse("");
        Map<String, List<String>> extra = claims.getJWTID() == null
                ? Map.of()
                : Map.of("authentication.kubernetes.io/credential-id", List.of("JTI=" + claims.getJWTID()));
        return new User(settings.username().prefix() + name, uid, groups, extra);
    }

    private static Optional<String> text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A claim of one text or of a list. */
    private static List<String> texts(JWTClaimsSet claims, String name) throws InvalidTokenException {
        List<String> texts = new ArrayList<>();
        switch (claims.getClaim(name)) {
            case null -> {}
            case String text -> texts.add(text);
            case List<?> list -> list.forEach(each -> texts.add(String.valueOf(each)));
            default ->
                throw new InvalidTokenException("oidc: parse groups claim " + GoText.quote(name)
                        + ": json: cannot unmarshal into Go value of type string");
        }
        return texts;
    }

    @Override
    public void close() {
        keys.close();
    }
}
