package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadAddressTest {
    private static WorkloadAddress parse(String text) {
        return WorkloadAddress.parse(text).orElseThrow();
    }

    private static ObjectValue pod(String ip) {
        return Json.parseObject(
                "{\"spec\":{\"containers\":[{},{\"ports\":[{\"containerPort\":81},{\"containerPort\":82}]}]},\"status\":{\"podIP\":\""
                        + ip + "\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "a, 10.0.0.1, http://10.0.0.1:81",
        "a:9, 10.0.0.1, http://10.0.0.1:9",
        "https:a:9, 10.0.0.1, https://10.0.0.1:9",
        "https:a:, fd00::1, https://[fd00::1]:81",
    })
    void aPodIsReachedAtThePortAskedForOrItsFirst(String text, String ip, String expected) {
        assertThat(parse(text).ofPod(pod(ip))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "ftp:a:80", "http:a:80:x"})
    void otherFormsAreNoName(String text) {
        assertThat(WorkloadAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "169.254.169.254", "::1", "fe80::1"})
    void addressesThatAreNoPodsAreNotConnectedTo(String ip) {
        assertThatThrownBy(() -> parse("a").ofPod(pod(ip))).hasMessage("address not allowed");
    }

    @Test
    void aNumberIsThePortOfTheService() {
        ObjectValue service = Json.parseObject("{\"spec\":{\"ports\":[{\"name\":\"web\",\"port\":80}]}}");

        assertThat(parse("s:80").endpointPort(service)).isEqualTo("web");
        assertThat(parse("s:web").endpointPort(service)).isEqualTo("web");
        assertThatThrownBy(() -> parse("s:81").endpointPort(service))
                .hasMessage("no service port 81 found for service \"s\"");
    }

    @Test
    void onlyReadyAddressesOfPodsAreEndpoints() {
        ObjectValue endpoints = Json.parseObject("""
                {"subsets":[{"addresses":[{"ip":"10.0.0.1","targetRef":{"name":"a","namespace":"n"}},{"ip":"8.8.8.8"}],
                 "notReadyAddresses":[{"ip":"10.0.0.2","targetRef":{"name":"b","namespace":"n"}}],
                 "ports":[{"name":"web","port":8080},{"name":"other","port":1}]}]}""");

        assertThat(WorkloadAddress.endpoints(endpoints, "web"))
                .containsExactly(new WorkloadAddress.Endpoint("10.0.0.1", "a", "n", 8080));
    }
}
