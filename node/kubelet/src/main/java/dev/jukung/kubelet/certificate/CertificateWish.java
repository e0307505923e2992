package dev.jukung.kubelet.certificate;

import dev.jukung.http.pki.CertificateProfile;
import java.time.Duration;
import java.util.List;

/**
 * What kind of certificate a kubelet asks for.
 *
 * @param signer who is to sign it
 * @param profile its names; how long it lives is the signer's decision
 * @param usages in the words of CertificateSigningRequests
 */
public record CertificateWish(String signer, CertificateProfile profile, List<String> usages) {
    private static final List<String> GROUPS = List.of("system:nodes");
    private static final Duration ANY_LIFE = Duration.ofDays(365);

    public CertificateWish {
        usages = List.copyOf(usages);
    }

    /** To be known to the API server. */
    public static CertificateWish client(String nodeName) {
        return new CertificateWish(
                "kubernetes.io/kube-apiserver-client-kubelet",
                profile(nodeName),
                List.of("digital signature", "client auth"));
    }

    /** To be known to those who reach the kubelet's server by one of these names and addresses. */
    public static CertificateWish serving(String nodeName, List<String> hosts) {
        return new CertificateWish(
                "kubernetes.io/kubelet-serving",
                profile(nodeName).withHosts(hosts),
                List.of("digital signature", "server auth"));
    }

    private static CertificateProfile profile(String nodeName) {
        return CertificateProfile.client("system:node:" + nodeName, GROUPS, ANY_LIFE);
    }
}
