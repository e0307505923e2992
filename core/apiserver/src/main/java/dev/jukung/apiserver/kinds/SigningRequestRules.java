package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with one CertificateSigningRequest (k8s.io/kubernetes/pkg/apis/certificates/validation). What was wrong before may stay
 * so. Confined to one thread.
 */
final class SigningRequestRules {
    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
    private static final FieldPath CERTIFICATE = FieldPath.of("status", "certificate");
    private static final long SHORTEST_SECONDS = 600;
    private static final int DOMAIN_LENGTH = 253;
    private static final int SIGNER_LENGTH = 571;
    private static final List<String> DECISIONS = List.of("Approved", "Denied");
    private static final List<String> LASTING = List.of("Approved", "Denied", "Failed");
    private static final List<String> USAGES = List.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    private final ObjectValue request;
    private final ObjectValue old;
    private final FieldErrors errors;

    /** @param old as it was; empty when it is new */
    SigningRequestRules(ObjectValue request, ObjectValue old, FieldErrors errors) {
        this.request = request;
        this.old = old;
        this.errors = errors;
    }

    static List<ObjectValue> conditions(ObjectValue request, String type) {
        return request.object("status").list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals(type))
                .toList();
    }

    void whole() {
        Checked spec = new Checked(request, FieldPath.ROOT, errors).in("spec");
        if (!request.object("spec").equals(old.object("spec"))) {
            request(spec);
            usages(spec);
            signer(spec, spec.text("signerName"));
            if (spec.has("expirationSeconds") && spec.number("expirationSeconds") < SHORTEST_SECONDS) {
                spec.invalid("expirationSeconds", "may not specify a duration less than 600 seconds (10 minutes)");
            }
        }
        conditions();
    }

    private static void request(Checked spec) {
        try {
            CertificationRequest.parseEncoded(spec.text("request")).verify();
        } catch (GeneralSecurityException e) {
            spec.invalid("request", String.valueOf(e.getMessage()));
        }
    }

    private static void usages(Checked spec) {
        List<String> usages = spec.texts("usages");
        if (usages.isEmpty()) {
            spec.required("usages", "");
        }
        FieldPath path = spec.path().child("usages");
        for (int i = 0; i < usages.size(); i++) {
            if (!USAGES.contains(usages.get(i))) {
                spec.errors().add(FieldError.notSupported(path.index(i), usages.get(i), USAGES));
            }
        }
        for (int i = 0; i < usages.size(); i++) {
            if (usages.indexOf(usages.get(i)) < i) {
                spec.errors().add(FieldError.duplicate(path.index(i), usages.get(i)));
            }
        }
    }

    private static void signer(Checked spec, String name) {
        FieldPath path = spec.path().child("signerName");
        if (name.isEmpty()) {
            spec.required("signerName", "");
            return;
        }
        if (name.equals("kubernetes.io/legacy-unknown")) {
            spec.invalid("signerName", "the legacy signerName is not allowed via this API version");
            return;
        }
        String[] parts = name.split("/", -1);
        if (parts.length != 2) {
            spec.invalid(
                    "signerName", "must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        if (parts[0].length() > DOMAIN_LENGTH) {
            spec.errors().add(FieldError.tooLong(path, DOMAIN_LENGTH));
        }
        labels(spec, path, parts[0], NameRule.LABEL);
        if (parts[0].indexOf('.') < 0) {
            spec.errors()
                    .add(FieldError.invalid(
                            path, parts[0], "should be a domain with at least two segments separated by dots"));
        }
        labels(spec, path, parts[1], NameRule.SUBDOMAIN);
        if (name.length() > SIGNER_LENGTH) {
            spec.errors().add(FieldError.tooLong(path, SIGNER_LENGTH));
        }
    }

    /** Of the labels only the first bad one is told. */
    private static void labels(Checked spec, FieldPath path, String part, NameRule rule) {
        for (String label : part.split("\\.", -1)) {
            List<String> problems = rule.problems(label, false);
            for (String problem : problems) {
                spec.errors().add(FieldError.invalid(path, part, "validating label \"" + label + "\": " + problem));
            }
            if (!problems.isEmpty()) {
                return;
            }
        }
    }

    private void conditions() {
        List<Checked> all =
                new Checked(request, FieldPath.ROOT, errors).in("status").items("conditions");
        boolean wasBoth =
                DECISIONS.stream().noneMatch(type -> conditions(old, type).isEmpty());
        Set<String> types = new HashSet<>();
        for (Checked condition : all) {
            String type = condition.text("type");
            if (type.isEmpty()) {
                condition.required("type", "");
            }
            if (condition.text("status").isEmpty()) {
                condition.required("status", "");
            } else {
                condition.oneOf(
                        "status", LASTING.contains(type) ? List.of("True") : List.of("False", "True", "Unknown"));
            }
            if (!wasBoth
                    && DECISIONS.contains(type)
                    && DECISIONS.stream().anyMatch(other -> !other.equals(type) && types.contains(other))) {
                errors.add(
                        FieldError.invalid(CONDITIONS, type, "Approved and Denied conditions are mutually exclusive"));
            }
            if (!types.add(type)) {
                errors.add(FieldError.duplicate(condition.path().child("type"), type));
            }
        }
    }

    void nothingRemoved() {
        for (String type : LASTING) {
            if (conditions(request, type).size() < conditions(old, type).size()) {
                errors.add(FieldError.forbidden(
                        CONDITIONS, "updates may not remove a condition of type \"" + type + "\""));
            }
        }
    }

    void nothingDecided() {
        for (String type : DECISIONS) {
            if (conditions(request, type).size() > conditions(old, type).size()) {
                errors.add(
                        FieldError.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\""));
            }
        }
    }

    void certificateKept() {
        String before = old.object("status").text("certificate", "");
        if (!before.isEmpty() && !before.equals(request.object("status").text("certificate", ""))) {
            errors.add(FieldError.forbidden(CERTIFICATE, "updates may not modify existing certificate content"));
        }
    }
}
