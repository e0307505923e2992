package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The authenticators of a server, as its settings name them, put together.
 *
 * @param requests of all kinds, the anonymous ones last
 * @param tokens of bearer tokens only, for TokenReviews
 */
public record Authentication(Authenticator requests, TokenAuthenticator tokens) {
    /** The order is Kubernetes': what is checked here before what asks somebody else. */
    public static Authentication of(
            AuthenticationConfig config,
            List<String> audiences,
            ServiceAccountTokens accounts,
            ServiceAccountTokens.Lookup lookup,
            Clock clock) {
        List<TokenAuthenticator> tokens = new ArrayList<>();
        config.staticTokens().ifPresent(each -> tokens.add(TokenAuthenticator.forServer(audiences, each)));
        tokens.add(accounts);
        if (config.bootstrapTokens()) {
            tokens.add(TokenAuthenticator.forServer(audiences, new BootstrapTokens(lookup, clock)));
        }
        tokens.addAll(config.others());
        TokenAuthenticator bearer = TokenAuthenticator.union(tokens);

        List<Authenticator> requests = new ArrayList<>();
        config.frontProxy().ifPresent(settings -> requests.add(new FrontProxy(settings)));
        requests.add(new CertificateAuthenticator(config.clientAuthorities()));
        requests.add(new BearerTokens(bearer, audiences));
        Authenticator identified = Authenticator.union(requests);
        return new Authentication(withAnonymous(identified, config.anonymous()), bearer);
    }

    /** Who is known is authenticated; who showed nothing is anonymous, if that is allowed. Bad credentials stay bad. */
    private static Authenticator withAnonymous(Authenticator identified, AuthenticationConfig.Anonymous anonymous) {
        return request -> switch (identified.identify(request)) {
            case Authenticator.Identity.Known(User user) -> new Authenticator.Identity.Known(user.withAuthenticated());
            case Authenticator.Identity.Bad bad -> bad;
            case Authenticator.Identity.Absent absent ->
                anonymous.enabled()
                                && (anonymous.paths().isEmpty()
                                        || anonymous.paths().contains(request.path()))
                        ? new Authenticator.Identity.Known(User.ANONYMOUS)
                        : absent;
        };
    }
}
