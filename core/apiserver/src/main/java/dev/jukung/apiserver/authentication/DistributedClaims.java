package dev.jukung.apiserver.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.schema.GoText;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The groups of those who are in too many to stand in a token: it says where they are ({@code _claim_names},
 * {@code _claim_sources}, OpenID Connect Core 5.6.2), and there is another token with them. Thread-safe; blocks.
 */
final class DistributedClaims implements AutoCloseable {
    private static final String NAMES = "_claim_names";
    private static final String SOURCES = "_claim_sources";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int TOKEN_BYTES_MAX = 4 * 1024 * 1024;
    private static final int LAST_SUCCESS = 226;

    /** Those who sign claims are few; what has not been used for longest makes room, so that nobody can fill the memory. */
    private static final int ISSUERS_MAX = 16;

    private final OpenIdSettings settings;
    private final String claim;
    private final HttpClient client;
    private final Clock clock;
    private final Faults faults;
    private final OpenIdMetrics metrics;
    private final Map<String, OpenIdKeys> issuers = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /** @param claim that may be somewhere else */
    DistributedClaims(OpenIdSettings settings, String claim, Clock clock, Faults faults, OpenIdMetrics metrics) {
        this.settings = settings;
        this.claim = claim;
        this.clock = clock;
        this.faults = faults;
        this.metrics = metrics;
        client = new HttpClient(HttpClient.Options.of(
                "oidc-claims", OpenIdKeys.tls(settings.issuer().authorities()), clock, faults));
    }

    /** The claims of a token that has been verified, with the one that it leaves to another token. */
    ObjectValue expanded(ObjectValue claims) throws InvalidTokenException, InterruptedException {
        if (claims.has(claim) || !claims.has(NAMES)) {
            return claims;
        }
        if (!claims.has(SOURCES)) {
            throw failed("oidc: no claim sources");
        }
        String source = claims.object(NAMES).text(claim, "");
        if (source.isEmpty()) {
            return claims;
        }
        ObjectValue sources = claims.object(SOURCES);
        if (!sources.has(source)) {
            throw failed("id token _claim_names contained a source " + source + " missing in _claims_sources");
        }
        ObjectValue place = sources.object(source);
        String endpoint = place.text("endpoint", "");
        return endpoint.isEmpty()
                ? claims // perhaps the other token is here; Kubernetes does not read that either
                : claims.with(claim, resolved(endpoint, place.text("access_token", "")));
    }

    private Object resolved(String endpoint, String accessToken) throws InvalidTokenException, InterruptedException {
        String text;
        try {
            text = fetched(endpoint, accessToken);
        } catch (IOException e) {
            throw failed("while getting distributed claim " + GoText.quote(claim) + ": " + e.getMessage());
        }
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(text);
            claims = token.getJWTClaimsSet();
        } catch (ParseException e) {
            throw failed("getting untrusted issuer from endpoint " + endpoint + " failed for claim "
                    + GoText.quote(claim) + ": " + e.getMessage());
        }
        String issuer = String.valueOf(claims.getIssuer());
        try {
            new OpenIdVerifier(settings.issuer().audiences(), settings.algorithms(), keys(issuer), clock)
                    .verify(token, claims);
        } catch (InvalidTokenException e) {
            throw failed("verify distributed claim token: " + e.getMessage());
        }
        Object value = Json.parseObject(token.getPayload().toBytes()).get(claim);
        if (value == null) {
            throw failed("jwt returned by distributed claim endpoint " + GoText.quote(endpoint)
                    + " did not contain claim: " + claim);
        }
        return value;
    }

    private String fetched(String endpoint, String accessToken) throws IOException, InterruptedException {
        URI address;
        try {
            address = URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw new IOException("while calling " + endpoint + ": " + e.getMessage(), e);
        }
        if (!"https".equals(address.getScheme())) {
            throw new IOException("while calling " + endpoint + ": it is no https URL");
        }
        ClientRequest request = ClientRequest.get(address).withTimeout(TIMEOUT);
        request = accessToken.isEmpty() ? request : request.with("Authorization", "Bearer " + accessToken);
        try (ClientResponse response = client.send(request)) {
            if (response.status() < 200 || response.status() > LAST_SUCCESS) {
                throw new IOException("error while getting distributed claim JWT: " + response.status());
            }
            return new String(response.bytes(TOKEN_BYTES_MAX), StandardCharsets.UTF_8).strip();
        }
    }

    private synchronized OpenIdKeys keys(String issuer) throws InvalidTokenException {
        OpenIdKeys known = issuers.get(issuer);
        if (known != null) {
            return known;
        }
        if (issuers.size() >= ISSUERS_MAX) {
            Map.Entry<String, OpenIdKeys> oldest = issuers.entrySet().iterator().next();
            issuers.remove(oldest.getKey());
            oldest.getValue().close();
        }
        try {
            OpenIdKeys made = new OpenIdKeys(settings.issuer().of(issuer), clock, faults, metrics);
            issuers.put(issuer, made);
            return made;
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException("verifying untrusted issuer " + issuer + " failed: " + e.getMessage());
        }
    }

    private static InvalidTokenException failed(String why) {
        return new InvalidTokenException("oidc: could not expand distributed claims: " + why);
    }

    @Override
    public synchronized void close() {
        client.close();
        issuers.values().forEach(OpenIdKeys::close);
        issuers.clear();
    }
}
