package dev.jukung.controllers.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.model.core.v1.EndpointSubset;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalSubsetsTest {
    private static final String A = "{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}";

    static Stream<Arguments> cases() {
        return Stream.of(
                arguments("nothing", "[]", "[]"),
                arguments("what is canonical stays", "[" + A + "]", "[" + A + "]"),
                arguments("the same twice is there once", "[" + A + ", " + A + "]", "[" + A + "]"),
                arguments(
                        "subsets with the same ports become one, sorted",
                        "[{addresses: [{ip: 10.0.0.2}], ports: [{port: 80}]}, " + A + "]",
                        "[{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{port: 80}]}]"),
                arguments(
                        "ports with the same addresses become one subset, sorted by name",
                        "[{addresses: [{ip: 10.0.0.1}], ports: [{name: b, port: 80}]},"
                                + " {addresses: [{ip: 10.0.0.1}], ports: [{name: a, port: 81}]}]",
                        "[{addresses: [{ip: 10.0.0.1}], ports: [{name: a, port: 81}, {name: b, port: 80}]}]"),
                arguments(
                        "a port that only some addresses have is a subset of its own",
                        "[{addresses: [{ip: 10.0.0.1}], ports: [{name: a, port: 80}, {name: b, port: 81}]},"
                                + " {addresses: [{ip: 10.0.0.2}], ports: [{name: a, port: 80}]}]",
                        "[{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{name: a, port: 80}]},"
                                + " {addresses: [{ip: 10.0.0.1}], ports: [{name: b, port: 81}]}]"),
                arguments(
                        "not ready anywhere is not ready",
                        "[" + A + ", {notReadyAddresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]",
                        "[{notReadyAddresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]"),
                arguments(
                        "ports with the same addresses in other states are apart",
                        "[" + A + ", {notReadyAddresses: [{ip: 10.0.0.1}], ports: [{port: 81}]}]",
                        "[" + A + ", {notReadyAddresses: [{ip: 10.0.0.1}], ports: [{port: 81}]}]"),
                arguments(
                        "addresses without ports are kept",
                        "[{addresses: [{ip: 10.0.0.1}]}]",
                        "[{addresses: [{ip: 10.0.0.1}]}]"),
                arguments(
                        "one address of two pods is two",
                        "[{addresses: [{ip: 10.0.0.1, targetRef: {uid: u2}}, {ip: 10.0.0.1, targetRef: {uid: u1}}],"
                                + " ports: [{port: 80}]}]",
                        "[{addresses: [{ip: 10.0.0.1, targetRef: {uid: u1}}, {ip: 10.0.0.1, targetRef: {uid: u2}}],"
                                + " ports: [{port: 80}]}]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void subsetsHaveOneForm(String name, String given, String canonical) {
        assertThat(CanonicalSubsets.of(subsets(given))).isEqualTo(subsets(canonical));
    }

    private static List<EndpointSubset> subsets(String yaml) {
        return ((ObjectValue) Yaml.parse("subsets: " + yaml))
                .list("subsets").objects().stream().map(EndpointSubset::new).toList();
    }
}
