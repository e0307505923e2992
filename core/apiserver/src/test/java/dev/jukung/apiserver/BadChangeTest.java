package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.APPLY;
import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static dev.jukung.apiserver.Requests.JSON_PATCH;
import static dev.jukung.apiserver.Requests.MERGE;
import static dev.jukung.apiserver.Requests.STRATEGIC;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Updates, patches and deletions of an object that is there and stays as it is. */
class BadChangeTest {
    private static final String IT = CONFIGMAPS + "/a";

    private Requests requests;
    private long before;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\"}}");
        before = requests.revision();
    }

    @AfterEach
    void nothingWasStored() throws Exception {
        assertThat(requests.get(IT).code()).isEqualTo(200);
        assertThat(requests.revision()).isEqualTo(before);
        requests.close();
    }

    private String patched(String query, String type, String body) throws Exception {
        return requests.patch(IT + query, type, body).refusal();
    }

    @Test
    void anotherNameOrNoneDoesNotFitThePath() throws Exception {
        assertThat(requests.put(IT, "{\"metadata\":{\"name\":\"b\"}}").refusal())
                .isEqualTo("400 BadRequest: the name of the object (b) does not match the name on the URL (a)");
        assertThat(requests.put(IT, "{\"metadata\":{}}").refusal())
                .isEqualTo("400 BadRequest: the name of the object (a based on URL) was undeterminable: name must be"
                        + " provided");
        assertThat(patched("", MERGE, "{\"metadata\":{\"name\":\"b\"}}"))
                .isEqualTo("400 BadRequest: the name of the object (b) does not match the name on the URL (a)");
    }

    @Test
    void anOlderVersionIsAConflict() throws Exception {
        assertThat(requests.put(IT, "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}")
                        .refusal())
                .isEqualTo("409 Conflict: Operation cannot be fulfilled on configmaps \"a\": the object has been"
                        + " modified; please apply your changes to the latest version and try again");
    }

    @Test
    void duplicateFieldsOfAnUpdateAreRefusedWhenStrict() throws Exception {
        assertThat(requests.put(
                                IT + "?fieldValidation=Strict",
                                "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\",\"x\":\"2\"}}")
                        .refusal())
                .isEqualTo(
                        "400 BadRequest: ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding"
                                + " error: duplicate field \"data.x\"");
    }

    @Test
    void unknownFieldsOfAStrategicPatchAreShownWithThePatch() throws Exception {
        assertThat(patched("?fieldValidation=Strict", STRATEGIC, "{\"foo\":1,\"data\":{\"x\":\"1\"}}"))
                .isEqualTo("422 Invalid:  \"\" is invalid: patch: Invalid value: \"map[data:map[x:1] foo:1]\": strict"
                        + " decoding error: unknown field \"foo\"");
    }

    @Test
    void unknownFieldsOfAMergePatchAreShownWithTheResult() throws Exception {
        assertThat(patched("?fieldValidation=Strict", MERGE, "{\"foo\":1}"))
                .startsWith(
                        "422 Invalid:  \"\" is invalid: patch: Invalid value:"
                                + " \"{\\\"apiVersion\\\":\\\"v1\\\",\\\"data\\\":{\\\"x\\\":\\\"1\\\"},\\\"foo\\\":1,\\\"kind\\\"")
                .endsWith("strict decoding error: unknown field \"foo\"");
    }

    @Test
    void unknownFieldsOfAPatchAreWarnedOfOnce() throws Exception {
        assertThat(requests.patch(IT + "?dryRun=All", STRATEGIC, "{\"foo\":1}").warnings())
                .containsExactly("299 - \"unknown field \\\"foo\\\"\"");
    }

    @Test
    void wrongTypesAreWordedAsThePatchTypeIsRead() throws Exception {
        assertThat(patched("", STRATEGIC, "{\"data\":{\"x\":1}}"))
                .isEqualTo("422 Invalid:  \"\" is invalid: patch: Invalid value: \"map[data:map[x:1]]\": cannot convert"
                        + " int64 to string");
        assertThat(patched("", MERGE, "{\"data\":{\"x\":1}}"))
                .endsWith("json: cannot unmarshal number into Go struct field ConfigMap.data of type string");
    }

    @Test
    void aPatchThatIsNoJsonIsABadRequest() throws Exception {
        assertThat(patched("", MERGE, "{\"data\":"))
                .isEqualTo("400 BadRequest: error decoding patch: unexpected end of JSON input");
        assertThat(patched("", STRATEGIC, "{\"data\":")).isEqualTo("400 BadRequest: unexpected end of JSON input");
        assertThat(patched("", MERGE, "[]"))
                .isEqualTo("400 BadRequest: error decoding patch: json: cannot unmarshal array into Go value of type"
                        + " map[string]interface {}");
    }

    @Test
    void aJsonPatchThatDoesNotFitCannotBeProcessed() throws Exception {
        String refused = "422 Invalid: the server rejected our request due to an error in our request";
        assertThat(patched("", JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/data/nope\"}]"))
                .isEqualTo(refused);
        assertThat(patched("", JSON_PATCH, "[{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"z\"}]"))
                .isEqualTo(refused);
    }

    @Test
    void anAppliedConfigurationMayNotHaveUnknownFieldsAndNeedsAManager() throws Exception {
        String applied = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"foo\":1}";
        assertThat(patched("?fieldManager=m", APPLY, applied))
                .isEqualTo(
                        "500 : failed to create typed patch object (/a; /v1, Kind=ConfigMap): .foo: field not declared"
                                + " in schema");
        assertThat(patched("", APPLY, applied))
                .isEqualTo("422 Invalid: PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is"
                        + " required for apply patch");
    }

    @Test
    void aDryRunInTheBodyOfADeletionDeletesNothing() throws Exception {
        assertThat(requests.delete(IT, "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"dryRun\":[\"All\"]}")
                        .code())
                .isEqualTo(200);
        assertThat(requests.delete(CONFIGMAPS, "{\"dryRun\":[\"All\"]}").code()).isEqualTo(200);
    }

    @Test
    void deleteOptionsThatCannotBeReadDeleteNothing() throws Exception {
        assertThat(requests.delete(IT, "{\"gracePeriodSeconds\":\"a\"}").refusal())
                .isEqualTo("400 BadRequest: json: cannot unmarshal string into Go struct field"
                        + " DeleteOptions.gracePeriodSeconds of type int64");
        assertThat(requests.delete(IT, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}")
                        .refusal())
                .isEqualTo("400 BadRequest: no kind \"Pod\" is registered for version \"v1\" in scheme"
                        + " \"pkg/apis/meta/internalversion/scheme/register.go:27\"");
        assertThat(requests.delete(IT, "{\"preconditions\":{\"uid\":\"zz\"}}").refusal())
                .startsWith(
                        "409 Conflict: Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition"
                                + " (zz) does not match the UID in record (");
        assertThat(requests.delete(IT + "?propagationPolicy=Foo", "").refusal())
                .isEqualTo(
                        "422 Invalid: DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value:"
                                + " \"Foo\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    }

    @Test
    void aPatchMakesNoObjectOfAnotherKindOrVersion() throws Exception {
        assertThat(patched("", MERGE, "{\"kind\":\"Other\"}"))
                .startsWith("422 Invalid:  \"\" is invalid: patch: Invalid value: ")
                .endsWith("no kind \"Other\" is registered for version \"v1\" in scheme"
                        + " \"pkg/api/legacyscheme/scheme.go:30\"");
        assertThat(patched("", JSON_PATCH, "[{\"op\":\"replace\",\"path\":\"/kind\",\"value\":\"Secret\"}]"))
                .startsWith("422 Invalid:  \"\" is invalid: patch: Invalid value: ")
                .endsWith("converting (v1.Secret) to (core.ConfigMap): unknown conversion");
        Requests.Answer ignored =
                requests.patch(IT + "?dryRun=All", STRATEGIC, "{\"kind\":\"Other\",\"apiVersion\":\"example.com/v9\"}");
        assertThat(ignored.json().text("kind", "")).isEqualTo("ConfigMap");
        assertThat(ignored.json().text("apiVersion", "")).isEqualTo("v1");
    }

    @Test
    void aPatchMayNotChangeTheUidNorTheNamespace() throws Exception {
        for (String type : new String[] {MERGE, STRATEGIC}) {
            assertThat(patched("", type, "{\"metadata\":{\"uid\":\"u\"}}"))
                    .isEqualTo("422 Invalid: ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"u\": field is"
                            + " immutable");
            assertThat(patched("", type, "{\"metadata\":{\"namespace\":\"other\"}}"))
                    .isEqualTo(
                            "400 BadRequest: the namespace of the provided object does not match the namespace sent on"
                                    + " the request");
        }
    }

    @Test
    void aRefusalWarnsTooAndNamesItsPriorityLevel() throws Exception {
        Requests.Answer answer = requests.patch(IT, STRATEGIC, "{\"foo\":1,\"metadata\":{\"uid\":\"u\"}}");
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.warnings()).containsExactly("299 - \"unknown field \\\"foo\\\"\"");
        assertThat(answer.headers().contains("X-Kubernetes-PF-FlowSchema-UID")).isTrue();
    }

    @Test
    void headIsNotAllowedOnWhatIsNoFile() throws Exception {
        for (String path : new String[] {IT, CONFIGMAPS, "/version", "/api", "/apis/apps/v1"}) {
            assertThat(requests.send("HEAD", path, dev.jukung.http.Headers.NONE, "")
                            .code())
                    .isEqualTo(405);
        }
    }

    @Test
    void ownersThatAreGivenTwiceAreKeptOnceWithAWarning() throws Exception {
        String owner = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"n\",\"uid\":\"u\"}";
        Requests.Answer answer = requests.post(
                CONFIGMAPS + "?dryRun=All",
                "{\"metadata\":{\"name\":\"b\",\"ownerReferences\":[" + owner + "," + owner + "]}}");
        assertThat(answer.json().object("metadata").list("ownerReferences").size())
                .isEqualTo(1);
        assertThat(answer.warnings())
                .containsExactly("299 - \".metadata.ownerReferences contains duplicate entries; API server dedups owner"
                        + " references in 1.20+, and may reject such requests as early as 1.24; please fix your"
                        + " requests; duplicate UID(s) observed: u\"");
    }
}
