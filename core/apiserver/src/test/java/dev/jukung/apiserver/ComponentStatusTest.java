package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.rest.ComponentStatuses.Finding;
import dev.jukung.http.Headers;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An old way to ask how the components are. */
class ComponentStatusTest {
    private static final String PATH = "/api/v1/componentstatuses";

    private Requests api;

    @BeforeEach
    void start() throws Exception {
        api = new Requests();
        api.server().components().put("controller-manager", () -> Finding.OK);
        api.server().components().put("scheduler", () -> new Finding(false, "connection refused"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void allComponentsAreAskedAndTheClientIsWarned() throws Exception {
        Requests.Answer all = api.get(PATH);

        assertThat(all.warnings()).containsExactly("299 - \"v1 ComponentStatus is deprecated in v1.19+\"");
        assertThat(all.body().strip())
                .isEqualTo("{\"kind\":\"ComponentStatusList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":["
                        + "{\"metadata\":{\"name\":\"controller-manager\"},\"conditions\":[{\"type\":\"Healthy\","
                        + "\"status\":\"True\",\"message\":\"ok\"}]},"
                        + "{\"metadata\":{\"name\":\"etcd-0\"},\"conditions\":[{\"type\":\"Healthy\",\"status\":"
                        + "\"True\",\"message\":\"ok\"}]},"
                        + "{\"metadata\":{\"name\":\"scheduler\"},\"conditions\":[{\"type\":\"Healthy\",\"status\":"
                        + "\"False\",\"message\":\"connection refused\"}]}]}");
    }

    @Test
    void oneIsAskedByItsName() throws Exception {
        assertThat(api.get(PATH + "/scheduler").body().strip())
                .isEqualTo(
                        "{\"kind\":\"ComponentStatus\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"scheduler\"},"
                                + "\"conditions\":[{\"type\":\"Healthy\",\"status\":\"False\",\"message\":\"connection refused\"}]}");
        assertThat(api.get(PATH + "/x").refusal()).isEqualTo("404 NotFound: componentstatuses \"x\" not found");
        assertThat(api.delete(PATH + "/scheduler", "").code()).isEqualTo(405);
        assertThat(api.get(PATH + "?fieldSelector=metadata.name%3Dscheduler")
                        .json()
                        .list("items"))
                .hasSize(1);
    }

    @Test
    void kubectlShowsThemInATable() throws Exception {
        Headers table = Headers.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        ObjectValue shown = api.send("GET", PATH, table, "").json();
        assertThat(shown.list("rows").objects().getLast().get("cells"))
                .isEqualTo(ListValue.of("scheduler", "Unhealthy", "connection refused", ""));
        assertThat(api.get("/api/v1").body())
                .contains("{\"name\":\"componentstatuses\",\"singularName\":\"componentstatus\",\"namespaced\":false,"
                        + "\"kind\":\"ComponentStatus\",\"verbs\":[\"get\",\"list\"],\"shortNames\":[\"cs\"]}");
    }

    @Test
    void aComponentThatNobodyPutsInIsAskedAtItsPort() throws Exception {
        try (Requests other = new Requests()) {
            String message = other.get(PATH + "/scheduler")
                    .json()
                    .list("conditions")
                    .objects()
                    .getFirst()
                    .text("message", "");
            assertThat(message).startsWith("Get \"https://127.0.0.1:10259/healthz\": ");
        }
    }
}
