package dev.jukung.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an AuthenticationConfiguration may say; texts as in k8s.io/apiserver/pkg/apis/apiserver/validation. */
class AuthenticationFileTest {
    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    private static final String INVALID = "invalid authentication configuration: ";

    private static AuthenticationFile.Contents read(String rest) {
        return AuthenticationFile.read((HEAD + rest).getBytes(StandardCharsets.UTF_8), List.of("https://own"));
    }

    @Test
    void whatIsNotSaidIsLeftToTheFlags() {
        assertThat(read("jwt: []")).isEqualTo(new AuthenticationFile.Contents(List.of(), Optional.empty()));
        assertThat(read("anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}")
                        .anonymous())
                .contains(new AuthenticationConfig.Anonymous(true, List.of("/livez", "/readyz")));
        assertThat(read("anonymous: {enabled: false}").anonymous()).contains(AuthenticationConfig.Anonymous.NOWHERE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            url: "", audiences: [a] | jwt[0].issuer.url: Required value
            url: "http://i", audiences: [a] | jwt[0].issuer.url: Invalid value: "http://i": URL scheme must be https
            url: "https://u:p@i?a=b#c", audiences: [a] | [jwt[0].issuer.url: Invalid value: "https://u:p@i?a=b#c": URL must not contain a username or password, jwt[0].issuer.url: Invalid value: "https://u:p@i?a=b#c": URL must not contain a query, jwt[0].issuer.url: Invalid value: "https://u:p@i?a=b#c": URL must not contain a fragment]
            url: "https://own", audiences: [a] | jwt[0].issuer.url: Invalid value: "https://own": URL must not overlap with disallowed issuers: [https://own]
            url: "https://i/", discoveryURL: "https://i", audiences: [a] | jwt[0].issuer.discoveryURL: Invalid value: "https://i": discoveryURL must be different from URL
            url: "https://i" | jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required
            url: "https://i", audiences: [a, a, ""] | [jwt[0].issuer.audiences[1]: Duplicate value: "a", jwt[0].issuer.audiences[2]: Required value, jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences]
            url: "https://i", audiences: [a], audienceMatchPolicy: All | jwt[0].issuer.audienceMatchPolicy: Invalid value: "All": audienceMatchPolicy must be empty or MatchAny for single audience
            url: "https://i", audiences: [a], certificateAuthority: x | jwt[0].issuer.certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates
            url: "https://i", audiences: [a], egressSelectorType: moon | jwt[0].issuer.egressSelectorType: Invalid value: "moon": egress selector must be either controlplane or cluster
            """)
    void anIssuerIsChecked(String issuer, String problem) {
        assertThatThrownBy(() ->
                        read("jwt: [{issuer: {" + issuer + "}, claimMappings: {username: {claim: s, prefix: ''}}}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(INVALID + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            claimMappings: {username: {}} | jwt[0].claimMappings.username: Required value: claim or expression is required
            claimMappings: {username: {claim: a}} | jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing
            claimMappings: {username: {claim: a, expression: b}} | jwt[0].claimMappings.username: Invalid value: "": claim and expression can't both be set
            claimMappings: {username: {expression: "claims.a", prefix: p}} | jwt[0].claimMappings.username.prefix: Invalid value: "p": may not be specified when expression is set
            claimMappings: {username: {expression: "claims.email"}} | jwt[0].claimMappings.username.expression: Invalid value: "claims.email": claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression
            claimMappings: {username: {claim: a, prefix: ""}, uid: {claim: a, expression: b}} | jwt[0].claimMappings.uid: Invalid value: "": claim and expression can't both be set
            claimMappings: {username: {claim: a, prefix: ""}, extra: [{key: a, valueExpression: "''"}, {key: x.k8s.io/b}, {key: A.io/b, valueExpression: "''"}]} | [jwt[0].claimMappings.extra[0].key: Invalid value: "a": must be a domain-prefixed path (such as "acme.io/foo"), jwt[0].claimMappings.extra[1].key: Invalid value: "x.k8s.io/b": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use, jwt[0].claimMappings.extra[1].valueExpression: Required value, jwt[0].claimMappings.extra[2].key: Invalid value: "A.io": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), jwt[0].claimMappings.extra[2].key: Invalid value: "A.io/b": must be lowercase]
            claimMappings: {username: {claim: a, prefix: ""}}, claimValidationRules: [{}, {claim: a, message: m}, {claim: a}, {expression: "claims.a"}, {expression: "true", requiredValue: x}] | [jwt[0].claimValidationRules[0]: Required value: claim or expression is required, jwt[0].claimValidationRules[1].message: Invalid value: "m": may not be specified when claim is set, jwt[0].claimValidationRules[2].claim: Duplicate value: "a", jwt[0].claimValidationRules[3].expression: Invalid value: "claims.a": must evaluate to bool, jwt[0].claimValidationRules[4].requiredValue: Invalid value: "x": may not be specified when expression is set]
            claimMappings: {username: {claim: a, prefix: ""}}, userValidationRules: [{expression: ""}, {expression: "true"}, {expression: "true"}] | [jwt[0].userValidationRules[0].expression: Required value, jwt[0].userValidationRules[2].expression: Duplicate value: "true"]
            """)
    void claimsAreChecked(String claims, String problem) {
        assertThatThrownBy(() -> read("jwt: [{issuer: {url: 'https://i', audiences: [a]}, " + claims + "}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(INVALID + problem);
    }

    @Test
    void anExpressionThatCannotBeCompiledIsShown() {
        assertThatThrownBy(
                        () -> read(
                                "jwt: [{issuer: {url: 'https://i', audiences: [a]}, claimMappings: {username: {expression: 'user.x'}}}]"))
                .hasMessageStartingWith(
                        INVALID + "jwt[0].claimMappings.username.expression: Invalid value: \"user.x\": compilation"
                                + " failed: ERROR: <input>:1:1: undeclared reference to 'user' (in container '')");
    }

    @Test
    void aMailAddressThatIsVerifiedMayBeTheName() {
        String jwt =
                "jwt: [{issuer: {url: 'https://i', audiences: [a]}, claimMappings: {username: {expression: claims.email}},"
                        + " claimValidationRules: [{expression: 'claims.?email_verified.orValue(true) == true'}]}]";
        assertThat(read(jwt).issuers()).hasSize(1);
    }

    @Test
    void twoEntriesAreNotAboutOneIssuer() {
        String entry =
                "{issuer: {url: 'https://i', audiences: [a]}, claimMappings: {username: {claim: a, prefix: ''}}}";
        assertThatThrownBy(() -> read("jwt: [" + entry + ", " + entry + "]"))
                .hasMessage(INVALID + "jwt[1].issuer.url: Duplicate value: \"https://i\"");
    }

    @Test
    void theFileIsReadStrictly() {
        assertThatThrownBy(() -> read("jwt: [{isuer: {}}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strict decoding error: unknown field \"jwt[0].isuer\"");
    }

    @Test
    void whoLetsNobodyInAnonymouslyNamesNoPaths() {
        assertThatThrownBy(() -> read("anonymous: {enabled: false, conditions: [{path: /a}]}"))
                .hasMessage(
                        INVALID + "anonymous.conditions: Invalid value: [{\"Path\":\"/a\"}]: enabled should be set to"
                                + " true when conditions are defined");
    }

    @Test
    void anotherKindIsRefused() {
        assertThatThrownBy(() -> AuthenticationFile.read(
                        "apiVersion: v1\nkind: Pod".getBytes(StandardCharsets.UTF_8), List.of()))
                .hasMessage("no kind \"Pod\" is registered for version \"v1\", expected AuthenticationConfiguration");
    }
}
