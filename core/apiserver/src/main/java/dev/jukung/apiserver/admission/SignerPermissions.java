package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Objects;

/** CertificateApproval and CertificateSigning: who approves or signs needs that right for the signer in question. */
record SignerPermissions(Authorizer authorizer, String subresource, String verb) implements Admission {
    static SignerPermissions approval(Authorizer authorizer) {
        return new SignerPermissions(authorizer, "approval", "approve");
    }

    static SignerPermissions signing(Authorizer authorizer) {
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
        if (!allows(authorizer, review, verb, signer)) {
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

    /** Whether somebody may do that for this signer, or for all of its domain. */
    static boolean allows(Authorizer authorizer, Review review, String verb, String signer) {
        int slash = signer.indexOf('/');
        List<String> names = slash > 0 ? List.of(signer, signer.substring(0, slash) + "/*") : List.of(signer);
        return names.stream()
                .map(name -> new Attributes(
                        review.call().user(), verb, "certificates.k8s.io", "*", "signers", "", "", name, ""))
                .anyMatch(asked -> authorizer.decide(asked) instanceof Authorizer.Decision.Allow);
    }
}
