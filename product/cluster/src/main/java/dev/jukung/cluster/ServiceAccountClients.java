package dev.jukung.cluster;

import dev.jukung.base.Clock;
import dev.jukung.http.HttpClient;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Clients that act as a ServiceAccount of {@code kube-system} each ({@code --use-service-account-credentials}), which is made
 * when it is absent. Their tokens are asked for when they are first needed, and again when four fifths of their life are over.
 * Thread-safe.
 */
final class ServiceAccountClients implements AutoCloseable {
    private static final String NAMESPACE = "kube-system";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final double RENEWED_AFTER = 0.8;

    private final ClusterAccess access;
    private final ApiClient own;
    private final Surroundings around;
    private final Closing clients = new Closing(); // guarded by this
    private final Map<String, ApiClient> byName = new ConcurrentHashMap<>();

    /**
     * @param access where the API server is; its identity is not used
     * @param own may create ServiceAccounts and tokens for them
     */
    ServiceAccountClients(ClusterAccess access, ApiClient own, Surroundings around) {
        this.access = access;
        this.own = own;
        this.around = around;
    }

    ApiClient of(String name) {
        return byName.computeIfAbsent(name, this::connect);
    }

    private synchronized ApiClient connect(String name) {
        ClusterAccess anonymous = ClusterAccess.of(access.server(), access.tls().withIdentity(Optional::empty))
                .withBearerToken(new Token(name));
        HttpClient http = new HttpClient(HttpClient.Options.of(name, anonymous.tls(), around.clock(), around.faults())
                .withBearerToken(anonymous.bearerToken()));
        return clients.add(new HttpApiClient(anonymous, "kube-controller-manager/" + name, http, around.clock()));
    }

    /** A token that is renewed in time. */
    private final class Token implements Supplier<Optional<String>> {
        private final String account;
        private final Clock clock = around.clock();
        // Guarded by this.
        private String token = "";
        private Instant renewAt = Instant.MIN;

        Token(String account) {
            this.account = account;
        }

        @Override
        public synchronized Optional<String> get() {
            if (!clock.now().isBefore(renewAt)) {
                try {
                    renew();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the request will notice
                }
            }
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        }

        private void renew() throws InterruptedException {
            ObjectKey key = ObjectKey.of(NAMESPACE, account);
            ObjectValue request = ObjectValue.of(
                    "apiVersion",
                    "authentication.k8s.io/v1",
                    "kind",
                    "TokenRequest",
                    "spec",
                    ObjectValue.of("expirationSeconds", LIFE.toSeconds()));
            Instant asked = clock.now();
            ObjectValue answer;
            try {
                answer = own.postSubresource(Resources.SERVICEACCOUNTS, key, "token", request);
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND)) {
                    throw e;
                }
                create(key);
                answer = own.postSubresource(Resources.SERVICEACCOUNTS, key, "token", request);
            }
            ObjectValue status = answer.object("status");
            Instant expires = Instant.parse(status.text("expirationTimestamp", ""));
            token = status.text("token", "");
            renewAt = asked.plus(
                    Duration.ofMillis((long) (Duration.between(asked, expires).toMillis() * RENEWED_AFTER)));
        }

        private void create(ObjectKey key) throws InterruptedException {
            try {
                own.create(Resources.SERVICEACCOUNTS, ServiceAccount.named(key.namespace(), key.name()));
            } catch (ApiException e) {
                if (!e.is(Reason.ALREADY_EXISTS)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        clients.close();
    }
}
