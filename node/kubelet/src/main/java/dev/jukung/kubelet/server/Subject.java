package dev.jukung.kubelet.server;

import dev.jukung.http.pki.CertificateSubject;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;

/** Who sends a request. */
record Subject(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    private static final String AUTHENTICATED = "system:authenticated";

    /** Who shows nothing, where that is allowed. */
    static final Subject ANONYMOUS = new Subject("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    /** Empty for a certificate without a common name. */
    static Optional<Subject> of(X509Certificate certificate) {
        CertificateSubject subject;
        try {
            subject = CertificateSubject.of(certificate.getSubjectX500Principal());
        } catch (InvalidNameException _) {
            return Optional.empty(); // nobody has such a name; the request is unauthorized
        }
        List<String> groups = new ArrayList<>(subject.organizations());
        groups.add(AUTHENTICATED);
        return subject.name().isEmpty()
                ? Optional.empty()
                : Optional.of(new Subject(subject.name(), "", List.copyOf(groups), Map.of()));
    }

    /** @param user as in {@code status.user} of a TokenReview */
    static Subject of(ObjectValue user) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        user.object("extra").forEach((key, values) -> extra.put(key, ((ListValue) values).texts()));
        return new Subject(
                user.text("username", ""),
                user.text("uid", ""),
                user.list("groups").texts(),
                Map.copyOf(extra));
    }

    /** As in the spec of a SubjectAccessReview. */
    ObjectValue spec() {
        ObjectValue spec = ObjectValue.of("user", name, "groups", ListValue.copyOf(groups));
        ObjectValue more = ObjectValue.EMPTY;
        for (Map.Entry<String, List<String>> entry : extra.entrySet()) {
            more = more.with(entry.getKey(), ListValue.copyOf(entry.getValue()));
        }
        spec = uid.isEmpty() ? spec : spec.with("uid", uid);
        return more.isEmpty() ? spec : spec.with("extra", more);
    }
}
