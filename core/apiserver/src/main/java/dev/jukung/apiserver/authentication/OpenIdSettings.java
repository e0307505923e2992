package dev.jukung.apiserver.authentication;

import dev.jukung.schema.cel.CelProgram;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One issuer of OpenID Connect tokens: the flags {@code --oidc-*}, or one entry {@code jwt} of an AuthenticationConfiguration.
 *
 * @param algorithms that signatures may have
 */
public record OpenIdSettings(Issuer issuer, Mappings mappings, Rules rules, List<String> algorithms) {
    /** Those that Kubernetes knows. */
    public static final List<String> ALL_ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512");

    public OpenIdSettings {
        algorithms = List.copyOf(algorithms);
    }

    /**
     * Who has issued a token, and for whom.
     *
     * @param url as in the claim {@code iss}
     * @param discovery where the issuer's configuration is, if not below the issuer
     * @param authorities who may have issued the certificate of the issuer's server, in PEM; empty for the system's
     * @param audiences one of them has to be in the claim {@code aud}
     */
    public record Issuer(String url, Optional<String> discovery, String authorities, List<String> audiences) {
        public Issuer {
            audiences = List.copyOf(audiences);
            if (!"https".equals(URI.create(url).getScheme())) {
                throw new IllegalArgumentException(
                        "issuer.url: Invalid value: \"" + url + "\": URL scheme must be https");
            }
            if (audiences.isEmpty()) {
                throw new IllegalArgumentException(
                        "issuer.audiences: Required value: at least one issuer.audiences is required");
            }
        }

        /** Another one, of whom the same is known. */
        Issuer of(String other) {
            return new Issuer(other, Optional.empty(), authorities, audiences);
        }

        String discoveryUri() {
            return discovery.orElse((url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                    + "/.well-known/openid-configuration");
        }
    }

    /** How one thing about the user follows from the claims. */
    public sealed interface Mapping {
        /** Which claim says it, and what is put in front. */
        record Claim(String claim, String prefix) implements Mapping {}

        /** An expression over {@code claims}. */
        record Expression(CelProgram program) implements Mapping {}
    }

    /** What is known about the user beside the names. @param values a text or several, made of {@code claims} */
    public record Extra(String key, CelProgram values) {}

    /** What the user is made of. */
    public record Mappings(Mapping username, Optional<Mapping> groups, Optional<Mapping> uid, List<Extra> extra) {
        public Mappings {
            extra = List.copyOf(extra);
        }
    }

    /** Something that has to be true. @param message to those for whom it is not */
    public record Rule(CelProgram condition, String message) {}

    /**
     * Who is let in.
     *
     * @param required claims with their values
     * @param claims rules about {@code claims}
     * @param user rules about the {@code user} that is made of them
     */
    public record Rules(Map<String, String> required, List<Rule> claims, List<Rule> user) {
        public static final Rules NONE = new Rules(Map.of(), List.of(), List.of());

        public Rules {
            required = Map.copyOf(required);
            claims = List.copyOf(claims);
            user = List.copyOf(user);
        }
    }

    /** As the flags mean it: without a prefix, names other than mail addresses begin with the issuer; {@code -} is none. */
    public static OpenIdSettings ofFlags(Issuer issuer, String usernameClaim, Optional<String> usernamePrefix) {
        String prefix = usernamePrefix.orElse(usernameClaim.equals("email") ? "" : issuer.url() + "#");
        Mapping username = new Mapping.Claim(usernameClaim, prefix.equals("-") ? "" : prefix);
        return new OpenIdSettings(
                issuer,
                new Mappings(username, Optional.empty(), Optional.empty(), List.of()),
                Rules.NONE,
                List.of("RS256"));
    }

    public OpenIdSettings withGroups(Mapping mapping) {
        return new OpenIdSettings(
                issuer,
                new Mappings(mappings.username(), Optional.of(mapping), mappings.uid(), mappings.extra()),
                rules,
                algorithms);
    }

    public OpenIdSettings withRequiredClaims(Map<String, String> claims) {
        return new OpenIdSettings(issuer, mappings, new Rules(claims, rules.claims(), rules.user()), algorithms);
    }

    public OpenIdSettings withAlgorithms(List<String> chosen) {
        return new OpenIdSettings(issuer, mappings, rules, chosen);
    }
}
