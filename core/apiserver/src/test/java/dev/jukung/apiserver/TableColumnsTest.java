package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
