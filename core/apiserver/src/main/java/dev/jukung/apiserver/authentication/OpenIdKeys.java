package dev.jukung.apiserver.authentication;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.schema.GoText;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one issuer, read from it when a token first needs them, and again when a token names one that is not known.
 * Thread-safe; may block.
 */
final class OpenIdKeys implements AutoCloseable {
    private static final int DOCUMENT_BYTES_MAX = 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Tokens with made-up key ids must not make the server ask the issuer all the time. */
    private static final Duration BETWEEN_READS = Duration.ofSeconds(10);

    private final OpenIdSettings.Issuer issuer;
    private final HttpClient client;
    private final Clock clock;
    private final OpenIdMetrics metrics;
    private JWKSet keys = new JWKSet(); // guarded by this
    private Optional<Long> lastRead = Optional.empty(); // guarded by this
    private String problem = ""; // guarded by this

    OpenIdKeys(OpenIdSettings.Issuer issuer, Clock clock, Faults faults, OpenIdMetrics metrics) {
        this.metrics = metrics;
        this.issuer = issuer;
        this.clock = clock;
        client = new HttpClient(HttpClient.Options.of("oidc", tls(issuer.authorities()), clock, faults));
    }

    static ClientTls tls(String authorities) {
        try {
            return authorities.isEmpty() ? ClientTls.SYSTEM : ClientTls.trusting(TrustBundle.ofPem(authorities));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "issuer.certificateAuthority: Invalid value: \"<omitted>\": " + e.getMessage(), e);
        }
    }

    /** The keys that a token may be signed with: the one it names, or all where it names none. */
    synchronized List<JWK> candidates(String id) throws InvalidTokenException, InterruptedException {
        List<JWK> known = named(id);
        if (known.isEmpty() && mayRead()) {
            read();
            known = named(id);
        }
        if (known.isEmpty() && !problem.isEmpty()) {
            throw new InvalidTokenException(problem);
        }
        return known;
    }

    private List<JWK> named(String id) {
        return id.isEmpty()
                ? keys.getKeys()
                : keys.getKeys().stream()
                        .filter(key -> id.equals(key.getKeyID()))
                        .toList();
    }

    private boolean mayRead() {
        return lastRead.isEmpty() || clock.nanos() - lastRead.get() >= BETWEEN_READS.toNanos();
    }

    private void read() throws InterruptedException {
        lastRead = Optional.of(clock.nanos());
        try {
            ObjectValue configuration = get(issuer.discoveryUri());
            String told = configuration.text("issuer", "");
            if (!told.equals(issuer.url())) {
                throw new IOException("oidc: issuer did not match the issuer returned by provider, expected "
                        + GoText.quote(issuer.url()) + " got " + GoText.quote(told));
            }
            String text = get(configuration.text("jwks_uri", "")).toString();
            keys = JWKSet.parse(text);
            metrics.fetched(issuer.url(), text, clock.now());
            problem = "";
        } catch (IOException | ParseException | dev.jukung.value.ParseException e) {
            metrics.notFetched(issuer.url(), clock.now());
            problem = "oidc: authenticator for issuer " + GoText.quote(issuer.url()) + " is not initialized: "
                    + e.getMessage();
        }
    }

    private ObjectValue get(String uri) throws IOException, InterruptedException {
        URI target;
        try {
            target = URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw new IOException("oidc: no URL: " + uri, e);
        }
        try (ClientResponse response = client.send(ClientRequest.get(target).withTimeout(TIMEOUT))) {
            byte[] body = response.bytes(DOCUMENT_BYTES_MAX);
            if (response.status() != 200) {
                throw new IOException(response.status() + ": " + new String(body, StandardCharsets.UTF_8));
            }
            return Json.parseObject(body);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
