package dev.jukung.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.User;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which user the claims of a token stand for, by expressions; texts as in kube-apiserver's oidc.go. */
class ClaimedUserTest {
    private static final ObjectValue CLAIMS = Json.parseObject("""
            {"sub":"jane","email":"jane@example.com","email_verified":true,"roles":["a","","b"],"role":"ops","n":1,
             "team":{"example.com/name":"blue"},"jti":"t1","none":null}""");

    private static OpenIdSettings settings(String mappings, String rules) {
        String file = """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                jwt:
                - issuer: {url: "https://issuer", audiences: [a]}
                  claimMappings: {%s}
                  %s
                """.formatted(mappings, rules);
        return AuthenticationFile.read(file.getBytes(StandardCharsets.UTF_8), List.of())
                .issuers()
                .getFirst();
    }

    private static User user(String mappings, String rules) throws InvalidTokenException {
        return ClaimedUser.of(settings(mappings, rules), CLAIMS);
    }

    @Test
    void expressionsMakeTheUserOfTheClaims() throws Exception {
        User user = user("""
                username: {expression: "claims.email_verified ? claims.email : claims.sub"},
                groups: {expression: "claims.roles.map(r, 'r:' + r)"}, uid: {expression: "claims.jti"},
                extra: [{key: example.com/team, valueExpression: "claims.team.example__dot__com__slash__name"},
                 {key: example.com/roles, valueExpression: "claims.roles"},
                 {key: example.com/none, valueExpression: "claims.none"}]""".replace('\n', ' '), "");
        assertThat(user)
                .isEqualTo(new User(
                        "jane@example.com",
                        "t1",
                        List.of("r:a", "r:", "r:b"),
                        Map.of(
                                "authentication.kubernetes.io/credential-id", List.of("JTI=t1"),
                                "example.com/team", List.of("blue"),
                                "example.com/roles", List.of("a", "b"))));
    }

    @Test
    void claimsAreTakenAsTheyAreWithAPrefix() throws Exception {
        User user = user("username: {claim: email, prefix: 'm:'}, groups: {claim: role, prefix: 'g:'}", "");
        assertThat(user.name()).isEqualTo("m:jane@example.com");
        assertThat(user.groups()).containsExactly("g:ops");
        assertThat(user.uid()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            username: {expression: "claims.n"} | oidc: error evaluating username claim expression: username claim expression must return a string
            username: {expression: "''"} | oidc: empty username via CEL expression is not allowed
            username: {expression: "claims.x"} | oidc: error evaluating username claim expression: expression 'claims.x' resulted in error: no such key: x
            username: {claim: sub, prefix: ""}, groups: {expression: "claims.n"} | oidc: error evaluating group claim expression: expression must return a string or a list of strings
            username: {claim: sub, prefix: ""}, groups: {expression: "[claims.n]"} | oidc: error evaluating group claim expression: expression must return a string or a list of strings
            username: {claim: sub, prefix: ""}, uid: {expression: "claims.roles"} | oidc: error evaluating uid claim expression: uid claim expression must return a string
            username: {claim: sub, prefix: ""}, extra: [{key: a.io/b, valueExpression: "claims.x"}] | expression 'claims.x' resulted in error: no such key: x
            username: {claim: sub, prefix: ""}, extra: [{key: a.io/b, valueExpression: "claims.n"}] | oidc: error evaluating extra claim expression: claims.n: expression must return a string or a list of strings
            username: {claim: "n", prefix: ""} | oidc: parse username claims "n": json: cannot unmarshal number into Go value of type string
            """)
    void claimsThatDoNotFitAreNoUser(String mappings, String problem) {
        assertThatThrownBy(() -> user(mappings, ""))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessage(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            claimValidationRules: [{expression: "claims.n == 2", message: "not two"}] | oidc: error evaluating claim validation expression: validation expression 'claims.n == 2' failed: not two
            claimValidationRules: [{expression: "claims.x == 2"}] | oidc: error evaluating claim validation expression: expression 'claims.x == 2' resulted in error: no such key: x
            claimValidationRules: [{claim: role, requiredValue: dev}] | oidc: required claim role value does not match. Got = ops, want = dev
            userValidationRules: [{expression: "!user.username.startsWith('system:')"}, {expression: "user.groups.size() > 0", message: "in no group"}] | oidc: error evaluating user info validation rule: validation expression 'user.groups.size() > 0' failed: in no group
            """)
    void whoBreaksARuleIsNotLetIn(String rules, String problem) {
        assertThatThrownBy(() -> user("username: {claim: sub, prefix: ''}", rules))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessage(problem);
    }

    @Test
    void whoKeepsAllRulesIsLetIn() throws Exception {
        assertThat(user("username: {claim: sub, prefix: ''}, extra: [{key: a.io/b, valueExpression: claims.role}]", """
                claimValidationRules: [{expression: "claims.n == 1"}, {claim: role, requiredValue: ops}]
                  userValidationRules: [{expression: "user.extra.a__dot__io__slash__b == ['ops'] && user.uid == ''"}]""")
                        .name())
                .isEqualTo("jane");
    }
}
