package dev.jukung.controllers.certificates;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.http.pki.Pem;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificatesigningrequest-cleaner-controller: deletes requests some time after they were granted or refused, or when
 * nobody has cared about them for a day.
 */
public final class CsrCleanerController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "certificatesigningrequest-cleaner-controller";
    /** Kubernetes' {@code approvedExpiration} and {@code deniedExpiration}. */
    private static final Duration DECIDED = Duration.ofHours(1);
    /** Kubernetes' {@code pendingExpiration}. */
    private static final Duration PENDING = Duration.ofHours(24);

    private final ApiClient client;
    private final Clock clock;
    private final Lister<CertificateSigningRequest> requests;
    private final ControllerLoop<ObjectKey> loop;

    public CsrCleanerController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<CertificateSigningRequest> informer = informers.of(Resources.CERTIFICATESIGNINGREQUESTS);
        requests = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> loop.add(change.object().key(), change.trigger()));
    }

    /** When a request may go: the earliest of the reasons that it has; empty for none. */
    static Optional<Instant> expiry(CertificateSigningRequest request) {
        List<Instant> times = new ArrayList<>();
        if (request.status().conditions().isEmpty()) {
            request.metadata().creationTimestamp().ifPresent(created -> times.add(created.plus(PENDING)));
        }
        for (CertificateSigningRequestCondition condition : request.status().conditions()) {
            boolean approved = condition.type().equals(SigningRequests.APPROVED);
            boolean refused = condition.type().equals(SigningRequests.DENIED)
                    || condition.type().equals(SigningRequests.FAILED);
            if (approved || refused) {
                boolean waiting = approved && !SigningRequests.isIssued(request);
                condition.lastUpdateTime().ifPresent(at -> times.add(at.plus(waiting ? PENDING : DECIDED)));
            }
            if (approved) {
                certificateEnd(request).ifPresent(times::add);
            }
        }
        return times.stream().min(Instant::compareTo);
    }

    private static Optional<Instant> certificateEnd(CertificateSigningRequest request) {
        try {
            String pem = new String(SigningRequests.certificate(request), StandardCharsets.US_ASCII);
            return pem.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Pem.certificates(pem).getFirst().getNotAfter().toInstant());
        } catch (GeneralSecurityException _) {
            return Optional.empty(); // somebody else's signer may write what it likes
        }
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<CertificateSigningRequest> request = requests.find(key);
        Optional<Instant> end = request.flatMap(CsrCleanerController::expiry);
        if (request.isEmpty() || end.isEmpty()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(clock.now(), end.get());
        if (!left.isNegative()) {
            return new Outcome.CheckAgain(left.plusMillis(1)); // older than, not as old as
        }
        try {
            Cause.doing(
                    "delete an old CertificateSigningRequest",
                    () -> client.delete(
                            Resources.CERTIFICATESIGNINGREQUESTS,
                            key,
                            DeleteOptions.NONE.onlyUid(request.get().uid())));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it is gone, or another one has its name
            }
        }
        return Outcome.SETTLED;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
