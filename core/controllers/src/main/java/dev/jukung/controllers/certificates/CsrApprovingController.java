package dev.jukung.controllers.certificates;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.authorization.v1.SubjectAccessReview;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificatesigningrequest-approving-controller: approves requests of kubelets for client certificates, where an
 * access review says that the requester may have such a certificate without being asked.
 */
public final class CsrApprovingController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "certificatesigningrequest-approving-controller";
    /** Kubernetes'. */
    private static final int WORKERS = 5;

    /** A way to be approved: the permission it needs, and what is said then. */
    private record Way(String subresource, String message) {}

    private static final Way SELF =
            new Way("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview.");
    private static final Way OTHER =
            new Way("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.");

    private final ApiClient client;
    private final Clock clock;
    private final Lister<CertificateSigningRequest> requests;
    private final ControllerLoop<ObjectKey> loop;

    public CsrApprovingController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<CertificateSigningRequest> informer = informers.of(Resources.CERTIFICATESIGNINGREQUESTS);
        requests = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> loop.add(change.object().key(), change.trigger()));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<CertificateSigningRequest> found = requests.find(key);
        if (found.isEmpty() || SigningRequests.isIssued(found.get()) || SigningRequests.isDecided(found.get())) {
            return Outcome.SETTLED;
        }
        CertificateSigningRequest request = found.get();
        List<Way> ways;
        try {
            ways = ways(request, SigningRequests.parsed(request));
        } catch (GeneralSecurityException e) {
            return new Outcome.TryAgain("unable to parse csr \"" + key.name() + "\": " + e.getMessage());
        }
        for (Way way : ways) {
            if (isAllowed(request, way)) {
                approve(request, way);
                return Outcome.SETTLED;
            }
        }
        return ways.isEmpty()
                ? Outcome.SETTLED
                : new Outcome.TryAgain("recognized csr \"" + key.name() + "\" as "
                        + ways.stream().map(Way::subresource).toList()
                        + " but subject access review was not approved");
    }

    private static List<Way> ways(CertificateSigningRequest request, CertificationRequest asked) {
        boolean recognized = request.spec().signerName().equals(Signers.KUBELET_CLIENT)
                && Signers.objection(
                                Signers.KUBELET_CLIENT, asked, request.spec().usages())
                        .isEmpty();
        if (!recognized) {
            return List.of();
        }
        boolean self =
                request.spec().username().filter(asked.subject().name()::equals).isPresent();
        return self ? List.of(SELF, OTHER) : List.of(OTHER);
    }

    private boolean isAllowed(CertificateSigningRequest request, Way way) throws InterruptedException {
        ObjectValue asked = request.tree().object("spec");
        ObjectValue spec = ObjectValue.of(
                "user",
                request.spec().username().orElse(""),
                "uid",
                request.spec().uid().orElse(""),
                "groups",
                asked.list("groups"),
                "extra",
                asked.object("extra"),
                "resourceAttributes",
                ObjectValue.of(
                        "group", "certificates.k8s.io",
                        "resource", "certificatesigningrequests",
                        "verb", "create",
                        "subresource", way.subresource(),
                        "version", "*"));
        SubjectAccessReview review =
                new SubjectAccessReview(SubjectAccessReview.EMPTY.tree().with("spec", spec));
        SubjectAccessReview answer = client.create(Resources.SUBJECTACCESSREVIEWS, review);
        return answer.tree().object("status").flag("allowed", false);
    }

    private void approve(CertificateSigningRequest request, Way way) throws InterruptedException {
        List<CertificateSigningRequestCondition> conditions =
                new ArrayList<>(request.status().conditions());
        conditions.add(CertificateSigningRequestCondition.EMPTY
                .withType(SigningRequests.APPROVED)
                .withStatus("True")
                .withReason("AutoApproved")
                .withMessage(way.message())
                .withLastUpdateTime(clock.now()));
        CertificateSigningRequest approved = request.withStatus(request.status().withConditions(conditions));
        Cause.deciding(
                "approve " + request.name(),
                () -> client.putSubresource(
                        Resources.CERTIFICATESIGNINGREQUESTS, request.key(), "approval", approved.tree()));
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
