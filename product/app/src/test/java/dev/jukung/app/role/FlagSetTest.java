package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines as kube-apiserver reads them, with its texts. */
class FlagSetTest {
    private static FlagValues parse(String... arguments) {
        return ApiServerFlags.FLAGS.parse(List.of(arguments));
    }

    @Test
    void valuesComeWithAnEqualsSignOrAfterIt() {
        FlagValues values = parse("--secure-port=6444", "--bind-address", "127.0.0.1", "--etcd_prefix=/x", "-v=4");
        assertThat(values.integer("secure-port")).isEqualTo(6444);
        assertThat(values.text("bind-address")).isEqualTo("127.0.0.1");
        assertThat(values.text("etcd-prefix")).isEqualTo("/x");
        assertThat(values.integer("v")).isEqualTo(4);
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        FlagValues values = parse();
        assertThat(values.integer("secure-port")).isEqualTo(6443);
        assertThat(values.duration("authentication-token-webhook-cache-ttl")).isEqualTo(Duration.ofMinutes(2));
        assertThat(values.list("kubelet-preferred-address-types"))
                .containsExactly("Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP");
        assertThat(values.on("anonymous-auth")).isTrue();
        assertThat(values.given("anonymous-auth")).isFalse();
    }

    @Test
    void aSwitchAloneIsOn() {
        assertThat(parse("--allow-privileged").on("allow-privileged")).isTrue();
        assertThat(parse("--allow-privileged=false").on("allow-privileged")).isFalse();
    }

    @Test
    void listsGrowAndTheLastSingleValueWins() {
        FlagValues values = parse(
                "--authorization-mode=Node,RBAC",
                "--authorization-mode=Webhook",
                "--service-account-issuer=a,b",
                "--service-account-issuer=c",
                "--secure-port=1",
                "--secure-port=2");
        assertThat(values.list("authorization-mode")).containsExactly("Node", "RBAC", "Webhook");
        assertThat(values.list("service-account-issuer")).containsExactly("a,b", "c");
        assertThat(values.integer("secure-port")).isEqualTo(2);
    }

    @Test
    void pairsHaveEqualsSigns() {
        assertThat(parse("--oidc-required-claim=a=b", "--oidc-required-claim=c=d")
                        .pairs("oidc-required-claim"))
                .isEqualTo(Map.of("a", "b", "c", "d"));
        assertThatThrownBy(() -> parse("--oidc-required-claim=a").pairs("oidc-required-claim"))
                .hasMessageContaining("malformed pair, expect string=string");
    }

    @TestFactory
    Stream<DynamicTest> refusals() {
        return Map.of(
                        "--nonsense=1", "unknown flag: --nonsense",
                        "--secure-port", "flag needs an argument: --secure-port",
                        "--secure-port=x",
                                "invalid argument \"x\" for \"--secure-port\" flag: strconv.ParseInt: parsing \"x\": invalid"
                                        + " syntax",
                        "--anonymous-auth=perhaps",
                                "invalid argument \"perhaps\" for \"--anonymous-auth\" flag: strconv.ParseBool: parsing"
                                        + " \"perhaps\": invalid syntax",
                        "--event-ttl=5",
                                "invalid argument \"5\" for \"--event-ttl\" flag: time: missing unit in duration \"5\"",
                        "--bind-address=here",
                                "invalid argument \"here\" for \"--bind-address\" flag: failed to parse IP: \"here\"",
                        "extra", "\"kube-apiserver\" does not take any arguments, got [\"extra\"]",
                        "-x", "unknown shorthand flag: 'x' in -x",
                        "--insecure-port=0",
                                "unknown flag: --insecure-port (removed in v1.24: the API is served over TLS only, see"
                                        + " --secure-port and --bind-address)",
                        "--goaway-chance=0.1",
                                "--goaway-chance=0.1 is not supported by jukung (docs/gaps.md): only its default, 0, is"
                                        + " accepted")
                .entrySet()
                .stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertThatThrownBy(() -> parse(each.getKey()))
                        .isInstanceOf(FlagException.class)
                        .hasMessage(each.getValue())));
    }

    @Test
    void aDefaultThatIsSaidIsNoDifference() {
        assertThat(parse("--goaway-chance=0", "--logging-format=text", "--watch-cache=true", "--request-timeout=60s")
                        .idle())
                .isEmpty();
        assertThat(parse("--watch-cache=false", "--apiserver-count=2").idle())
                .containsExactly("--watch-cache", "--apiserver-count");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Nonsense=true|unrecognized feature gate: Nonsense",
                "ServiceAccountIssuerDiscovery=true|unrecognized feature gate: ServiceAccountIssuerDiscovery (it is always"
                        + " on since v1.21 and its gate is gone: leave it out)",
                "IPv6DualStack=false|unrecognized feature gate: IPv6DualStack (dual-stack networking is part of Kubernetes"
                        + " since v1.23 and its gate is gone: leave it out)",
                "APIServerTracing=false|cannot set feature gate APIServerTracing to false, feature is locked to true",
                "APIServerIdentity=maybe|invalid value of APIServerIdentity=maybe, err: strconv.ParseBool: parsing"
                        + " \"maybe\": invalid syntax",
                "AllAlpha=true|jukung behaves as the default says, AllAlpha=false, and cannot be changed (docs/gaps.md)",
                "APIServerIdentity|missing bool value for APIServerIdentity",
            })
    void featureGates(String gate, String problem) {
        assertThatThrownBy(() -> FeatureGates.check(parse("--feature-gates=" + gate)))
                .hasMessage("invalid argument \"" + gate + "\" for \"--feature-gates\" flag: " + problem);
    }

    @Test
    void gatesWithTheirDefaultAreAccepted() {
        FeatureGates.check(parse("--feature-gates=AllAlpha=false,kube:APIServerIdentity=true,APIServerTracing=true"));
    }

    @Test
    void aGateThatCanBeChangedIsTold() {
        Set<String> changeable = Set.of("CBORServingAndStorage");
        assertThat(FeatureGates.read(parse("--feature-gates=CBORServingAndStorage=true,AllAlpha=false"), changeable))
                .isEqualTo(changeable);
        assertThat(FeatureGates.read(
                        parse("--feature-gates=CBORServingAndStorage=true,CBORServingAndStorage=false"), changeable))
                .isEmpty();
    }
}
