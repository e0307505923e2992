package dev.jukung.apiserver.webhook;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.pki.TrustBundle;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The HTTP clients of webhooks, one for each set of TLS settings. Those used least recently are closed when there are too
 * many. Thread-safe.
 */
final class WebhookConnections implements AutoCloseable {
    /** Clients kept at once; more exist only while all of them are in use. */
    private static final int CLIENTS_MAX = 64;

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10); // calls say themselves how long they may take

    private record Settings(String caBundle, String serverName) {}

    private final Clock clock;
    private final Faults faults;
    private final Map<Settings, Shared> clients = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private boolean closed; // guarded by this

    WebhookConnections(Clock clock, Faults faults) {
        this.clock = clock;
        this.faults = faults;
    }

    /** One use of a client; it stays open at least until the lease is closed. */
    interface Lease extends AutoCloseable {
        HttpClient client();

        @Override
        void close();
    }

    private final class Shared {
        final HttpClient client;
        int users; // guarded by the map's owner

        Shared(HttpClient client) {
            this.client = client;
        }
    }

    synchronized Lease lease(WebhookTarget target) throws WebhookException {
        if (closed) {
            String why = "the server is shutting down";
            throw WebhookException.unanswered(why, new IllegalStateException(why));
        }
        String serverName =
                target.place() instanceof WebhookTarget.Place.Service service ? WebhookTarget.name(service) : "";
        Settings settings = new Settings(target.caBundle(), serverName);
        Shared shared = clients.get(settings);
        if (shared == null) {
            evict();
            shared = new Shared(client(settings));
            clients.put(settings, shared);
        }
        shared.users++;
        return new Use(shared);
    }

    private void evict() {
        Iterator<Shared> oldest = clients.values().iterator();
        while (clients.size() >= CLIENTS_MAX && oldest.hasNext()) {
            Shared candidate = oldest.next();
            if (candidate.users == 0) {
                oldest.remove();
                candidate.client.close();
            }
        }
    }

    private HttpClient client(Settings settings) throws WebhookException {
        ClientTls tls = settings.caBundle().isEmpty() ? ClientTls.SYSTEM : trusting(settings.caBundle());
        HttpClient.Options options = HttpClient.Options.of(
                        "webhook",
                        settings.serverName().isEmpty() ? tls : tls.withServerName(settings.serverName()),
                        clock,
                        faults)
                .withTimeouts(CONNECT, LONGEST)
                .withoutHttp2();
        return new HttpClient(options);
    }

    private static ClientTls trusting(String pem) throws WebhookException {
        try {
            return ClientTls.trusting(TrustBundle.ofPem(pem));
        } catch (GeneralSecurityException e) {
            throw WebhookException.unusable("unable to load root certificates: " + e.getMessage(), e);
        }
    }

    private final class Use implements Lease {
        private final Shared shared;

        Use(Shared shared) {
            this.shared = shared;
        }

        @Override
        public HttpClient client() {
            return shared.client;
        }

        @Override
        public void close() {
            synchronized (WebhookConnections.this) {
                shared.users--;
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        clients.values().forEach(shared -> shared.client.close());
        clients.clear();
    }
}
