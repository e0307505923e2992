package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What tables say of their columns: a text of the printer, or that of the field in the schema. */
class TableColumnsTest {
    private static List<ObjectValue> columns(String collection) throws Exception {
        try (Requests requests = new Requests()) {
            Headers table = Headers.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
            return requests.send("GET", collection, table, "")
                    .json()
                    .list("columnDefinitions")
                    .objects();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "/api/v1/pods, Ready, string, The aggregate readiness state of this pod for accepting traffic.",
        "/api/v1/configmaps, Data, string, Data contains the configuration data.",
        "/apis/apps/v1/daemonsets, Desired, integer, The total number of nodes that should be running the daemon pod",
        "/apis/apps/v1/daemonsets, Age, string, CreationTimestamp is a timestamp representing the server time",
    })
    void areDescribed(String collection, String name, String type, String start) throws Exception {
        assertThat(columns(collection))
                .filteredOn(column -> column.text("name", "").equals(name))
                .singleElement()
                .satisfies(column -> {
                    assertThat(column.text("type", "")).isEqualTo(type);
                    assertThat(column.text("description", "")).startsWith(start);
                });
    }

    @Test
    void everyColumnOfPodsHasADescription() throws Exception {
        assertThat(columns("/api/v1/pods"))
                .noneMatch(column -> column.text("description", "").isEmpty());
    }

    @Test
    void theAgeIsDescribedInParagraphs() throws Exception {
        assertThat(columns("/api/v1/pods"))
                .filteredOn(column -> column.text("name", "").equals("Age"))
                .singleElement()
                .satisfies(column ->
                        assertThat(column.text("description", "")).contains("in UTC.\n\nPopulated by the system."));
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                Arguments.of(
                        "/api/v1/namespaces/default/endpoints",
                        "\"subsets\":[{\"addresses\":[{\"ip\":\"10.1.2.3\"},{\"ip\":\"10.1.2.1\"}],"
                                + "\"ports\":[{\"name\":\"a\",\"port\":80},{\"name\":\"b\",\"port\":53}]}]",
                        1,
                        "10.1.2.3:80,10.1.2.1:80,10.1.2.3:53 + 1 more..."),
                Arguments.of(
                        "/apis/storage.k8s.io/v1/csidrivers",
                        "\"spec\":{\"tokenRequests\":[{\"audience\":\"a\"},{\"audience\":\"b\"}]}",
                        4,
                        "a,b"),
                Arguments.of("/apis/storage.k8s.io/v1/csidrivers", "\"spec\":{\"requiresRepublish\":true}", 5, true),
                Arguments.of(
                        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                        "\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\"},\"metrics\":["
                                + "{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\",\"averageUtilization\":50}}},"
                                + "{\"type\":\"Pods\",\"pods\":{\"metric\":{\"name\":\"m\"},\"target\":{\"type\":\"AverageValue\",\"averageValue\":\"10\"}}}]}",
                        2,
                        "cpu: <unknown>/50%, <unknown>/10"));
    }

    @ParameterizedTest(name = "{0} {3}")
    @MethodSource("cells")
    void cellsSayWhatKubernetesSays(String collection, String fields, int column, Object cell) throws Exception {
        try (Requests requests = new Requests()) {
            Requests.Answer created = requests.post(collection, "{\"metadata\":{\"name\":\"x\"}," + fields + "}");
            assertThat(created.code()).as(created.body()).isEqualTo(201);
            ObjectValue row = requests.send(
                            "GET",
                            collection + "/x",
                            Headers.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"),
                            "")
                    .json()
                    .list("rows")
                    .objects()
                    .getFirst();
            assertThat(row.list("cells").get(column)).isEqualTo(cell);
        }
    }
}
