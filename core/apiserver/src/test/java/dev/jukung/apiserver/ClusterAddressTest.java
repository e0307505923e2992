package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each address of a Service is an IPAddress, as the allocator of Kubernetes makes it. */
@Timeout(60)
class ClusterAddressTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";

    private static String service(String name, String address) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"clusterIP\":\"" + address
                + "\",\"ports\":[{\"port\":80}]}}";
    }

    private static List<String> names(Requests requests) throws Exception {
        return requests.get(ADDRESSES).json().list("items").objects().stream()
                .map(item -> item.object("metadata").text("name", ""))
                .toList();
    }

    @Test
    void aServiceHasOneAsLongAsItExists() throws Exception {
        try (Requests requests = new Requests()) {
            assertThat(names(requests)).as("of the Service kubernetes").containsExactly("10.96.0.1");
            assertThat(requests.post(SERVICES, service("a", "10.96.0.9")).code())
                    .isEqualTo(201);

            ObjectValue address = requests.get(ADDRESSES + "/10.96.0.9").json();
            assertThat(address.object("spec").object("parentRef"))
                    .isEqualTo(ObjectValue.of("resource", "services", "namespace", "default", "name", "a"));
            assertThat(address.object("metadata").object("labels"))
                    .isEqualTo(ObjectValue.of(
                            "ipaddress.kubernetes.io/ip-family",
                            "IPv4",
                            "ipaddress.kubernetes.io/managed-by",
                            "ipallocator.k8s.io"));
            assertThat(address.object("metadata").text("resourceVersion", ""))
                    .isEqualTo(requests.get(SERVICES + "/a")
                            .json()
                            .object("metadata")
                            .text("resourceVersion", ""));

            assertThat(requests.delete(SERVICES + "/a", "").code()).isEqualTo(200);
            assertThat(names(requests)).containsExactly("10.96.0.1");
        }
    }

    @Test
    void anAddressThatAUserHasTakenIsNotGivenToAService() throws Exception {
        try (Requests requests = new Requests()) {
            String body = "{\"metadata\":{\"name\":\"10.96.0.9\"},\"spec\":{\"parentRef\":{\"resource\":\"gateways\","
                    + "\"group\":\"example.com\",\"namespace\":\"default\",\"name\":\"g\"}}}";
            assertThat(requests.post(ADDRESSES, body).code()).isEqualTo(201);

            assertThat(requests.post(SERVICES, service("a", "10.96.0.9")).refusal())
                    .startsWith("422 Invalid")
                    .endsWith("failed to allocate IP 10.96.0.9: provided IP is already allocated");
        }
    }

    @Test
    void oneThatIsDeletedComesBackWhileItsServiceIsThere() throws Exception {
        try (Requests requests = new Requests()) {
            requests.post(SERVICES, service("a", "10.96.0.9"));
            String uid = requests.get(ADDRESSES + "/10.96.0.9")
                    .json()
                    .object("metadata")
                    .text("uid", "");

            assertThat(requests.delete(ADDRESSES + "/10.96.0.9", "").code()).isEqualTo(200);
            requests.clock().settle();

            ObjectValue again = requests.get(ADDRESSES + "/10.96.0.9").json();
            assertThat(again.object("metadata").text("uid", "")).isNotEmpty().isNotEqualTo(uid);
            assertThat(again.object("spec").object("parentRef").text("name", ""))
                    .isEqualTo("a");
        }
    }
}
