package dev.jukung.controllers.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Until when a request made at midnight is kept. */
class CsrExpiryTest {
    private static final String DECIDED = "status: 'True', lastUpdateTime: '2026-01-01T06:00:00Z'}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nobody decided                | {}                                                    | 2026-01-02T00:00:00Z
            approved, nobody signed       | {conditions: [{type: Approved, $]}                    | 2026-01-02T06:00:00Z
            approved and signed           | {conditions: [{type: Approved, $], certificate: AAAA} | 2026-01-01T07:00:00Z
            denied                        | {conditions: [{type: Denied, $]}                      | 2026-01-01T07:00:00Z
            its signer would not          | {conditions: [{type: Approved, $, {type: Failed, $]}  | 2026-01-01T07:00:00Z
            of a kind that nobody knows   | {conditions: [{type: Other, $]}                       |
            """)
    void isKept(String name, String status, @Nullable String until) {
        CertificateSigningRequest request =
                new CertificateSigningRequest((ObjectValue) Yaml.parse("""
                metadata: {name: csr, creationTimestamp: "2026-01-01T00:00:00Z"}
                status: %s
                """.formatted(status.replace("$", DECIDED))));

        assertThat(CsrCleanerController.expiry(request))
                .isEqualTo(Optional.ofNullable(until).map(Instant::parse));
    }
}
