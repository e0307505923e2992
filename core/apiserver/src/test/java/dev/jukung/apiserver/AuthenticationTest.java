package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.apiserver.authentication.StaticTokens;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who a request is taken for, by all the ways there are to say it; texts and answers as the reference server gives them. */
class AuthenticationTest {
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String TOKENS = "alicetoken,alice,3,\"dev,ops\"\nbobtoken,bob,4\n";
    private static final String UNAUTHORIZED = "401 Unauthorized: Unauthorized";

    private static Requests withTokens() throws InterruptedException {
        return new Requests(config -> config.withAuthentication(
                AuthenticationConfig.STANDARD.withStaticTokens(StaticTokens.parse("tokens.csv", TOKENS))));
    }

    private static String whoami(Requests.Answer answer) {
        ObjectValue user = answer.json().object("status").object("userInfo");
        return user.text("username", answer.body()) + " " + user.text("uid", "-") + " "
                + user.list("groups").texts();
    }

    private static String whoami(Requests requests, Headers headers, List<X509Certificate> certificates)
            throws Exception {
        return whoami(
                requests.send("POST", WHOAMI, headers.plus("Content-Type", "application/json"), "{}", certificates));
    }

    @Test
    void aTokenOfTheFileIsItsUserAndAnotherIsRefused() throws Exception {
        try (Requests requests = withTokens()) {
            assertThat(whoami(requests.sendWithToken("alicetoken", "POST", WHOAMI, "{}")))
                    .isEqualTo("alice 3 [dev, ops, system:authenticated]");
            assertThat(whoami(requests.sendWithToken("bobtoken", "POST", WHOAMI, "{}")))
                    .isEqualTo("bob 4 [system:authenticated]");
            assertThat(requests.sendWithToken("other", "POST", WHOAMI, "{}").refusal())
                    .isEqualTo(UNAUTHORIZED);
        }
    }

    @Test
    void whoShowsNothingIsAnonymousWhereThatIsAllowed() throws Exception {
        AuthenticationConfig.Anonymous healthOnly = new AuthenticationConfig.Anonymous(true, List.of("/livez"));
        try (Requests requests = new Requests(
                config -> config.withAuthentication(AuthenticationConfig.STANDARD.withAnonymous(healthOnly)))) {
            assertThat(requests.sendAnonymously("GET", "/livez", Headers.NONE).code())
                    .isEqualTo(200);
            assertThat(requests.sendAnonymously("GET", "/readyz", Headers.NONE).refusal())
                    .isEqualTo(UNAUTHORIZED);
        }
        try (Requests requests = new Requests(config -> config.withAuthentication(
                AuthenticationConfig.STANDARD.withAnonymous(AuthenticationConfig.Anonymous.NOWHERE)))) {
            assertThat(requests.sendAnonymously("GET", "/livez", Headers.NONE).refusal())
                    .isEqualTo(UNAUTHORIZED);
        }
    }

    @Test
    void aCertificateSaysItsNameGroupsAndFingerprint() throws Exception {
        try (Requests requests = new Requests()) {
            Requests.Answer answer = requests.sendAs("carol", List.of("dev"), "POST", WHOAMI, "{}");
            assertThat(whoami(answer)).isEqualTo("carol - [dev, system:authenticated]");
            assertThat(answer.json()
                            .object("status")
                            .object("userInfo")
                            .object("extra")
                            .list("authentication.kubernetes.io/credential-id")
                            .texts()
                            .getFirst())
                    .matches("X509SHA256=[0-9a-f]{64}");
        }
    }

