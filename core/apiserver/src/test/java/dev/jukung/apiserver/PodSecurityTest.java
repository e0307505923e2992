package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSecurityTest {
    private static final String GOOD =
            "\"securityContext\":{\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]},\"runAsNonRoot\":true,\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}";
    private static final String ALL_FOUR =
            "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Requests.Answer namespace(String labels) throws Exception {
        Requests.Answer answer = requests.post(
                "/api/v1/namespaces", "{\"metadata\":{\"name\":\"n\",\"labels\":{" + labels(labels) + "}}}");
        requests.post("/api/v1/namespaces/n/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        return answer;
    }

    private static String labels(String given) {
        return "\"pod-security.kubernetes.io/"
                + given.replace("=", "\":\"").replace(" ", "\",\"pod-security.kubernetes.io/") + "\"";
    }

    private Requests.Answer pod(String name, String container, String spec) throws Exception {
        String more = container.isEmpty() ? "" : "," + container;
        return requests.post(
                "/api/v1/namespaces/n/pods",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\""
                        + more + "}]" + spec + "}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "enforce=baseline|`\"securityContext\":{\"privileged\":true}`|``|`privileged (container \"c\" must not set securityContext.privileged=true)`",
                "enforce=baseline|``|`,\"hostNetwork\":true,\"hostPID\":true`|`host namespaces (hostNetwork=true, hostPID=true)`",
                "enforce=baseline|`\"securityContext\":{\"capabilities\":{\"add\":[\"NET_RAW\",\"CHOWN\"]}}`|``|`non-default capabilities (container \"c\" must not include \"NET_RAW\" in securityContext.capabilities.add)`",
                "enforce=baseline|`\"ports\":[{\"containerPort\":80,\"hostPort\":80}]`|``|`hostPort (container \"c\" uses hostPort 80)`",
                "enforce=baseline|``|`,\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}}]`|`hostPath volumes (volume \"v\")`",
                "enforce=baseline|``|`,\"securityContext\":{\"sysctls\":[{\"name\":\"kernel.msgmax\",\"value\":\"1\"}]}`|`forbidden sysctls (kernel.msgmax)`",
                "enforce=baseline|``|`,\"securityContext\":{\"seccompProfile\":{\"type\":\"Unconfined\"}}`|`seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")`",
            })
    void whatTheStandardForbidsIsRefused(String labels, String container, String spec, String why) throws Exception {
        namespace(labels);
        assertThat(pod("p", container, spec).refusal())
                .isEqualTo("403 Forbidden: pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": " + why);
    }

    @Test
    void restrictedAsksForFourThings() throws Exception {
        namespace("enforce=restricted enforce-version=v1.36");
        assertThat(pod("p", "", "").refusal())
                .isEqualTo("403 Forbidden: pods \"p\" is forbidden: violates PodSecurity \"restricted:v1.36\": "
                        + ALL_FOUR);
        assertThat(pod("p", GOOD, "").code()).isEqualTo(201);
    }

    @Test
    void olderVersionsAskForLess() throws Exception {
        namespace("enforce=restricted enforce-version=v1.21 warn=privileged");
        assertThat(pod("p", "", "").refusal()).doesNotContain("capabilities").contains("runAsNonRoot");
    }

    @Test
    void templatesOfControllersAreWarnedOfOnly() throws Exception {
        namespace("enforce=restricted");
        Requests.Answer created = requests.post(
                "/apis/apps/v1/namespaces/n/deployments",
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}}}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.warnings())
                .containsExactly("299 - \"would violate PodSecurity \\\"restricted:latest\\\": "
                        + ALL_FOUR.replace("\"", "\\\"") + "\"");
    }

    @Test
    void labelsHaveToMakeSense() throws Exception {
        assertThat(namespace("enforce=strict warn-version=1.36").refusal())
                .isEqualTo(
                        "422 Invalid: Namespace \"n\" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1.36\": must be \"latest\" or \"v1.x\"]");
    }

    @Test
    void aNamespaceThatBecomesStricterWarnsOfItsPods() throws Exception {
        namespace("warn=privileged");
        pod("a", "", ",\"hostNetwork\":true");
        pod("b", "", ",\"hostNetwork\":true");
        pod("c", "", "");
        assertThat(requests.patch(
                                "/api/v1/namespaces/n",
                                Requests.MERGE,
                                "{\"metadata\":{\"labels\":{" + labels("enforce=baseline") + "}}}")
                        .warnings())
                .containsExactly(
                        "299 - \"existing pods in namespace \\\"n\\\" violate the new PodSecurity enforce level \\\"baseline:latest\\\"\"",
                        "299 - \"a (and 1 other pod): host namespaces\"");
    }
}
