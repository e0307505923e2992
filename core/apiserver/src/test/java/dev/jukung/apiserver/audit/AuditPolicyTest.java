package dev.jukung.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy says of a request, and what is said of a policy that is wrong. */
class AuditPolicyTest {
    private static final String HEAD = "apiVersion: audit.k8s.io/v1\nkind: Policy\n";

    private static AuditPolicy policy(String yaml) {
        return PolicyReader.parse((HEAD + yaml).getBytes(StandardCharsets.UTF_8));
    }

    private static Attributes resource(
            String verb, String group, String resource, String sub, String space, String name) {
        return new Attributes(User.of("bob", "devs"), verb, group, "v1", resource, sub, space, name, "");
    }

    private static Level level(String rule, Attributes asked) {
        return policy("rules: [{level: Metadata, " + rule + "}]").verdict(asked).level();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "users: [bob] | METADATA",
                "users: [eve] | NONE",
                "userGroups: [ops, devs] | METADATA",
                "userGroups: [ops] | NONE",
                "verbs: [get, list] | METADATA",
                "verbs: [watch] | NONE",
                "namespaces: [default] | METADATA",
                "namespaces: [other] | NONE",
                "resources: [{group: ''}] | METADATA",
                "resources: [{group: apps}] | NONE",
                "resources: [{group: '*'}] | METADATA",
                "resources: [{resources: [pods/log]}] | METADATA",
                "resources: [{resources: [pods]}] | NONE",
                "resources: [{resources: ['pods/*']}] | METADATA",
                "resources: [{resources: ['*/log']}] | METADATA",
                "resources: [{resources: ['*']}] | METADATA",
                "resources: [{resources: [pods/log], resourceNames: [web]}] | METADATA",
                "resources: [{resources: [pods/log], resourceNames: [db]}] | NONE",
                "nonResourceURLs: ['*'] | NONE"
            })
    void aRuleFitsARequestForAResource(String rule, Level expected) {
        assertThat(level(rule, resource("get", "", "pods", "log", "default", "web")))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nonResourceURLs: [/healthz] | NONE",
                "nonResourceURLs: [/metrics] | METADATA",
                "nonResourceURLs: ['/met*'] | METADATA",
                "nonResourceURLs: ['*'] | METADATA",
                "verbs: [get] | METADATA",
                "namespaces: [''] | NONE",
                "resources: [{group: ''}] | NONE"
            })
    void aRuleFitsAnotherPath(String rule, Level expected) {
        assertThat(level(rule, Attributes.path(User.of("bob"), "get", "/metrics")))
                .isEqualTo(expected);
    }

    @Test
    void theFirstRuleThatFitsDecidesAndAddsToWhatAllLeaveOut() {
        AuditPolicy policy = policy("""
                omitStages: [RequestReceived]
                omitManagedFields: true
                rules:
                - level: Request
                  users: [bob]
                  omitStages: [Panic]
                  omitManagedFields: false
                - level: Metadata
                """);
        Attributes asked = resource("get", "", "pods", "", "default", "web");

        assertThat(policy.verdict(asked))
                .isEqualTo(new AuditPolicy.Verdict(Level.REQUEST, Set.of(Stage.REQUEST_RECEIVED, Stage.PANIC), false));
        assertThat(policy.verdict(Attributes.path(User.of("eve"), "get", "/")))
                .isEqualTo(new AuditPolicy.Verdict(Level.METADATA, Set.of(Stage.REQUEST_RECEIVED), true));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rules: [] | loaded illegal policy with 0 rules",
                "rules: [{users: [a]}] | rules[0].level: Required value",
                "rules: [{level: All}] | rules[0].level: Unsupported value: \"All\": supported values: \"None\", \"Metadata\", \"Request\", \"RequestResponse\"",
                "rules: [{level: None, nonResourceURLs: [healthz]}] | rules[0].nonResourceURLs[0]: Invalid value: \"healthz\": non-resource URL rules must begin with a '/' character",
                "rules: [{level: None, nonResourceURLs: ['/a*b']}] | rules[0].nonResourceURLs[0]: Invalid value: \"/a*b\": non-resource URL wildcards '*' must be the final character of the rule",
                "rules: [{level: None, resources: [{resourceNames: [a]}]}] | rules[0].resources.resourceNames: Invalid value: [\"a\"]: using resourceNames requires at least one resource",
                "omitStages: [Never] | omitStages[0]: Invalid value: \"Never\": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic",
            })
    void aPolicyThatIsWrongIsRefusedInKubernetesWords(String yaml, String expected) {
        assertThatThrownBy(() -> policy(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(expected);
    }

    @Test
    void aFileThatIsNoPolicyIsRefusedByItsName() {
        assertThatThrownBy(() -> PolicyReader.parse("kind: Pod".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("failed decoding: no kind \"Pod\" is registered for version \"\"");
        assertThatThrownBy(() -> PolicyReader.read(Path.of("/no/such/file")))
                .hasMessageStartingWith("failed to read file path \"/no/such/file\"");
    }
}