    @Test
    void aFrontProxyIsBelievedWithItsOwnCertificateOnly() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
        CertificateAuthority proxies = CertificateAuthority.create("front-proxy-ca", Duration.ofDays(1), clock);
        CertificateAuthority clients = CertificateAuthority.create("kubernetes", Duration.ofDays(1), clock);
        AuthenticationConfig config = AuthenticationConfig.STANDARD
                .withClientAuthorities(clients.bundle())
                .withFrontProxy(FrontProxy.Settings.standard(proxies.bundle(), "front-proxy-client"));
        Headers asDave = Headers.of(
                "X-Remote-User",
                "dave",
                "X-Remote-Group",
                "a",
                "X-Remote-Group",
                "b",
                "X-Remote-Extra-Acme.io%2Ffoo",
                "x");
        try (Requests requests = new Requests(usual -> usual.withAuthentication(config))) {
            assertThat(whoami(requests, asDave, chain(proxies, "front-proxy-client")))
                    .isEqualTo("dave - [a, b, system:authenticated]");
            assertThat(whoami(requests, asDave, chain(clients, "eve"))).isEqualTo("eve - [system:authenticated]");
            assertThat(requests.send("GET", "/api", asDave, "", chain(proxies, "somebody"))
                            .refusal())
                    .isEqualTo(UNAUTHORIZED);
            assertThat(requests.send("GET", "/api", Headers.NONE, "", chain(proxies, "front-proxy-client"))
                            .refusal())
                    .as("an authority is not accepted in place of another")
                    .isEqualTo(UNAUTHORIZED);
            assertThat(requests.send("GET", "/livez", asDave, "", List.of()).code())
                    .isEqualTo(200);
        }
    }

    private static List<X509Certificate> chain(CertificateAuthority authority, String name) {
        List<X509Certificate> chain = new java.util.ArrayList<>(authority
                .issue(CertificateProfile.client(name, List.of(), Duration.ofHours(1)))
                .chain());
        if (!chain.contains(authority.certificate())) {
            chain.add(authority.certificate());
        }
        return chain;
    }

    @Test
    void aBootstrapTokenIsGoodUntilItExpiresAndForWhatItIsMarked() throws Exception {
        try (Requests requests = new Requests()) {
            createToken(requests, "abcdef", "2026-01-01T01:00:00Z", "true");
            createToken(requests, "nologn", "2026-01-01T01:00:00Z", "false");
            assertThat(whoami(requests.sendWithToken("abcdef.0123456789abcdef", "POST", WHOAMI, "{}")))
                    .isEqualTo(
                            "system:bootstrap:abcdef - [system:bootstrappers, system:bootstrappers:kubeadm:default-node-token, system:authenticated]");
            assertThat(requests.sendWithToken("abcdef.0123456789abcdee", "GET", "/api", "")
                            .refusal())
                    .isEqualTo(UNAUTHORIZED);
            assertThat(requests.sendWithToken("nologn.0123456789abcdef", "GET", "/api", "")
                            .refusal())
                    .isEqualTo(UNAUTHORIZED);
            requests.clock().advance(Duration.ofHours(1));
            assertThat(requests.sendWithToken("abcdef.0123456789abcdef", "GET", "/api", "")
                            .refusal())
                    .isEqualTo(UNAUTHORIZED);
        }
    }

    private static void createToken(Requests requests, String id, String expiration, String usage) throws Exception {
        Requests.Answer created =
                requests.post("/api/v1/namespaces/kube-system/secrets", """
                {"metadata":{"name":"bootstrap-token-%s"},"type":"bootstrap.kubernetes.io/token","stringData":{
                "token-id":"%s","token-secret":"0123456789abcdef","expiration":"%s","usage-bootstrap-authentication":"%s",
                "auth-extra-groups":"system:bootstrappers:kubeadm:default-node-token"}}""".formatted(id, id, expiration, usage));
        assertThat(created.code()).isEqualTo(201);
    }

    @Test
    void aTokenReviewTellsWhoATokenIsOrWhyNobody() throws Exception {
        try (Requests requests = withTokens()) {
            ObjectValue known = review(requests, "{\"token\":\"alicetoken\"}");
            assertThat(known.flag("authenticated", false)).isTrue();
            assertThat(known.list("audiences").texts()).containsExactly("https://kubernetes.default.svc.cluster.local");
            assertThat(known.object("user").list("groups").texts())
                    .containsExactly("dev", "ops", "system:authenticated");
            assertThat(review(requests, "{\"token\":\"foo\"}").text("error", ""))
                    .isEqualTo("invalid bearer token");
            assertThat(review(requests, "{\"token\":\"alicetoken\",\"audiences\":[\"a\",\"b\"]}")
                            .text("error", ""))
                    .isEqualTo("invalid bearer token");
            assertThat(requests.post(REVIEWS, "{\"spec\":{}}").refusal())
                    .isEqualTo("400 BadRequest: token is required for TokenReview in authentication");
        }
    }

    private static ObjectValue review(Requests requests, String spec) throws Exception {
        return requests.post(REVIEWS, "{\"spec\":" + spec + "}").json().object("status");
    }

    @Test
    void theKeysAndWhereTheyAreArePublished() throws Exception {
        try (Requests requests = new Requests()) {
            Requests.Answer discovery = requests.get("/.well-known/openid-configuration");
            assertThat(discovery.body())
                    .isEqualTo(
                            "{\"issuer\":\"https://kubernetes.default.svc.cluster.local\","
                                    + "\"jwks_uri\":\"https://127.0.0.1:6443/openid/v1/jwks\",\"response_types_supported\":[\"id_token\"],"
                                    + "\"subject_types_supported\":[\"public\"],\"id_token_signing_alg_values_supported\":[\"ES256\"]}");
            assertThat(discovery.headers().first("Cache-Control")).contains("public, max-age=3600");
            Requests.Answer keys = requests.get("/openid/v1/jwks");
            assertThat(keys.headers().first("Content-Type")).contains("application/jwk-set+json");
            ObjectValue key = keys.json().list("keys").objects().getFirst();
            assertThat(key.text("use", "") + key.text("kty", "") + key.text("alg", ""))
                    .isEqualTo("sigECES256");
            assertThat(Base64.getUrlDecoder().decode(key.text("x", "").getBytes(StandardCharsets.US_ASCII)))
                    .hasSize(32);
        }
    }
}
