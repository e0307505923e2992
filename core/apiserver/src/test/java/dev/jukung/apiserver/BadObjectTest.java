package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that cannot be what they are sent as: Kubernetes' answers word for word, and nothing stored. */
class BadObjectTest {
    private static final String NAMED = "\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}";

    private Requests requests;
    private long before;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
        before = requests.revision();
    }

    @AfterEach
    void nothingWasStored() {
        assertThat(requests.revision()).isEqualTo(before);
        requests.close();
    }

    private String created(String target, String json) throws Exception {
        return requests.post(target, json).refusal();
    }

    @Test
    void jsonThatEndsEarlyIsShownWithItsBeginning() throws Exception {
        assertThat(created(CONFIGMAPS, "{\"kind\":"))
                .isEqualTo(
                        "400 BadRequest: the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({\"kind\":)");
    }

    @Test
    void anEmptyBodyIsUnrecognized() throws Exception {
        assertThat(created(CONFIGMAPS, ""))
                .isEqualTo(
                        "400 BadRequest: the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)");
    }

    @Test
    void yamlThatCannotBeReadIsShownInHexadecimal() throws Exception {
        Headers yaml = Headers.of("Content-Type", "application/yaml");
        assertThat(requests.send("POST", CONFIGMAPS, yaml, "a: b\n c: [").refusal())
                .isEqualTo(
                        "400 BadRequest: the object provided is unrecognized (must be of type ConfigMap): yaml: line 2: mapping values are not allowed in this context (613a20620a20633a205b)");
    }

    @Test
    void anotherKindIsNotConverted() throws Exception {
        assertThat(created(CONFIGMAPS, "{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}"))
                .isEqualTo(
                        "400 BadRequest: Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion");
    }

    @Test
    void aKindThatNobodyKnowsIsNamedWithItsVersion() throws Exception {
        assertThat(created(CONFIGMAPS, "{\"apiVersion\":\"foo/v1\",\"kind\":\"Foo\"}"))
                .isEqualTo(
                        "400 BadRequest: Foo in version \"v1\" cannot be handled as a ConfigMap: no kind \"Foo\" is registered for version \"foo/v1\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }

    @Test
    void anotherVersionOfTheKindDoesNotMatchThePath() throws Exception {
        assertThat(created(
                        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                        "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"HorizontalPodAutoscaler\"}"))
                .isEqualTo(
                        "400 BadRequest: the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)");
    }

    @Test
    void unknownAndDuplicateFieldsAreRefusedTogetherWhenStrict() throws Exception {
        assertThat(created(
                        CONFIGMAPS + "?fieldValidation=Strict",
                        "{" + NAMED + ",\"bar\":2,\"data\":{\"a\":\"1\",\"a\":\"2\"},\"baz\":3}"))
                .isEqualTo(
                        "400 BadRequest: ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"bar\", duplicate field \"data.a\", unknown field \"baz\"");
    }

    @Test
    void unknownFieldsAreWarnedOfByDefaultAndNotTaken() throws Exception {
        Requests.Answer answer = requests.post(CONFIGMAPS + "?dryRun=All", "{" + NAMED + ",\"bar\":2}");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.warnings()).containsExactly("299 - \"unknown field \\\"bar\\\"\"");
        assertThat(answer.json().has("bar")).isFalse();
    }

    @Test
    void unknownFieldsAreDroppedInSilenceWhenIgnored() throws Exception {
        Requests.Answer answer =
                requests.post(CONFIGMAPS + "?dryRun=All&fieldValidation=Ignore", "{" + NAMED + ",\"bar\":2}");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void aWrongTypeIsNamedWithItsField() throws Exception {
        assertThat(
                        created(
                                "/apis/apps/v1/namespaces/default/deployments",
                                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"replicas\":\"2\"}}"))
                .isEqualTo(
                        "400 BadRequest: Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");
    }

    @Test
    void eachCauseIsListedOnce() throws Exception {
        Requests.Answer answer = requests.post(
                "/apis/apps/v1/namespaces/default/deployments",
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}}}");
        assertThat(answer.refusal())
                .isEqualTo(
                        "422 Invalid: Deployment.apps \"a\" is invalid: spec.template.spec.containers[0].image: Required value");
        assertThat(answer.json().object("details").list("causes").size()).isEqualTo(1);
    }

    @Test
    void aResourceVersionAtCreationHasNoReason() throws Exception {
        assertThat(created(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}"))
                .isEqualTo("500 : resourceVersion should not be set on objects to be created");
    }

    @Test
    void tooMuchDataIsRefusedForTheWholeObject() throws Exception {
        assertThat(created(CONFIGMAPS, "{" + NAMED + ",\"data\":{\"a\":\"" + "x".repeat(1_048_577) + "\"}}"))
                .isEqualTo("422 Invalid: ConfigMap \"a\" is invalid: []: Too long: may not be more than 1048576 bytes");
    }
}
