package dev.jukung.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer.Decision;
import dev.jukung.apiserver.auth.User;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of an ABAC policy file against requests. */
class AbacPolicyTest {
    private static final String FILE = """
            # who may do what
            {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"alice","namespace":"*","resource":"*","apiGroup":"*"}}
            {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"bob","namespace":"projectCaribou","resource":"pods","readonly":true}}
            {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"group":"*","readonly":true,"nonResourcePath":"/version*"}}

            {"user":"kate","readonly":true,"resource":"services"}
            """;

    private final List<AbacPolicy> policies = AbacPolicy.parse("policy.jsonl", FILE);

    @ParameterizedTest
    @CsvSource({
        "alice, delete, apps, deployments, x, true",
        "bob, get, '', pods, projectCaribou, true",
        "bob, create, '', pods, projectCaribou, false",
        "bob, get, '', pods, other, false",
        "bob, get, '', secrets, projectCaribou, false",
        "kate, list, '', services, anywhere, true",
        "kate, update, '', services, anywhere, false",
        "mallory, get, '', pods, projectCaribou, false",
    })
    void aLineAllowsWhatItSays(
            String user, String verb, String group, String resource, String namespace, boolean allowed) {
        Attributes asked = new Attributes(User.of(user), verb, group, "v1", resource, "", namespace, "name", "");
        assertThat(AbacPolicy.authorizer(policies).decide(asked).allowed()).isEqualTo(allowed);
    }

    @Test
    void pathsAreForEverybodyWhoIsKnown() {
        Attributes asked = Attributes.path(User.of("anybody"), "get", "/version/x");
        assertThat(AbacPolicy.authorizer(policies).decide(asked).allowed()).isTrue();
        assertThat(AbacPolicy.authorizer(policies).decide(asked.with(User.ANONYMOUS)))
                .isEqualTo(new Decision.NoOpinion("No policy matched."));
    }

    @Test
    void aLineThatIsNoPolicyIsNamed() {
        assertThatThrownBy(
                        () -> AbacPolicy.parse("policy.jsonl", "# first\n{\"apiVersion\":\"v9\",\"kind\":\"Policy\"}"))
                .hasMessageStartingWith("error reading policy file policy.jsonl, line 2: ");
    }
}
