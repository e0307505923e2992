package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code --allow-privileged}, in Pods and in what makes Pods. */
class PrivilegedTest {
    private static final String SPEC =
            "{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"},{\"name\":\"d\",\"image\":\"i:1\","
                    + "\"securityContext\":{\"privileged\":true}}]%s}";
    private static final String POD = "{\"metadata\":{\"name\":\"p\"},\"spec\":" + SPEC.formatted("") + "}";
    private static final String JOB = "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"template\":{\"spec\":"
            + SPEC.formatted(",\"restartPolicy\":\"Never\"") + "}}}";

    @Test
    void whereTheyAreNotAllowedPrivilegedContainersAreInvalid() throws Exception {
        try (Requests requests = new Requests(ApiServerConfig::withoutPrivileged)) {
            requests.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"n\"}}");
            requests.post("/api/v1/namespaces/n/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
            assertThat(requests.post("/api/v1/namespaces/n/pods", POD).refusal())
                    .isEqualTo(
                            "422 Invalid: Pod \"p\" is invalid: spec.containers[1].securityContext.privileged: Forbidden:"
                                    + " disallowed by cluster policy");
            assertThat(requests.post("/apis/batch/v1/namespaces/n/jobs", JOB).refusal())
                    .isEqualTo("422 Invalid: Job.batch \"p\" is invalid:"
                            + " spec.template.spec.containers[1].securityContext.privileged: Forbidden: disallowed by cluster"
                            + " policy");
            assertThat(requests.post("/api/v1/namespaces/n/pods", POD.replace("true", "false"))
                            .code())
                    .isEqualTo(201);
        }
    }

    @Test
    void usuallyTheyAreAllowed() throws Exception {
        try (Requests requests = new Requests()) {
            requests.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"n\"}}");
            requests.post("/api/v1/namespaces/n/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
            assertThat(requests.post("/api/v1/namespaces/n/pods", POD).code()).isEqualTo(201);
        }
    }
}
