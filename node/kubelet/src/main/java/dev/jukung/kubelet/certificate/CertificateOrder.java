package dev.jukung.kubelet.certificate;

import dev.jukung.base.Clock;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.model.Resources;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import dev.jukung.model.certificates.v1.CertificateSigningRequestSpec;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request for a certificate, from its creation at the API server to its end. It is told once, on a thread of its own. Thread-safe.
 */
final class CertificateOrder implements AutoCloseable {
    /** How an order ends. */
    sealed interface Outcome {
        record Issued(TlsIdentity identity) implements Outcome {}

        /** @param why in the words of Kubernetes' clients where they have some */
        record Failed(String why) implements Outcome {}
    }

    /** The name of a request, or what the API server makes one of. */
    record Name(String exact, String prefix) {
        static Name exact(String name) {
            return new Name(name, "");
        }

        static final Name ANY = new Name("", "csr-");
    }

    private final KeyPair keys;
    private final Clock clock;
    private final Consumer<Outcome> told;
    private final Informer<CertificateSigningRequest> informer;
    private final Clock.Timer limit;
    private boolean over; // guarded by this

    private CertificateOrder(
            ApiClient client,
            CertificateSigningRequest request,
            KeyPair keys,
            Duration patience,
            Surroundings around,
            Consumer<Outcome> told) {
        this.keys = keys;
        this.clock = around.clock();
        this.told = told;
        informer = new Informer<>(
                client,
                Resources.CERTIFICATESIGNINGREQUESTS,
                Informer.Scope.fields("metadata.name=" + request.name()),
                around);
        informer.handle(this::changed);
        limit = clock.after(patience, () -> end(new Outcome.Failed("timed out waiting for the condition")));
    }

    /**
     * Sends the request. One of the same exact name that is there already is waited for instead: it is that of a predecessor with
     * the same key.
     *
     * @param told of the end, unless {@link #close} comes first
     */
    static CertificateOrder place(
            ApiClient client,
            Name name,
            CertificateWish wish,
            KeyPair keys,
            Duration patience,
            Surroundings around,
            Consumer<Outcome> told)
            throws InterruptedException {
        CertificateSigningRequest request = create(client, name, spec(wish, keys));
        CertificateOrder order = new CertificateOrder(client, request, keys, patience, around, told);
        order.informer.start();
        return order;
    }

    private static CertificateSigningRequestSpec spec(CertificateWish wish, KeyPair keys) {
        try {
            return CertificateSigningRequestSpec.EMPTY
                    .withRequest(
                            CertificationRequest.of(keys, wish.profile()).pem().getBytes(StandardCharsets.US_ASCII))
                    .withSignerName(wish.signer())
                    .withUsages(wish.usages());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no request can be made with this key", e);
        }
    }

    private static CertificateSigningRequest create(ApiClient client, Name name, CertificateSigningRequestSpec spec)
            throws InterruptedException {
        CertificateSigningRequest request =
                CertificateSigningRequest.named("", name.exact()).withSpec(spec);
        if (name.exact().isEmpty()) {
            request = new CertificateSigningRequest(
                    request.tree().withoutAt("metadata", "name").withAt(name.prefix(), "metadata", "generateName"));
        }
        try {
            return client.create(Resources.CERTIFICATESIGNINGREQUESTS, request);
        } catch (ApiException e) {
            if (e.is(Reason.ALREADY_EXISTS) && !name.exact().isEmpty()) {
                return client.get(Resources.CERTIFICATESIGNINGREQUESTS, request.key());
            }
            throw e;
        }
    }

    private void changed(Change<CertificateSigningRequest> change) {
        if (change instanceof Change.Deleted<CertificateSigningRequest>) {
            end(new Outcome.Failed("csr \"" + change.object().name() + "\" was deleted"));
        } else {
            outcome(change.object()).ifPresent(this::end);
        }
    }

    /** Empty while nothing is decided. */
    private Optional<Outcome> outcome(CertificateSigningRequest request) {
        boolean approved = false;
        for (CertificateSigningRequestCondition condition : request.status().conditions()) {
            switch (condition.type()) {
                case "Denied" -> {
                    return failed("certificate signing request is denied", condition);
                }
                case "Failed" -> {
                    return failed("certificate signing request failed", condition);
                }
                case "Approved" -> approved = true;
                default -> {} // other conditions decide nothing
            }
        }
        byte[] certificate = request.status().certificate().orElse(new byte[0]);
        if (!approved || certificate.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Outcome.Issued(new TlsIdentity(
                    keys.getPrivate(), Pem.certificates(new String(certificate, StandardCharsets.US_ASCII)))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(new Outcome.Failed("the certificate that was issued cannot be read: " + e.getMessage()));
        }
    }

    private static Optional<Outcome> failed(String what, CertificateSigningRequestCondition condition) {
        return Optional.of(
                new Outcome.Failed(what + ", reason: " + condition.reason().orElse("") + ", message: "
                        + condition.message().orElse("")));
    }

    private void end(Outcome outcome) {
        if (stop()) {
            // Not on the informer's own thread, which is to end.
            clock.after(Duration.ZERO, () -> {
                informer.close();
                told.accept(outcome);
            });
        }
    }

    private synchronized boolean stop() {
        boolean first = !over;
        over = true;
        limit.cancel();
        return first;
    }

    /** Nobody is told any more; the request stays at the API server. */
    @Override
    public void close() {
        if (stop()) {
            informer.close();
        }
    }
}
