package dev.jukung.http.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.SystemClock;
import java.time.Duration;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** Who a certificate is for. */
class CertificateSubjectTest {
    @Test
    void groupsHaveTheOrderOfTheCertificate() throws InvalidNameException {
        CertificateAuthority authority = CertificateAuthority.create("test", Duration.ofDays(1), new SystemClock());
        TlsIdentity anna =
                authority.issue(CertificateProfile.client("anna", List.of("one", "two", "three"), Duration.ofHours(1)));

        assertThat(CertificateSubject.of(anna.certificate().getSubjectX500Principal()))
                .isEqualTo(new CertificateSubject("anna", List.of("one", "two", "three")));
    }

    @Test
    void allValuesOfAPartOfTheNameCount() throws InvalidNameException {
        assertThat(CertificateSubject.of(new X500Principal("CN=anna,O=two+O=three,O=one"))
                        .organizations())
                .startsWith("one")
                .containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void whatHasNoCommonNameHasAnEmptyName() throws InvalidNameException {
        assertThat(CertificateSubject.of(new X500Principal("O=nobody")))
                .isEqualTo(new CertificateSubject("", List.of("nobody")));
    }
}
