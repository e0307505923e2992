package dev.jukung.apiserver.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** ID tokens of one OpenID Connect issuer. Thread-safe; may block while the issuer's keys are read. */
public final class OpenIdTokens implements TokenAuthenticator, AutoCloseable {
    private final OpenIdSettings settings;
    private final OpenIdKeys keys;
    private final Clock clock;
    private final OpenIdMetrics metrics;
    private final OpenIdVerifier verifier;
    private final Optional<DistributedClaims> groups;

    public OpenIdTokens(OpenIdSettings settings, Clock clock, Faults faults, OpenIdMetrics metrics) {
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        keys = new OpenIdKeys(settings.issuer(), clock, faults, metrics);
        verifier = new OpenIdVerifier(settings.issuer().audiences(), settings.algorithms(), keys, clock);
        // Only groups may be too many for a token.
        groups = settings.mappings()
                .groups()
                .filter(OpenIdSettings.Mapping.Claim.class::isInstance)
                .map(mapping -> new DistributedClaims(
                        settings, ((OpenIdSettings.Mapping.Claim) mapping).claim(), clock, faults, metrics));
    }

    /** Which issuer it is. */
    public String issuer() {
        return settings.issuer().url();
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
        long start = clock.nanos();
        boolean known = false;
        try {
            User user = user(parsed, claims);
            known = true;
            return new Verdict.Known(user, List.of());
        } catch (InvalidTokenException e) {
            return new Verdict.Bad(String.valueOf(e.getMessage()));
        } finally {
            metrics.identified(issuer(), known, clock.nanos() - start);
        }
    }

    private User user(SignedJWT token, JWTClaimsSet claims) throws InvalidTokenException, InterruptedException {
        try {
            verifier.verify(token, claims);
        } catch (InvalidTokenException e) {
            throw new InvalidTokenException("oidc: verify token: " + e.getMessage());
        }
        ObjectValue tree = Json.parseObject(token.getPayload().toBytes());
        if (groups.isPresent()) {
            tree = groups.get().expanded(tree);
        }
        return ClaimedUser.of(settings, tree);
    }

    @Override
    public void close() {
        keys.close();
        groups.ifPresent(DistributedClaims::close);
    }
}
