package dev.jukung.testkit;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.TlsIdentity;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;

/**
 * The keys of all clusters of this process. They are made once, and hold in real time: clients check certificates by the
 * clock of the machine, however far a test advances its cluster. Thread-safe.
 */
final class Authority {
    private static final Duration LIFE = Duration.ofDays(30);

    static final Authority OF_THIS_PROCESS = new Authority();

    private final Clock real = new SystemClock();
    private final CertificateAuthority certificates = CertificateAuthority.create("jukung-testkit", LIFE, real);
    private final KeyPair serviceAccountKeys = Keys.ec();

    /**
     * Of all users. Not on a curve as all other keys here: fabric8's client reads those only with Bouncy Castle beside it.
     * Made when the first kubeconfig is asked for, since it takes its time.
     */
    private static final class UserKeys {
        static final KeyPair ALL = Keys.rsa();
    }

    private Authority() {}

    Clock real() {
        return real;
    }

    KeyPair serviceAccountKeys() {
        return serviceAccountKeys;
    }

    CertificateAuthority certificates() {
        return certificates;
    }

    String pem() {
        return certificates.bundle().pem();
    }

    TlsIdentity client(String user, List<String> groups) {
        return certificates.issue(UserKeys.ALL, CertificateProfile.client(user, groups, LIFE));
    }

    TlsIdentity server() {
        List<String> names = List.of("localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default.svc");
        return certificates.issue(CertificateProfile.server("kube-apiserver", names, LIFE));
    }
}
