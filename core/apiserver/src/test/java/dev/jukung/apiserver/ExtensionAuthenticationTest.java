package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.value.ObjectValue;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom the servers of aggregated APIs are told to trust. */
class ExtensionAuthenticationTest {
    private static final String PATH = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final VirtualClock clock = new VirtualClock(NOON);
    private final CertificateAuthority clients = authority("kubernetes");
    private final CertificateAuthority proxies = authority("front-proxy-ca");
    private final AuthenticationConfig config = AuthenticationConfig.STANDARD
            .withClientAuthorities(clients.bundle())
            .withFrontProxy(FrontProxy.Settings.standard(proxies.bundle(), "front-proxy-client"));

    private CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, Duration.ofDays(36_500), clock);
    }

    private ObjectValue expected() {
        return ObjectValue.of(
                "client-ca-file", clients.bundle().pem(),
                "requestheader-allowed-names", "[\"front-proxy-client\"]",
                "requestheader-client-ca-file", proxies.bundle().pem(),
                "requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]",
                "requestheader-group-headers", "[\"X-Remote-Group\"]",
                "requestheader-uid-headers", "[\"X-Remote-Uid\"]",
                "requestheader-username-headers", "[\"X-Remote-User\"]");
    }

    private Requests.Answer send(Requests requests, String method, String body) throws Exception {
        List<X509Certificate> administrator = new ArrayList<>(
                clients.issue(CertificateProfile.client("admin", List.of(User.MASTERS), Duration.ofDays(36_000)))
                        .chain());
        administrator.add(clients.bundle().certificates().getFirst());
        Headers headers = method.equals("PATCH") ? Headers.of("Content-Type", Requests.MERGE) : Headers.NONE;
        Requests.Answer answer = requests.send(method, PATH, headers, body, administrator);
        requests.settle();
        return answer;
    }

    @Test
    void isThereFromTheStartAndComesBack() throws Exception {
        try (Requests requests = new Requests(usual -> usual.withAuthentication(config))) {
            assertThat(send(requests, "GET", "").json().object("data")).isEqualTo(expected());

            send(requests, "DELETE", "");
            assertThat(send(requests, "GET", "").json().object("data")).isEqualTo(expected());
        }
    }

    @Test
    void whatOthersHaveAddedStaysAndWhatIsOursCannotBeTaken() throws Exception {
        try (Requests requests = new Requests(usual -> usual.withAuthentication(config))) {
            send(
                    requests,
                    "PATCH",
                    "{\"data\":{\"requestheader-allowed-names\":\"[\\\"another\\\"]\",\"foo\":\"bar\"}}");

            assertThat(send(requests, "GET", "").json().object("data"))
                    .isEqualTo(expected().with("requestheader-allowed-names", "[\"another\",\"front-proxy-client\"]"));
        }
    }

    @Test
    void whatCannotBeReadIsLeftAlone() throws Exception {
        try (Requests requests = new Requests(usual -> usual.withAuthentication(config))) {
            send(requests, "PATCH", "{\"data\":{\"requestheader-allowed-names\":\"{}\"}}");

            assertThat(send(requests, "GET", "").json().object("data").text("requestheader-allowed-names", ""))
                    .isEqualTo("{}");
        }
    }

    @Test
    void isNotMadeWhereNothingIsConfigured() throws Exception {
        try (Requests requests = new Requests(usual -> usual.withAuthentication(AuthenticationConfig.STANDARD))) {
            assertThat(requests.get(PATH).code()).isEqualTo(404);
        }
    }

    @Test
    void authoritiesOfTwoServersAreToldTogetherUntilTheyExpire() throws Exception {
        CertificateAuthority older = CertificateAuthority.create("older", Duration.ofHours(1), clock);
        ObjectValue existing = ObjectValue.of("client-ca-file", older.bundle().pem());

        assertThat(ExtensionAuthentication.data(existing, config, NOON).text("client-ca-file", ""))
                .isEqualTo(older.bundle().and(clients.bundle()).pem());
        assertThat(ExtensionAuthentication.data(existing, config, NOON.plus(Duration.ofMinutes(64)))
                        .text("client-ca-file", ""))
                .isEqualTo(older.bundle().and(clients.bundle()).pem());
        assertThat(ExtensionAuthentication.data(existing, config, NOON.plus(Duration.ofMinutes(66))))
                .isEqualTo(expected());
    }
}
