package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.AuthenticationFile;
import dev.jukung.apiserver.authentication.OpenIdMetrics;
import dev.jukung.apiserver.authentication.OpenIdSettings;
import dev.jukung.apiserver.authentication.OpenIdTokens;
import dev.jukung.apiserver.rest.MetricsText;
import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.base.Faults;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.pki.Keys;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ID tokens of an issuer that runs in the test: discovery, keys that change, claims, refusals. */
class OpenIdTest {
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

    private static final Faults FAULTS = (where, bug) -> {
        throw new AssertionError(where, bug);
    };

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final OpenIdMetrics metrics = new OpenIdMetrics("server-1");
    private final AtomicInteger reads = new AtomicInteger();
    private volatile KeyPair keys = Keys.rsa();
    private volatile String keyId = "first";
    private volatile String claims = "";
    private WebhookServer issuer;
    private OpenIdTokens tokens;
    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        issuer = new WebhookServer(clock, this::answer);
        OpenIdSettings settings = new OpenIdSettings(
                new OpenIdSettings.Issuer(issuer.url(""), Optional.empty(), authorities(), List.of("kubernetes")),
                new OpenIdSettings.Mappings(
                        new OpenIdSettings.Mapping.Claim("sub", "oidc:"),
                        Optional.of(new OpenIdSettings.Mapping.Claim("groups", "oidc:")),
                        Optional.of(new OpenIdSettings.Mapping.Claim("uid", "")),
                        List.of()),
                new OpenIdSettings.Rules(Map.of("hd", "example.com"), List.of(), List.of()),
                OpenIdSettings.ALL_ALGORITHMS);
        tokens = new OpenIdTokens(settings, clock, FAULTS, metrics);
        requests = new Requests(
                config -> config.withAuthentication(AuthenticationConfig.STANDARD.withOthers(List.of(tokens))));
    }

    @AfterEach
    void stop() {
        requests.close();
        tokens.close();
        issuer.close();
    }

    private String authorities() {
        return new String(Base64.getDecoder().decode(issuer.caBundle()), StandardCharsets.UTF_8);
    }

    private Response answer(Request request) throws InterruptedException {
        if (request.path().equals("/claims")) {
            boolean allowed = request.header("Authorization").orElse("").equals("Bearer sesame");
            return allowed ? Response.text(200, claims) : Response.text(403, "no");
        }
        reads.incrementAndGet();
        byte[] body = request.path().equals("/keys")
                ? new JWKSet(new RSAKey.Builder((RSAPublicKey) keys.getPublic())
                                .keyID(keyId)
                                .build())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8)
                : Json.bytes(ObjectValue.of(
                        "issuer", issuer.url(""), "jwks_uri", issuer.url("/keys"), "x", ListValue.EMPTY));
        return Response.of(200, "application/json", body);
    }

    private String token(Consumer<JWTClaimsSet.Builder> changes) throws Exception {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer.url(""))
                .audience("kubernetes")
                .subject("jane")
                .claim("groups", List.of("a", "b"))
                .claim("uid", "u1")
                .claim("hd", "example.com")
                .expirationTime(Date.from(clock.now().plusSeconds(600)));
        changes.accept(claims);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims.build());
        token.sign(new RSASSASigner(keys.getPrivate()));
        return token.serialize();
    }

    private ObjectValue user(String token) throws Exception {
        return requests.sendWithToken(token, "POST", WHOAMI, "{}")
                .json()
                .object("status")
                .object("userInfo");
    }

    private String problem(String token) throws Exception {
        return problem(requests, token);
    }

    private static String problem(Requests requests, String token) throws Exception {
        return requests.post(REVIEWS, "{\"spec\":{\"token\":\"" + token + "\"}}")
                .json()
                .object("status")
                .text("error", "");
    }

    @Test
    void theClaimsAreTheUserAndTheKeysAreReadOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            ObjectValue user = user(token(_ -> {}));
            assertThat(user.text("username", "")).isEqualTo("oidc:jane");
            assertThat(user.text("uid", "")).isEqualTo("u1");
            assertThat(user.list("groups").texts()).containsExactly("oidc:a", "oidc:b", "system:authenticated");
        }
        assertThat(reads).as("the configuration and the keys").hasValue(2);
    }

    @Test
    void aNewKeyIsLookedForWhenATokenNamesIt() throws Exception {
        assertThat(user(token(_ -> {})).text("username", "")).isEqualTo("oidc:jane");
        String old = token(_ -> {});
        keys = Keys.rsa();
        keyId = "second";
        String fresh = token(_ -> {});
        assertThat(problem(fresh)).as("the issuer was asked a moment ago").contains("failed to verify");
        clock.advance(Duration.ofSeconds(11));
        assertThat(user(fresh).text("username", "")).isEqualTo("oidc:jane");
        assertThat(problem(old)).contains("failed to verify id token signature");
    }

    @Test
    void tokensThatDoNotHoldAreRefusedWithTheReason() throws Exception {
        String start = "[invalid bearer token, oidc: ";
        assertThat(problem(token(claims -> claims.audience("other"))))
                .isEqualTo(start + "verify token: oidc: expected audience in [\"kubernetes\"] got [\"other\"]]");
        assertThat(problem(token(claims -> claims.expirationTime(Date.from(clock.now())))))
                .startsWith(start + "verify token: oidc: token is expired (Token Expiry: ");
        assertThat(problem(token(claims -> claims.subject(null))))
                .isEqualTo(start + "parse username claims \"sub\": claim not present]");
        assertThat(problem(token(claims -> claims.claim("hd", "evil.com"))))
                .isEqualTo(start + "required claim hd value does not match. Got = evil.com, want = example.com]");
        assertThat(problem(token(claims -> claims.claim("hd", null))))
                .isEqualTo(start + "required claim hd not present in ID token]");
        assertThat(problem(token(claims -> claims.claim("hd", 1))))
                .isEqualTo(start + "parse claim hd: json: cannot unmarshal number into Go value of type string]");
        assertThat(problem(token(claims -> claims.claim("groups", List.of("a", 1)))))
                .isEqualTo(start
                        + "parse groups claim \"groups\": json: cannot unmarshal array into Go value of type string]");
        assertThat(problem(token(claims -> claims.claim("uid", null))))
                .isEqualTo(start + "parse uid claim \"uid\": claim not present]");
        assertThat(problem(token(claims -> claims.issuer("https://somebody.else"))))
                .isEqualTo("invalid bearer token");
        String good = token(_ -> {});
        KeyPair mine = keys;
        keys = Keys.rsa();
        String forged = token(_ -> {});
        keys = mine;
        assertThat(user(good).text("username", "")).isEqualTo("oidc:jane");
        assertThat(problem(forged)).contains("failed to verify id token signature");
    }

    @Test
    void anIssuerThatIsNotThereIsToldAndAskedAgainLater() throws Exception {
        String token = token(_ -> {});
        int port = issuer.port();
        issuer.close();
        assertThat(problem(token))
                .contains("oidc: authenticator for issuer \"https://localhost:" + port + "\" is not initialized: ");
        assertThat(requests.sendWithToken(token, "GET", "/api", "").refusal())
                .isEqualTo("401 Unauthorized: Unauthorized");
    }

    @Test
    void aConfigurationFileSaysWhoIsMeantAndWhoMayBeNobody() throws Exception {
        String file = """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                jwt:
                - issuer:
                    url: %s
                    audiences: [other, kubernetes]
                    audienceMatchPolicy: MatchAny
                    certificateAuthority: %s
                  claimMappings:
                    username: {expression: "'dev:' + claims.sub"}
                    groups: {expression: "claims.groups.filter(g, g != 'b')"}
                    extra: [{key: example.com/domain, valueExpression: claims.hd}]
                  claimValidationRules: [{expression: "claims.hd.endsWith('.com')", message: "not ours"}]
                  userValidationRules: [{expression: "user.username != 'dev:root'", message: "no root"}]
                anonymous: {enabled: true, conditions: [{path: /livez}]}
                """.formatted(issuer.url(""), Json.write(authorities()));
        AuthenticationFile.Contents contents =
                AuthenticationFile.read(file.getBytes(StandardCharsets.UTF_8), List.of());
        try (OpenIdTokens structured = new OpenIdTokens(contents.issuers().getFirst(), clock, FAULTS, metrics);
                Requests configured = new Requests(config -> config.withAuthentication(AuthenticationConfig.STANDARD
                        .withOthers(List.of(structured))
                        .withAnonymous(contents.anonymous().orElseThrow())))) {
            ObjectValue user = configured
                    .sendWithToken(token(_ -> {}), "POST", WHOAMI, "{}")
                    .json()
                    .object("status")
                    .object("userInfo");
            assertThat(user.toString())
                    .isEqualTo("{\"username\":\"dev:jane\",\"groups\":[\"a\",\"system:authenticated\"],"
                            + "\"extra\":{\"example.com/domain\":[\"example.com\"]}}");
            String start = "[invalid bearer token, oidc: error evaluating ";
            assertThat(problem(configured, token(claims -> claims.claim("hd", "example.org"))))
                    .isEqualTo(start + "claim validation expression: validation expression 'claims.hd.endsWith('.com')'"
                            + " failed: not ours]");
            assertThat(problem(configured, token(claims -> claims.subject("root"))))
                    .isEqualTo(start + "user info validation rule: validation expression 'user.username != 'dev:root''"
                            + " failed: no root]");
            assertThat(configured.sendAnonymously("GET", "/livez", Headers.NONE).code())
                    .isEqualTo(200);
            assertThat(configured
                            .sendAnonymously("GET", "/version", Headers.NONE)
                            .code())
                    .isEqualTo(401);
        }
    }

    private static Map<String, Object> elsewhere(String url, String accessToken) {
        return Map.of("src", Map.of("endpoint", url, "access_token", accessToken));
    }

    private String pointing(String url, String accessToken) throws Exception {
        return token(claims -> claims.claim("groups", null)
                .claim("_claim_names", Map.of("groups", "src"))
                .claim("_claim_sources", elsewhere(url, accessToken)));
    }

    @Test
    void groupsMayBeInAnotherToken() throws Exception {
        claims = token(other -> other.claim("groups", List.of("many")));

        assertThat(user(pointing(issuer.url("/claims"), "sesame"))
                        .list("groups")
                        .texts())
                .containsExactly("oidc:many", "system:authenticated");
    }

    @Test
    void whatCannotBeTrustedThereIsRefused() throws Exception {
        claims = token(other -> other.audience("somebody else"));
        assertThat(error(pointing(issuer.url("/claims"), "sesame")))
                .contains("oidc: could not expand distributed claims: verify distributed claim token: oidc: expected"
                        + " audience in [\"kubernetes\"] got [\"somebody else\"]");
        assertThat(error(pointing(issuer.url("/claims"), "wrong")))
                .contains("while getting distributed claim \"groups\": error while getting distributed claim JWT: 403");
        claims = token(other -> other.claim("groups", null));
        assertThat(error(pointing(issuer.url("/claims"), "sesame"))).contains("did not contain claim: groups");
        assertThat(error(token(own -> own.claim("groups", null).claim("_claim_names", Map.of("groups", "src")))))
                .contains("oidc: no claim sources");
    }

    private String error(String token) throws Exception {
        return requests.post(
                        REVIEWS,
                        ObjectValue.of("spec", ObjectValue.of("token", token)).toString())
                .json()
                .object("status")
                .text("error", "");
    }

    @Test
    void whatIssuersDoIsMeasured() throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        metrics.show(registry);
        user(token(_ -> {}));
        error(token(claims -> claims.audience("other")));

        String text = MetricsText.of(registry);
        assertThat(text)
                .containsPattern(
                        "jwt_authenticator_latency_seconds_count\\{jwt_issuer_hash=\"sha256:[0-9a-f]{64}\",result=\"success\"} 1")
                .containsPattern(
                        "jwt_authenticator_latency_seconds_count\\{jwt_issuer_hash=\"sha256:[0-9a-f]{64}\",result=\"failure\"} 1")
                .containsPattern(
                        "jwks_fetch_last_timestamp_seconds\\{apiserver_id_hash=\"sha256:.*result=\"success\"} 1.7672256E9")
                .containsPattern(
                        "jwks_fetch_last_key_set_info\\{apiserver_id_hash=\"sha256:[0-9a-f]{64}\",hash=\"sha256:");
        metrics.forget(issuer.url(""));
        assertThat(MetricsText.of(registry)).doesNotContain("last_key_set_info{");
    }
}
