package dev.jukung.controllers.certificates;

import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.http.pki.CertificationRequest.NameType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Kubernetes' own signers ask of a request. Pure functions, with Kubernetes' texts. */
final class Signers {
    static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
    static final String LEGACY = "kubernetes.io/legacy-unknown";

    private static final String SIGNATURE = "digital signature";
    private static final String ENCIPHERMENT = "key encipherment";
    private static final String CLIENT_AUTH = "client auth";
    private static final String SERVER_AUTH = "server auth";

    private Signers() {}

    static boolean isOurs(String signer) {
        return Set.of(CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY).contains(signer);
    }

    /** Why the signer does not sign that; empty when it does. */
    static Optional<String> objection(String signer, CertificationRequest request, List<String> usages) {
        return switch (signer) {
            case CLIENT -> client(usages);
            case KUBELET_CLIENT -> kubeletClient(request, usages);
            case KUBELET_SERVING -> kubeletServing(request, usages);
            case LEGACY -> Optional.empty();
            default -> Optional.of("unrecognized signerName: \"" + signer + "\"");
        };
    }

    private static Optional<String> client(List<String> usages) {
        for (String usage : usages) {
            if (!Set.of(SIGNATURE, ENCIPHERMENT, CLIENT_AUTH).contains(usage)) {
                return Optional.of("invalid usage for client certificate: " + usage);
            }
        }
        return usages.contains(CLIENT_AUTH)
                ? Optional.empty()
                : Optional.of("missing required usage for client certificate: " + CLIENT_AUTH);
    }

    private static Optional<String> kubeletClient(CertificationRequest request, List<String> usages) {
        if (isNoNode(request)) {
            return Optional.of("subject organization is not system:nodes");
        }
        if (request.asksFor(NameType.DNS)) {
            return Optional.of("DNS subjectAltNames are not allowed");
        }
        if (request.asksFor(NameType.EMAIL)) {
            return Optional.of("Email subjectAltNames are not allowed");
        }
        if (request.asksFor(NameType.ADDRESS)) {
            return Optional.of("IP subjectAltNames are not allowed");
        }
        if (request.asksFor(NameType.URI)) {
            return Optional.of("URI subjectAltNames are not allowed");
        }
        if (hasOtherName(request)) {
            return Optional.of("subject common name does not begin with system:node:");
        }
        return wanted(usages, CLIENT_AUTH);
    }

    private static Optional<String> kubeletServing(CertificationRequest request, List<String> usages) {
        if (isNoNode(request)) {
            return Optional.of("subject organization is not system:nodes");
        }
        if (!request.asksFor(NameType.DNS) && !request.asksFor(NameType.ADDRESS)) {
            return Optional.of("DNS or IP subjectAltName is required");
        }
        if (request.asksFor(NameType.EMAIL)) {
            return Optional.of("Email subjectAltNames are not allowed");
        }
        if (request.asksFor(NameType.URI)) {
            return Optional.of("URI subjectAltNames are not allowed");
        }
        Optional<String> wrong = wanted(usages, SERVER_AUTH);
        if (wrong.isPresent()) {
            return wrong;
        }
        return hasOtherName(request)
                ? Optional.of("subject common name does not begin with system:node:")
                : Optional.empty();
    }

    private static boolean isNoNode(CertificationRequest request) {
        return !request.subject().organizations().equals(List.of("system:nodes"));
    }

    private static boolean hasOtherName(CertificationRequest request) {
        return !request.subject().name().startsWith("system:node:");
    }

    /** With the encipherment of keys, which only RSA can do, or without. */
    private static Optional<String> wanted(List<String> usages, String purpose) {
        Set<String> given = Set.copyOf(usages);
        boolean right =
                given.equals(Set.of(SIGNATURE, purpose)) || given.equals(Set.of(SIGNATURE, ENCIPHERMENT, purpose));
        List<String> sorted =
                List.of(SIGNATURE, ENCIPHERMENT, purpose).stream().sorted().toList();
        return right ? Optional.empty() : Optional.of("usages did not match [" + String.join(" ", sorted) + "]");
    }
}
