package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, methods, options and credentials that the API server refuses, with Kubernetes' texts. */
class BadRequestTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private String got(String target) throws Exception {
        return requests.get(target).refusal();
    }

    @Test
    void aResourceThatAGroupDoesNotHaveIsNotFoundAsAStatus() throws Exception {
        assertThat(got("/api/v1/namespaces/default/foos"))
                .isEqualTo("404 NotFound: the server could not find the requested resource");
    }

    @Test
    void aGroupThatIsNotServedIsNotFoundAsPlainText() throws Exception {
        for (String path : new String[] {"/apis/foo/v1/bars", "/foo", "/apis/foo"}) {
            Requests.Answer answer = requests.get(path);
            assertThat(answer.code()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).isEqualTo("404 page not found\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apis/apps/v9", "/apis/apps/v9/deployments", "/api/v2", "/api/v2/pods"})
    void aVersionThatABuiltInGroupDoesNotHaveIsNotFoundAsAStatus(String path) throws Exception {
        assertThat(got(path)).isEqualTo("404 NotFound: the server could not find the requested resource");
    }

    @Test
    void aMethodThatThePathDoesNotHaveIsNotAllowed() throws Exception {
        String refused = "405 MethodNotAllowed: the server does not allow this method on the requested resource";
        assertThat(requests.put(CONFIGMAPS, "{}").refusal()).isEqualTo(refused);
        assertThat(requests.post(CONFIGMAPS + "/a", "{}").refusal()).isEqualTo(refused);
        assertThat(requests.patch(CONFIGMAPS, Requests.MERGE, "{}").refusal()).isEqualTo(refused);
        assertThat(requests.post("/api/v1/configmaps", "{}").refusal()).isEqualTo(refused);
    }

    @Test
    void aBodyOfAnotherTypeIsNotReadAndAnAnswerOfAnotherTypeIsNotWritten() throws Exception {
        assertThat(requests.send("POST", CONFIGMAPS, Headers.of("Content-Type", "text/plain"), "{}")
                        .refusal())
                .startsWith("415 UnsupportedMediaType: the body of the request was in an unknown format");
        assertThat(requests.patch(CONFIGMAPS + "/a", "application/json", "{}").refusal())
                .isEqualTo("415 UnsupportedMediaType: 415: Unsupported Media Type");
        assertThat(requests.send("GET", CONFIGMAPS, Headers.of("Accept", "text/html"), "")
                        .code())
                .isEqualTo(406);
    }

    @Test
    void aReviewHasNoTable() throws Exception {
        String reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        String review = "{\"spec\":{\"nonResourceAttributes\":{\"path\":\"/\",\"verb\":\"get\"}}}";
        String table = "application/json;as=Table;v=v1;g=meta.k8s.io";

        assertThat(requests.send("POST", reviews, accepting(table), review).refusal())
                .startsWith("406 NotAcceptable: only the following media types are accepted");
        assertThat(requests.send("POST", reviews, accepting(table + ",application/json"), review)
                        .code())
                .isEqualTo(201);
    }

    private static Headers accepting(String types) {
        return Headers.of("Content-Type", "application/json", "Accept", types);
    }

    @Test
    void optionsOfWritesAreInvalidOptions() throws Exception {
        assertThat(requests.post(CONFIGMAPS + "?dryRun=foo", "{}").refusal())
                .isEqualTo(
                        "422 Invalid: CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"foo\"]: supported values: \"All\"");
        assertThat(requests.put(CONFIGMAPS + "/a?fieldValidation=foo", "{}").refusal())
                .isEqualTo(
                        "422 Invalid: UpdateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"foo\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        assertThat(requests.post(CONFIGMAPS + "?fieldManager=" + "m".repeat(129), "{}")
                        .refusal())
                .endsWith("fieldManager: Too long: may not be more than 128 bytes");
        assertThat(requests.patch(CONFIGMAPS + "/a?force=true", Requests.MERGE, "{}")
                        .refusal())
                .isEqualTo(
                        "422 Invalid: PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch");
    }

    @Test
    void optionsOfListsAreInvalidOptions() throws Exception {
        String invalid = "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: ";
        assertThat(got(PODS + "?resourceVersionMatch=Exact"))
                .isEqualTo(
                        invalid
                                + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        assertThat(got(PODS + "?resourceVersionMatch=Exact&resourceVersion=0"))
                .isEqualTo(
                        invalid
                                + "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        assertThat(got(PODS + "?watch=1&sendInitialEvents=true"))
                .isEqualTo(
                        invalid
                                + "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }

    @Test
    void numbersVersionsAndSelectorsThatDoNotParseAreBadRequests() throws Exception {
        assertThat(got(PODS + "?limit=abc"))
                .isEqualTo("400 BadRequest: strconv.ParseInt: parsing \"abc\": invalid syntax");
        assertThat(got(PODS + "?resourceVersion=abc"))
                .isEqualTo(
                        "400 BadRequest: invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax");
        assertThat(got(PODS + "?continue=%21&limit=1"))
                .isEqualTo(
                        "400 BadRequest: invalid continue token: continue key is not valid: illegal base64 data at input byte 0");
        assertThat(got(PODS + "?labelSelector=a%20b"))
                .isEqualTo(
                        "400 BadRequest: unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");
        assertThat(got(PODS + "?fieldSelector=spec.foo%3Db"))
                .isEqualTo("400 BadRequest: field label not supported: spec.foo");
        assertThat(got(CONFIGMAPS + "?fieldSelector=spec.foo%3Db"))
                .isEqualTo(
                        "400 BadRequest: \"spec.foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    @Test
    void aVersionThatIsNotThereYetIsATimeoutToTryAgain() throws Exception {
        Requests.Answer answer = requests.get(PODS + "?resourceVersion=999999");
        assertThat(answer.refusal())
                .isEqualTo("504 Timeout: Timeout: Too large resource version: 999999, current: " + requests.revision());
        assertThat(answer.headers().first("Retry-After")).contains("1");
    }

    @Test
    void whoCannotBeIdentifiedIsUnauthorizedAndWhoIsNobodyIsForbidden() throws Exception {
        assertThat(requests.sendAnonymously("GET", PODS, Headers.of("Authorization", "Bearer garbage"))
                        .refusal())
                .isEqualTo("401 Unauthorized: Unauthorized");
        assertThat(requests.sendAnonymously("GET", PODS + "/x", Headers.NONE).refusal())
                .isEqualTo(
                        "403 Forbidden: pods \"x\" is forbidden: User \"system:anonymous\" cannot get resource \"pods\" in API group \"\" in the namespace \"default\"");
        assertThat(requests.sendAnonymously("GET", "/metrics", Headers.NONE).refusal())
                .isEqualTo("403 Forbidden: forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
    }
}
