package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.authentication.ServiceAccountConfig;
import dev.jukung.http.pki.Keys;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of ServiceAccounts: asked for, bound, used and refused. */
class ServiceAccountTokenTest {
    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String UNAUTHORIZED = "401 Unauthorized: Unauthorized";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        requests.post(ACCOUNTS, "{\"metadata\":{\"name\":\"sa1\"}}");
        requests.post(ACCOUNTS, "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Requests.Answer ask(String request) throws Exception {
        return requests.post(ACCOUNTS + "/sa1/token", request);
    }

    private static String token(Requests.Answer answer) {
        return answer.json().object("status").text("token", answer.body());
    }

    private static ObjectValue claims(String token) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
        return Json.parseObject(new String(payload, StandardCharsets.UTF_8));
    }

    private ObjectValue whoami(String token) throws Exception {
        return requests.sendWithToken(token, "POST", WHOAMI, "{}")
                .json()
                .object("status")
                .object("userInfo");
    }

    private String reviewError(String token, String audiences) throws Exception {
        return requests.post(REVIEWS, "{\"spec\":{\"token\":\"" + token + "\",\"audiences\":" + audiences + "}}")
                .json()
                .object("status")
                .text("error", "");
    }

    @Test
    void aTokenIsTheAccountWithItsGroups() throws Exception {
        Requests.Answer answer = ask("{\"spec\":{}}");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.json().object("spec").integer("expirationSeconds", 0)).isEqualTo(3600);
        assertThat(answer.json().object("metadata").text("name", "")).isEqualTo("sa1");
        ObjectValue user = whoami(token(answer));
        assertThat(user.text("username", "")).isEqualTo("system:serviceaccount:default:sa1");
        assertThat(user.list("groups").texts())
                .containsExactly("system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
        assertThat(user.object("extra")
                        .list("authentication.kubernetes.io/credential-id")
                        .texts()
                        .getFirst())
                .startsWith("JTI=");
        assertThat(claims(token(answer)).text("iss", "")).isEqualTo("https://kubernetes.default.svc.cluster.local");
    }

    @Test
    void requestsThatCannotBeMetAreRefused() throws Exception {
        String invalid =
                "422 Invalid: TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: ";
        assertThat(ask("{\"spec\":{\"expirationSeconds\":5}}").refusal())
                .isEqualTo(invalid + "5: may not specify a duration less than 10 minutes");
        assertThat(ask("{\"spec\":{\"expirationSeconds\":4294967297}}").refusal())
                .isEqualTo(invalid + "4294967297: may not specify a duration larger than 2^32 seconds");
        assertThat(ask("{\"metadata\":{\"name\":\"x\"},\"spec\":{}}").refusal())
                .isEqualTo("422 Invalid: TokenRequest.authentication.k8s.io \"sa1\" is invalid: metadata.name: "
                        + "Invalid value: \"x\": must match the service account name if specified");
        assertThat(ask("{\"metadata\":{\"uid\":\"x\"},\"spec\":{}}").refusal())
                .startsWith(
                        "409 Conflict: Operation cannot be fulfilled on TokenRequest.authentication.k8s.io \"sa1\": "
                                + "the UID in the token request (x) does not match the UID of the service account (");
        assertThat(ask(bound("v1", "Foo", "x")).refusal())
                .isEqualTo("400 BadRequest: cannot bind token to object of type /v1, Kind=Foo");
        assertThat(ask(bound("apps/v1", "Pod", "x")).refusal())
                .isEqualTo("400 BadRequest: cannot bind token to object of type apps/v1, Kind=Pod");
        assertThat(ask(bound("v1", "Pod", "x")).refusal()).isEqualTo("404 NotFound: pods \"x\" not found");
    }

    private static String bound(String version, String kind, String name) {
        return "{\"spec\":{\"boundObjectRef\":{\"apiVersion\":\"" + version + "\",\"kind\":\"" + kind + "\",\"name\":\""
                + name + "\"}}}";
    }

    @Test
    void aTokenBoundToAPodGoesWithIt() throws Exception {
        String pods = "/api/v1/namespaces/default/pods";
        requests.post(
                pods,
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"serviceAccountName\":\"sa1\",\"nodeName\":\"n1\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        requests.post(
                pods,
                "{\"metadata\":{\"name\":\"other\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        assertThat(ask(bound("v1", "Pod", "other")).refusal())
                .isEqualTo(
                        "400 BadRequest: cannot bind token for serviceaccount \"sa1\" to pod running with different serviceaccount name.");
        String token = token(ask(bound("v1", "Pod", "p")));
        ObjectValue extra = whoami(token).object("extra");
        assertThat(extra.list("authentication.kubernetes.io/pod-name").texts()).containsExactly("p");
        assertThat(extra.list("authentication.kubernetes.io/node-name").texts()).containsExactly("n1");

        requests.delete(pods + "/p", "{\"gracePeriodSeconds\":0}");
        assertThat(reviewError(token, "[]"))
                .isEqualTo("[invalid bearer token, service account token has been invalidated]");
        assertThat(requests.sendWithToken(token, "GET", "/api", "").refusal()).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void aTokenOfAPodThatIsReadSeldomLivesLongerThanItSays() throws Exception {
        requests.post(
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"serviceAccountName\":\"sa1\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        Requests.Answer answer = ask(
                "{\"spec\":{\"expirationSeconds\":3607,\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\"}}}");
        ObjectValue claims = claims(token(answer));
        long issued = claims.integer("iat", 0);
        assertThat(claims.integer("exp", 0) - issued)
                .isEqualTo(Duration.ofDays(365).toSeconds());
        assertThat(claims.object("kubernetes.io").integer("warnafter", 0) - issued)
                .isEqualTo(3607);
        assertThat(answer.json().object("status").text("expirationTimestamp", ""))
                .isEqualTo("2026-01-01T01:00:07Z");
    }

    @Test
    void aTokenForOthersOrExpiredOrChangedIsRefused() throws Exception {
        String token = token(ask("{\"spec\":{\"audiences\":[\"vault\"]}}"));
        assertThat(requests.sendWithToken(token, "GET", "/api", "").refusal()).isEqualTo(UNAUTHORIZED);
        assertThat(reviewError(token, "[\"vault\"]")).isEmpty();
        assertThat(reviewError(token, "[\"foo\"]"))
                .isEqualTo(
                        "[invalid bearer token, token audiences [\"vault\"] is invalid for the target audiences [\"foo\"]]");
        String own = token(ask("{\"spec\":{}}"));
        String changed = own.substring(0, own.length() - 4) + (own.endsWith("AAAA") ? "BBBB" : "AAAA");
        assertThat(reviewError(changed, "[]"))
                .isEqualTo("[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]");
        requests.clock().advance(Duration.ofMinutes(62));
        assertThat(reviewError(own, "[]")).isEqualTo("[invalid bearer token, service account token has expired]");
    }

    @Test
    void aTokenOfAnAccountThatWasMadeAnewIsRefused() throws Exception {
        String token = token(ask("{\"spec\":{}}"));
        requests.delete(ACCOUNTS + "/sa1", "{}");
        assertThat(reviewError(token, "[]")).isEqualTo("[invalid bearer token, serviceaccounts \"sa1\" not found]");
        requests.post(ACCOUNTS, "{\"metadata\":{\"name\":\"sa1\"}}");
        assertThat(reviewError(token, "[]")).contains("does not match claim (");
    }

    @Test
    void aLongLifeIsCutWithAWarning() throws Exception {
        KeyPair keys = Keys.rsa();
        String issuer = ApiServerConfig.ISSUER;
        ServiceAccountConfig config = new ServiceAccountConfig(
                List.of(issuer),
                keys,
                List.of(),
                List.of(issuer),
                Optional.of(Duration.ofHours(48)),
                true,
                Optional.empty());
        try (Requests capped = new Requests(usual -> usual.withServiceAccounts(config))) {
            capped.post(ACCOUNTS, "{\"metadata\":{\"name\":\"sa1\"}}");
            Requests.Answer answer = capped.post(ACCOUNTS + "/sa1/token", "{\"spec\":{\"expirationSeconds\":360000}}");
            assertThat(answer.warnings())
                    .containsExactly("299 - \"requested expiration of 360000 seconds shortened to 172800 seconds\"");
            assertThat(answer.json().object("spec").integer("expirationSeconds", 0))
                    .isEqualTo(172800);
            assertThat(capped.sendWithToken(token(answer), "GET", "/api", "").code())
                    .isEqualTo(200);
        }
    }

    @Test
    void tokensOfAnOldKeyAndIssuerHoldWhileTheyAreListed() throws Exception {
        KeyPair old = Keys.rsa();
        KeyPair fresh = Keys.ec();
        ServiceAccountConfig before = ServiceAccountConfig.of("https://old", old);
        String[] token = new String[1];
        try (Requests first = new Requests(usual -> usual.withServiceAccounts(before))) {
            first.post(ACCOUNTS, "{\"metadata\":{\"name\":\"sa1\"}}");
            token[0] = token(first.post(ACCOUNTS + "/sa1/token", "{\"spec\":{\"audiences\":[\"https://new\"]}}"));
        }
        ServiceAccountConfig after = new ServiceAccountConfig(
                List.of("https://new", "https://old"),
                fresh,
                List.of(old.getPublic()),
                List.of("https://new"),
                Optional.empty(),
                true,
                Optional.empty());
        try (Requests second = new Requests(usual -> usual.withServiceAccounts(after))) {
            second.post(ACCOUNTS, "{\"metadata\":{\"name\":\"sa1\"}}");
            assertThat(second.post(REVIEWS, "{\"spec\":{\"token\":\"" + token[0] + "\"}}")
                            .body())
                    .as("the account has the same uid there: both servers draw from the same seed")
                    .contains("\"authenticated\":true");
            assertThat(second.get("/openid/v1/jwks").json().list("keys")).hasSize(2);
        }
        ServiceAccountConfig unlisted = ServiceAccountConfig.of("https://old", fresh);
        try (Requests third = new Requests(usual -> usual.withServiceAccounts(unlisted))) {
            assertThat(third.post(REVIEWS, "{\"spec\":{\"token\":\"" + token[0] + "\"}}")
                            .body())
                    .contains("invalid signature, no keys found");
        }
    }

    @Test
    void aTokenKeptInASecretHoldsAsLongAsTheSecretAndItsUseIsNoted() throws Exception {
        String uid = requests.get(ACCOUNTS + "/sa1").json().object("metadata").text("uid", "");
        String token = requests.server().tokens().signLegacy("default", "sa1", uid, "kept");
        String secrets = "/api/v1/namespaces/default/secrets";
        requests.post(
                secrets,
                "{\"metadata\":{\"name\":\"kept\",\"annotations\":{\"kubernetes.io/service-account.name\":\"sa1\"}},"
                        + "\"type\":\"kubernetes.io/service-account-token\",\"stringData\":{\"token\":\"" + token
                        + "\"}}");
        assertThat(whoami(token).text("username", "")).isEqualTo("system:serviceaccount:default:sa1");
        assertThat(requests.get(secrets + "/kept")
                        .json()
                        .object("metadata")
                        .object("labels")
                        .text("kubernetes.io/legacy-token-last-used", ""))
                .isEqualTo("2026-01-01");
        assertThat(requests.sendWithToken(token, "GET", "/version", "").warnings())
                .as("made by hand")
                .isEmpty();
        requests.patch(ACCOUNTS + "/sa1", Requests.MERGE, "{\"secrets\":[{\"name\":\"kept\"}]}");
        assertThat(requests.sendWithToken(token, "GET", "/version", "").warnings())
                .containsExactly(
                        "299 - \"Use tokens from the TokenRequest API or manually created secret-based tokens instead of auto-generated secret-based tokens.\"");
        requests.patch(
                secrets + "/kept",
                Requests.MERGE,
                "{\"metadata\":{\"labels\":{\"kubernetes.io/legacy-token-invalid-since\":\"2026-01-01\"}}}");
        assertThat(reviewError(token, "[]")).contains("has been marked invalid. Use tokens from the TokenRequest API");
        requests.delete(secrets + "/kept", "{}");
        assertThat(reviewError(token, "[]")).isEqualTo("[invalid bearer token, Token has been invalidated]");
    }
}
