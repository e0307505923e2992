package dev.jukung.cluster;

import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.authentication.AuthenticationConfig.Anonymous;
import dev.jukung.apiserver.authentication.AuthenticationFile;
import dev.jukung.apiserver.authentication.OpenIdMetrics;
import dev.jukung.apiserver.authentication.OpenIdTokens;
import dev.jukung.runtime.Surroundings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The issuers of tokens that are believed, which may be others while the server runs. Thread-safe. */
final class Issuers implements TokenAuthenticator, AutoCloseable {
    /** How long those that are believed no more may still be asked for what began before. */
    private static final Duration LINGER = Duration.ofMinutes(1);

    private final Optional<Anonymous> anonymous;
    private final Surroundings around;
    private final OpenIdMetrics metrics = new OpenIdMetrics(ServerIdentity.name());
    private volatile List<OpenIdTokens> current;

    Issuers(AuthenticationFile.Contents contents, Surroundings around) {
        this.anonymous = contents.anonymous();
        this.around = around;
        current = made(contents);
    }

    private List<OpenIdTokens> made(AuthenticationFile.Contents contents) {
        return contents.issuers().stream()
                .map(issuer -> new OpenIdTokens(issuer, around.clock(), around.faults(), metrics))
                .toList();
    }

    /** Shows what is measured, from the start on. */
    void show(PrometheusRegistry registry) {
        metrics.show(registry);
    }

    /** Believes the issuers of another file. Throws IllegalArgumentException where it says something that cannot change. */
    synchronized void replace(AuthenticationFile.Contents contents) {
        if (!contents.anonymous().equals(anonymous)) {
            throw new IllegalArgumentException("anonymous: Forbidden: changed from initial configuration file");
        }
        List<OpenIdTokens> before = current;
        current = made(contents);
        before.stream()
                .map(OpenIdTokens::issuer)
                .filter(issuer ->
                        current.stream().noneMatch(each -> each.issuer().equals(issuer)))
                .forEach(metrics::forget);
        around.clock().after(LINGER, () -> before.forEach(OpenIdTokens::close));
    }

    @Override
    public Verdict identify(String token, List<String> wanted) throws InterruptedException {
        return TokenAuthenticator.union(List.copyOf(current)).identify(token, wanted);
    }

    @Override
    public synchronized void close() {
        current.forEach(OpenIdTokens::close);
    }
}
