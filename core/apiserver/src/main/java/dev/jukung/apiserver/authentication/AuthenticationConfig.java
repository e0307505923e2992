package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.http.pki.TrustBundle;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an operator decides about who may be believed.
 *
 * @param clientAuthorities {@code --client-ca-file}, asked for with every request; empty to accept what the connection accepts
 * @param frontProxy {@code --requestheader-*}
 * @param staticTokens {@code --token-auth-file}
 * @param bootstrapTokens {@code --enable-bootstrap-token-auth}
 * @param others authenticators of tokens that are asked last: OpenID Connect, then webhooks
 * @param anonymous {@code --anonymous-auth}, or {@code anonymous} of an AuthenticationConfiguration
 */
public record AuthenticationConfig(
        Supplier<Optional<TrustBundle>> clientAuthorities,
        Optional<FrontProxy.Settings> frontProxy,
        Optional<StaticTokens> staticTokens,
        boolean bootstrapTokens,
        List<TokenAuthenticator> others,
        Anonymous anonymous) {
    /** Whether requests without credentials have a user. @param paths where they have; none for everywhere */
    public record Anonymous(boolean enabled, List<String> paths) {
        public static final Anonymous EVERYWHERE = new Anonymous(true, List.of());
        public static final Anonymous NOWHERE = new Anonymous(false, List.of());
    }

    /** As kubeadm sets clusters up. */
    public static final AuthenticationConfig STANDARD = new AuthenticationConfig(
            Optional::empty, Optional.empty(), Optional.empty(), true, List.of(), Anonymous.EVERYWHERE);

    public AuthenticationConfig {
        others = List.copyOf(others);
    }

    public AuthenticationConfig withClientAuthorities(TrustBundle authorities) {
        return withClientAuthorities(() -> authorities);
    }

    /** @param authorities may change while the server runs */
    public AuthenticationConfig withClientAuthorities(Supplier<TrustBundle> authorities) {
        return new AuthenticationConfig(
                () -> Optional.of(authorities.get()), frontProxy, staticTokens, bootstrapTokens, others, anonymous);
    }

    public AuthenticationConfig withFrontProxy(FrontProxy.Settings settings) {
        return new AuthenticationConfig(
                clientAuthorities, Optional.of(settings), staticTokens, bootstrapTokens, others, anonymous);
    }

    public AuthenticationConfig withStaticTokens(StaticTokens tokens) {
        return new AuthenticationConfig(
                clientAuthorities, frontProxy, Optional.of(tokens), bootstrapTokens, others, anonymous);
    }

    public AuthenticationConfig withOthers(List<TokenAuthenticator> authenticators) {
        return new AuthenticationConfig(
                clientAuthorities, frontProxy, staticTokens, bootstrapTokens, authenticators, anonymous);
    }

    public AuthenticationConfig withAnonymous(Anonymous changed) {
        return new AuthenticationConfig(clientAuthorities, frontProxy, staticTokens, bootstrapTokens, others, changed);
    }

    public AuthenticationConfig withBootstrapTokens(boolean accepted) {
        return new AuthenticationConfig(clientAuthorities, frontProxy, staticTokens, accepted, others, anonymous);
    }
}
