package dev.jukung.apiserver.authentication;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One issuer of OpenID Connect tokens: the flags {@code --oidc-*}, or one entry {@code jwt} of an AuthenticationConfiguration
 * without CEL.
 *
 * @param issuer as in the claim {@code iss}
 * @param discovery where the issuer's configuration is, if not below the issuer
 * @param authorities who may have issued the certificate of the issuer's server, in PEM; empty for the system's
 * @param audiences one of them has to be in the claim {@code aud}
 * @param algorithms that signatures may have
 * @param requiredClaims with their values
 */
public record OpenIdSettings(
        String issuer,
        Optional<String> discovery,
        String authorities,
        List<String> audiences,
        Mapping username,
        Optional<Mapping> groups,
        Optional<String> uidClaim,
        List<String> algorithms,
        Map<String, String> requiredClaims) {
    /** Which claim says it, and what is put in front. */
    public record Mapping(String claim, String prefix) {}

    /** Those that Kubernetes knows. */
    public static final List<String> ALL_ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512");

    public OpenIdSettings {
        audiences = List.copyOf(audiences);
        algorithms = List.copyOf(algorithms);
        requiredClaims = Map.copyOf(requiredClaims);
        URI uri = URI.create(issuer);
        if (!"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "issuer.url: Invalid value: \"" + issuer + "\": URL scheme must be https");
        }
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException(
                    "issuer.audiences: Required value: at least one issuer.audiences is required");
        }
    }

    /** As the flags mean it: without a prefix, names other than mail addresses begin with the issuer; {@code -} is none. */
    public static OpenIdSettings ofFlags(
            String issuer, String clientId, String authorities, String usernameClaim, Optional<String> usernamePrefix) {
        String prefix = usernamePrefix.orElse(usernameClaim.equals("email") ? "" : issuer + "#");
        return new OpenIdSettings(
                issuer,
                Optional.empty(),
                authorities,
                List.of(clientId),
                new Mapping(usernameClaim, prefix.equals("-") ? "" : prefix),
                Optional.empty(),
                Optional.empty(),
                List.of("RS256"),
                Map.of());
    }

    public OpenIdSettings withGroups(Mapping mapping) {
        return new OpenIdSettings(
                issuer,
                discovery,
                authorities,
                audiences,
                username,
                Optional.of(mapping),
                uidClaim,
                algorithms,
                requiredClaims);
    }

    public OpenIdSettings withRequiredClaims(Map<String, String> claims) {
        return new OpenIdSettings(
                issuer, discovery, authorities, audiences, username, groups, uidClaim, algorithms, claims);
    }

    String discoveryUri() {
        return discovery.orElse((issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration");
    }
}
