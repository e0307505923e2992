package dev.jukung.cluster;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.BearerTokens;
import dev.jukung.apiserver.authentication.CertificateAuthenticator;
import dev.jukung.apiserver.authentication.WebhookTokens;
import dev.jukung.apiserver.authorization.ConditionMetrics;
import dev.jukung.apiserver.authorization.WebhookAuthorizer;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.apiserver.webhook.Kubeconfig;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookTarget;
import dev.jukung.http.Request;
import dev.jukung.runtime.Surroundings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets the API server decide who may see a component: TokenReview for tokens, SubjectAccessReview for paths; client certificates
 * are verified by the connection. Thread-safe.
 */
final class DelegatedAccess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RoleSettings.Access settings;
    private final WebhookClient client;
    private final Authenticator authenticator;
    private final Authorizer authorizer;

    DelegatedAccess(RoleSettings.Access settings, Surroundings around) throws IOException {
        this.settings = settings;
        client = new WebhookClient(
                (namespace, name, port) -> {
                    throw new IOException("a kubeconfig names no Service: " + namespace + "/" + name + ":" + port);
                },
                around.clock(),
                around.faults());
        List<Authenticator> all = new ArrayList<>();
        all.add(new CertificateAuthenticator(Optional::empty)); // whom the connection believes
        if (settings.authentication().isPresent()) {
            WebhookTarget reviews = target(settings.authentication().get(), "authentication.k8s.io/v1/tokenreviews");
            all.add(new BearerTokens(
                    new WebhookTokens(
                            new WebhookTokens.Settings(reviews, "v1", settings.tokensFor()),
                            client,
                            List.of(),
                            around.clock()),
                    List.of()));
        }
        authenticator = Authenticator.union(all);
        authorizer = settings.authorization().isEmpty()
                ? _ -> new Authorizer.Decision.NoOpinion("")
                : new WebhookAuthorizer(
                        new WebhookAuthorizer.Settings(
                                target(settings.authorization().get(), "authorization.k8s.io/v1/subjectaccessreviews"),
                                "v1",
                                PATIENCE,
                                settings.allowedFor(),
                                settings.refusedFor(),
                                WebhookAuthorizer.FailurePolicy.NO_OPINION),
                        client,
                        new ConditionMetrics(new PrometheusRegistry()), // there are no conditions
                        around.clock());
    }

    private static WebhookTarget target(Path kubeconfig, String path) throws IOException {
        WebhookTarget server = Kubeconfig.read(kubeconfig);
        if (!(server.place() instanceof WebhookTarget.Place.Url(String url))) {
            throw new IllegalArgumentException(kubeconfig + " names no server");
        }
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return new WebhookTarget(
                new WebhookTarget.Place.Url(base + "/apis/" + path), server.caBundle(), "", server.credentials());
    }

    /** Throws the refusal unless the request may be answered. */
    void check(Request request) throws InterruptedException {
        if (alwaysAllowed(request.path())) {
            return;
        }
        User user =
                switch (authenticator.identify(request)) {
                    case Authenticator.Identity.Known(User known) -> known.withAuthenticated();
                    case Authenticator.Identity.Absent() -> User.ANONYMOUS;
                    case Authenticator.Identity.Bad _ -> throw Refusals.unauthorized();
                };
        Refusals.check(
                Authorizer.union(List.of(Authorizer.masters(), authorizer)),
                Attributes.path(user, request.method().toLowerCase(Locale.ROOT), request.path()));
    }

    private boolean alwaysAllowed(String path) {
        return settings.alwaysAllowed().stream()
                .anyMatch(allowed -> allowed.endsWith("*")
                        ? path.startsWith(allowed.substring(0, allowed.length() - 1))
                        : path.equals(allowed));
    }

    @Override
    public void close() {
        client.close();
    }
}
