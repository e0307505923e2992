package dev.jukung.controllers.certificates;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.http.pki.Pem;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import dev.jukung.model.certificates.v1.CertificateSigningRequestStatus;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificatesigningrequest-signing-controller: signs, with the authority of the cluster, approved requests to one of
 * Kubernetes' own signers.
 */
public final class CsrSigningController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "certificatesigningrequest-signing-controller";
    /** Kubernetes'. */
    private static final int WORKERS = 5;
    /** Kubernetes' {@code --cluster-signing-duration}. */
    private static final Duration LIFE_MAX = Duration.ofDays(365);

    private static final Duration LIFE_MIN = Duration.ofMinutes(10);

    private final ApiClient client;
    private final Clock clock;
    private final CertificateAuthority authority;
    private final Lister<CertificateSigningRequest> requests;
    private final ControllerLoop<ObjectKey> loop;

    public CsrSigningController(
            ApiClient client, Informers informers, Surroundings surroundings, CertificateAuthority authority) {
        this.client = client;
        this.authority = authority;
        clock = surroundings.clock();
        Informer<CertificateSigningRequest> informer = informers.of(Resources.CERTIFICATESIGNINGREQUESTS);
        requests = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> loop.add(change.object().key(), change.trigger()));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<CertificateSigningRequest> found = requests.find(key);
        if (found.isEmpty() || !isWaiting(found.get())) {
            return Outcome.SETTLED;
        }
        CertificateSigningRequest request = found.get();
        try {
            CertificationRequest asked = SigningRequests.parsed(request);
            Optional<String> objection = Signers.objection(
                    request.spec().signerName(), asked, request.spec().usages());
            CertificateSigningRequestStatus status =
                    objection.isPresent() ? failed(request, objection.get()) : signed(request, asked);
            Cause.deciding(
                    objection.isPresent() ? "refuse to sign " + key : "sign " + key,
                    () -> client.updateStatus(Resources.CERTIFICATESIGNINGREQUESTS, request.withStatus(status)));
            return Outcome.SETTLED;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new Outcome.TryAgain("error auto signing csr: " + e.getMessage());
        }
    }

    private static boolean isWaiting(CertificateSigningRequest request) {
        return SigningRequests.isApproved(request)
                && !SigningRequests.hasFailed(request)
                && !SigningRequests.isIssued(request)
                && Signers.isOurs(request.spec().signerName());
    }

    private CertificateSigningRequestStatus failed(CertificateSigningRequest request, String why) {
        List<CertificateSigningRequestCondition> conditions =
                new ArrayList<>(request.status().conditions());
        conditions.add(CertificateSigningRequestCondition.EMPTY
                .withType(SigningRequests.FAILED)
                .withStatus("True")
                .withReason("SignerValidationFailure")
                .withMessage(why)
                .withLastUpdateTime(clock.now()));
        return request.status().withConditions(conditions);
    }

    private CertificateSigningRequestStatus signed(CertificateSigningRequest request, CertificationRequest asked)
            throws GeneralSecurityException {
        Duration life = request.spec().expirationSeconds().isEmpty()
                ? LIFE_MAX
                : Duration.ofSeconds(request.spec().expirationSeconds().getAsInt());
        life = life.compareTo(LIFE_MAX) > 0 ? LIFE_MAX : life.compareTo(LIFE_MIN) < 0 ? LIFE_MIN : life;
        String pem = Pem.of(authority.sign(asked, request.spec().usages(), life));
        return request.status().withCertificate(pem.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
