package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the file of {@code --authentication-config}: an AuthenticationConfiguration. Confined to one thread. */
public final class AuthenticationFile {
    private static final int MAX_ISSUERS = 64;
    private static final String ANY = "MatchAny";

    private final Set<String> disallowed;
    private final FieldErrors errors = new FieldErrors();

    private AuthenticationFile(List<String> disallowed) {
        this.disallowed = new TreeSet<>(disallowed);
    }

    /**
     * What the file says.
     *
     * @param issuers each for an {@link OpenIdTokens}
     * @param anonymous empty where it is left to {@code --anonymous-auth}
     */
    public record Contents(List<OpenIdSettings> issuers, Optional<AuthenticationConfig.Anonymous> anonymous) {
        public Contents {
            issuers = List.copyOf(issuers);
        }
    }

    /**
     * @param ownIssuers of the tokens of ServiceAccounts, whom nobody else may claim to be
     * @throws IllegalArgumentException with everything that is wrong, in Kubernetes' words
     */
    public static Contents read(byte[] yaml, List<String> ownIssuers) {
        return new AuthenticationFile(ownIssuers)
                .contents(ConfigurationFile.decode(yaml, "AuthenticationConfiguration"));
    }

    private Contents contents(ObjectValue config) {
        FieldPath path = FieldPath.of("jwt");
        List<ObjectValue> entries = config.list("jwt").objects();
        List<OpenIdSettings> issuers = new ArrayList<>();
        if (entries.size() > MAX_ISSUERS) {
            errors.add(FieldError.tooMany(path, entries.size(), MAX_ISSUERS));
        } else {
            Set<String> urls = new HashSet<>();
            Set<String> discoveries = new HashSet<>();
            for (int i = 0; i < entries.size(); i++) {
                ObjectValue issuer = entries.get(i).object("issuer");
                entry(entries.get(i), path.index(i)).ifPresent(issuers::add);
                unique(
                        urls,
                        issuer.text("url", ""),
                        path.index(i).child("issuer").child("url"));
                String discovery = issuer.text("discoveryURL", "");
                if (!discovery.isEmpty()) {
                    unique(discoveries, discovery, path.index(i).child("issuer").child("discoveryURL"));
                }
            }
        }
        Optional<AuthenticationConfig.Anonymous> anonymous =
                config.has("anonymous") ? Optional.of(anonymous(config.object("anonymous"))) : Optional.empty();
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("invalid authentication configuration: " + errors.message());
        }
        return new Contents(issuers, anonymous);
    }

    private void unique(Set<String> seen, String value, FieldPath path) {
        if (!seen.add(value)) {
            errors.add(FieldError.duplicate(path, value));
        }
    }

    private AuthenticationConfig.Anonymous anonymous(ObjectValue anonymous) {
        boolean enabled = anonymous.flag("enabled", false);
        List<ObjectValue> conditions = anonymous.list("conditions").objects();
        List<String> paths =
                conditions.stream().map(each -> each.text("path", "")).toList();
        if (!enabled && !conditions.isEmpty()) {
            errors.add(FieldError.invalid(
                    FieldPath.of("anonymous").child("conditions"),
                    ListValue.copyOf(paths.stream()
                            .map(path -> ObjectValue.of("Path", path))
                            .toList()),
                    "enabled should be set to true when conditions are defined"));
        }
        return new AuthenticationConfig.Anonymous(enabled, paths);
    }

    /** Empty where something is wrong with it. */
    private Optional<OpenIdSettings> entry(ObjectValue entry, FieldPath path) {
        int before = errors.list().size();
        ObjectValue issuer = entry.object("issuer");
        issuer(issuer, path.child("issuer"));
        ClaimSettings claims = new ClaimSettings(errors);
        claims.claimRules(entry.list("claimValidationRules"), path.child("claimValidationRules"));
        claims.mappings(entry.object("claimMappings"), path.child("claimMappings"));
        claims.userRules(entry.list("userValidationRules"), path.child("userValidationRules"));
        if (errors.list().size() > before) {
            return Optional.empty();
        }
        String discovery = issuer.text("discoveryURL", "");
        return Optional.of(new OpenIdSettings(
                new OpenIdSettings.Issuer(
                        issuer.text("url", ""),
                        discovery.isEmpty() ? Optional.empty() : Optional.of(discovery),
                        issuer.text("certificateAuthority", ""),
                        issuer.list("audiences").texts()),
                claims.mappings(),
                claims.rules(),
                OpenIdSettings.ALL_ALGORITHMS));
    }

    private void issuer(ObjectValue issuer, FieldPath path) {
        String url = issuer.text("url", "");
        String discovery = issuer.text("discoveryURL", "");
        if (url.isEmpty()) {
            errors.add(FieldError.required(path.child("url"), ""));
        } else {
            if (disallowed.contains(url)) {
                errors.add(FieldError.invalid(
                        path.child("url"),
                        url,
                        "URL must not overlap with disallowed issuers: [" + String.join(" ", disallowed) + "]"));
            }
            url(url, path.child("url"));
        }
        if (!discovery.isEmpty()) {
            if (!url.isEmpty() && withoutSlashes(url).equals(withoutSlashes(discovery))) {
                errors.add(FieldError.invalid(
                        path.child("discoveryURL"), discovery, "discoveryURL must be different from URL"));
            }
            url(discovery, path.child("discoveryURL"));
        }
        audiences(issuer, path);
        authorities(issuer.text("certificateAuthority", ""), path.child("certificateAuthority"));
        String egress = issuer.text("egressSelectorType", "");
        if (!egress.isEmpty()) {
            errors.add(FieldError.invalid(
                    path.child("egressSelectorType"),
                    egress,
                    egress.equals("controlplane") || egress.equals("cluster")
                            ? "egress selectors are not supported"
                            : "egress selector must be either controlplane or cluster"));
        }
    }

    private static String withoutSlashes(String url) {
        return url.replaceAll("/+$", "");
    }

    private void url(String text, FieldPath path) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            errors.add(FieldError.invalid(path, text, "parse \"" + text + "\": " + e.getReason()));
            return;
        }
        if (!"https".equals(url.getScheme())) {
            errors.add(FieldError.invalid(path, text, "URL scheme must be https"));
        }
        if (url.getRawUserInfo() != null) {
            errors.add(FieldError.invalid(path, text, "URL must not contain a username or password"));
        }
        if (url.getRawQuery() != null && !url.getRawQuery().isEmpty()) {
            errors.add(FieldError.invalid(path, text, "URL must not contain a query"));
        }
        if (url.getRawFragment() != null && !url.getRawFragment().isEmpty()) {
            errors.add(FieldError.invalid(path, text, "URL must not contain a fragment"));
        }
    }

    private void audiences(ObjectValue issuer, FieldPath path) {
        List<String> audiences = issuer.list("audiences").texts();
        FieldPath place = path.child("audiences");
        if (audiences.isEmpty()) {
            errors.add(FieldError.required(place, "at least one " + place + " is required"));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < audiences.size(); i++) {
            if (audiences.get(i).isEmpty()) {
                errors.add(FieldError.required(place.index(i), ""));
            }
            unique(seen, audiences.get(i), place.index(i));
        }
        String policy = issuer.text("audienceMatchPolicy", "");
        boolean several = audiences.size() > 1;
        if (!policy.equals(ANY) && (several || !policy.isEmpty())) {
            errors.add(FieldError.invalid(
                    path.child("audienceMatchPolicy"),
                    policy,
                    several
                            ? "audienceMatchPolicy must be MatchAny for multiple audiences"
                            : "audienceMatchPolicy must be empty or MatchAny for single audience"));
        }
    }

    private void authorities(String pem, FieldPath path) {
        if (pem.isEmpty()) {
            return;
        }
        try {
            TrustBundle.ofPem(pem);
        } catch (GeneralSecurityException _) {
            errors.add(
                    FieldError.invalid(path, "<omitted>", "data does not contain any valid RSA or ECDSA certificates"));
        }
    }
}
