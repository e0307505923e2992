package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.kinds.ServiceNetwork;
import dev.jukung.model.Cidr;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses of Services, from the ranges of the server and from ServiceCIDRs. */
class ServiceRangesTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String RANGES = "/apis/networking.k8s.io/v1/servicecidrs";
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";

    private static Requests server(String... ranges) throws Exception {
        List<Cidr> all = List.of(ranges).stream().map(Cidr::parse).toList();
        return new Requests(config -> config.withNetwork(new ServiceNetwork(all, 30000, 32767)));
    }

    private static String service(String name, String spec) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"ports\":[{\"port\":80}]" + spec + "}}";
    }

    private static String range(String name, String cidr) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"cidrs\":[\"" + cidr + "\"]}}";
    }

    private static List<String> addresses(Requests.Answer answer) {
        assertThat(answer.code()).as(answer.body()).isBetween(200, 201);
        return answer.json().object("spec").list("clusterIPs").texts();
    }

    @Test
    void theDefaultRangeIsReadyAndComesBack() throws Exception {
        try (Requests api = server("10.96.0.0/16")) {
            ObjectValue made = api.get(RANGES + "/kubernetes").json();
            assertThat(made.object("spec").list("cidrs").texts()).containsExactly("10.96.0.0/16");
            ObjectValue ready =
                    made.object("status").list("conditions").objects().getFirst();
            assertThat(ready.text("type", "") + ready.text("status", "") + ": " + ready.text("message", ""))
                    .isEqualTo("ReadyTrue: Kubernetes default Service CIDR is ready");

            api.delete(RANGES + "/kubernetes", "");
            api.settle();
            assertThat(api.get(RANGES + "/kubernetes").json().object("metadata").text("uid", ""))
                    .isNotEmpty()
                    .isNotEqualTo(made.object("metadata").text("uid", ""));
        }
    }

    @Test
    void aRangeThatIsUsedUpIsToldAndAnotherOneHelps() throws Exception {
        try (Requests api = server("10.96.0.0/29")) {
            List<String> given = new ArrayList<>();
            for (int i = 0; i < 5; i++) { // of six usable ones the server has the first
                given.addAll(addresses(api.post(SERVICES, service("s" + i, ""))));
            }
            assertThat(given)
                    .containsExactlyInAnyOrder("10.96.0.2", "10.96.0.3", "10.96.0.4", "10.96.0.5", "10.96.0.6");
            assertThat(api.post(SERVICES, service("full", "")).refusal())
                    .isEqualTo("500 InternalError: Internal error occurred: failed to allocate a serviceIP for Service"
                            + " \"full\": range is full");

            api.post(RANGES, range("more", "10.97.0.0/30"));
            assertThat(addresses(api.post(SERVICES, service("more", "")))).allMatch(ip -> ip.startsWith("10.97.0."));
            api.delete(SERVICES + "/s3", "");
            assertThat(addresses(api.post(SERVICES, service("again", "")))).containsExactly(given.get(3));
        }
    }

    @Test
    void aRangeThatIsNotReadyGivesNothing() throws Exception {
        try (Requests api = server("10.96.0.0/30")) {
            api.post(SERVICES, service("last", ""));
            api.post(RANGES, range("more", "10.97.0.0/24"));
            api.patch(
                    RANGES + "/more/status",
                    MERGE,
                    "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"reason\":\"Terminating\","
                            + "\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");

            assertThat(api.post(SERVICES, service("none", "")).code()).isEqualTo(500);
            assertThat(api.post(SERVICES, service("fixed", ",\"clusterIP\":\"10.97.0.9\""))
                            .refusal())
                    .endsWith("spec.clusterIPs: Invalid value: [\"10.97.0.9\"]: failed to allocate IP 10.97.0.9: the"
                            + " provided network does not match the current range");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.96.0.0 | the provided network does not match the current range",
                "10.96.255.255 | the provided network does not match the current range",
                "10.95.0.1 | the provided network does not match the current range",
                "10.96.0.1 | provided IP is already allocated",
            })
    void anAddressThatCannotBeHadIsRefused(String address, String why) throws Exception {
        try (Requests api = server("10.96.0.0/16")) {
            assertThat(api.post(SERVICES, service("x", ",\"clusterIP\":\"" + address + "\""))
                            .refusal())
                    .isEqualTo("422 Invalid: Service \"x\" is invalid: spec.clusterIPs: Invalid value: [\"" + address
                            + "\"]: failed to allocate IP " + address + ": " + why);
        }
    }

    @Test
    void withTwoFamiliesAServiceHasAnAddressOfEachThatItAsksFor() throws Exception {
        try (Requests api = server("10.96.0.0/16", "fd00:10:96::/112")) {
            assertThat(api.get(RANGES + "/kubernetes")
                            .json()
                            .object("spec")
                            .list("cidrs")
                            .texts())
                    .containsExactly("10.96.0.0/16", "fd00:10:96::/112");
            assertThat(addresses(api.post(SERVICES, service("one", "")))).hasSize(1);

            Requests.Answer both = api.post(SERVICES, service("both", ",\"ipFamilyPolicy\":\"PreferDualStack\""));
            assertThat(both.json().object("spec").list("ipFamilies").texts()).containsExactly("IPv4", "IPv6");
            List<String> had = addresses(both);
            assertThat(had.getFirst()).startsWith("10.96.");
            assertThat(had.getLast()).startsWith("fd00:10:96::");
            assertThat(api.get(ADDRESSES + "/" + had.getLast()).code()).isEqualTo(200);

            String single = "{\"spec\":{\"ipFamilyPolicy\":\"SingleStack\"}}";
            assertThat(addresses(api.patch(SERVICES + "/both", MERGE, single))).containsExactly(had.getFirst());
            assertThat(api.get(ADDRESSES + "/" + had.getLast()).code()).isEqualTo(404);
            String dual = "{\"spec\":{\"ipFamilyPolicy\":\"RequireDualStack\"}}";
            assertThat(addresses(api.patch(SERVICES + "/both", MERGE, dual))).hasSize(2);

            assertThat(addresses(api.post(SERVICES, service("six", ",\"ipFamilies\":[\"IPv6\"]"))))
                    .allMatch(ip -> ip.startsWith("fd00:"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ipFamilyPolicy\":\"RequireDualStack\" | spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this"
                        + " cluster is not configured for dual-stack services",
                "\"ipFamilies\":[\"IPv6\"] | spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster",
                "\"ipFamilies\":[\"IPv4\",\"IPv6\"] | spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be"
                        + " 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
                "\"clusterIP\":\"fd00::1\" | spec.clusterIPs[0]: Invalid value: [\"fd00::1\"]: IPv6 is not configured on"
                        + " this cluster",
            })
    void whatTheClusterDoesNotHaveIsRefused(String spec, String cause) throws Exception {
        try (Requests api = server("10.96.0.0/16")) {
            assertThat(api.post(SERVICES, service("x", "," + spec)).refusal())
                    .isEqualTo("422 Invalid: Service \"x\" is invalid: " + cause);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1/24 | must not have bits set beyond the prefix length",
                "10.0.0.00/24 | must not have leading 0s in IP or prefix length",
                "FD00::/64 | must be in canonical form (\"fd00::/64\")",
                "10.0.0.0 | must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
            })
    void aRangeIsWrittenInOneWayOnly(String cidr, String why) throws Exception {
        try (Requests api = server("10.96.0.0/16")) {
            assertThat(api.post(RANGES, range("x", cidr)).refusal())
                    .isEqualTo("422 Invalid: ServiceCIDR.networking.k8s.io \"x\" is invalid: spec.cidrs[0]: Invalid"
                            + " value: \"" + cidr + "\": " + why);
        }
    }

    @Test
    void aRangeStaysButASecondFamilyMayBeAdded() throws Exception {
        try (Requests api = server("10.96.0.0/16")) {
            api.post(RANGES, range("x", "10.0.0.0/24"));
            assertThat(api.patch(RANGES + "/x", MERGE, "{\"spec\":{\"cidrs\":[\"10.0.1.0/24\"]}}")
                            .refusal())
                    .endsWith("spec.cidrs[0]: Invalid value: \"10.0.1.0/24\": field is immutable");
            assertThat(api.patch(RANGES + "/x", MERGE, "{\"spec\":{\"cidrs\":[\"10.0.0.0/24\",\"fd00::/64\"]}}")
                            .code())
                    .isEqualTo(200);
            assertThat(api.patch(RANGES + "/x", MERGE, "{\"spec\":{\"cidrs\":[\"10.0.0.0/24\"]}}")
                            .refusal())
                    .endsWith("field is immutable");
        }
    }
}
