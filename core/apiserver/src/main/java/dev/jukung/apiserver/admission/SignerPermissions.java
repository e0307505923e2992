package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ObjectValue;
import java.util.Objects;
import java.util.function.Supplier;

/** CertificateApproval and CertificateSigning: who approves or signs needs that right for the signer in question. */
record SignerPermissions(Supplier<Authorizer> authorizer, String subresource, String verb) implements Admission {
    static SignerPermissions approval(Supplier<Authorizer> authorizer) {
        return new SignerPermissions(authorizer, "approval", "approve");
    }

    static SignerPermissions signing(Supplier<Authorizer> authorizer) {
        return new SignerPermissions(authorizer, "status", "sign");
    }

    @Override
    public void validate(Review review) {
        boolean concerned =
                review.call().kind().qualifiedName().equals("certificatesigningrequests.certificates.k8s.io")
                        && review.operation() == Operation.UPDATE
                        && review.call().subresource().equals(subresource);
        if (!concerned) {
            return;
        }
        ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
        if (verb.equals("sign") && same(old, review.object())) {
            return;
        }
        String signer = old.object("spec").text("signerName", "");
        int slash = signer.indexOf('/');
        boolean allowed = allows(review, signer) || (slash > 0 && allows(review, signer.substring(0, slash) + "/*"));
        if (!allowed) {
            throw Lookups.forbidden(
                    review, "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
        }
    }

    private static boolean same(ObjectValue old, ObjectValue changed) {
        return Objects.equals(
                        old.object("status").get("certificate"),
                        changed.object("status").get("certificate"))
                && old.object("status")
                        .list("conditions")
                        .equals(changed.object("status").list("conditions"));
    }

    private boolean allows(Review review, String signer) {
        Attributes attributes =
                new Attributes(review.call().user(), verb, "certificates.k8s.io", "*", "signers", "", "", signer, "");
        return authorizer.get().decide(attributes) instanceof Authorizer.Decision.Allow;
    }
}
