package dev.jukung.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvailabilityTest {
    private static final ObjectValue WANTED = ObjectValue.of("namespace", "ns", "name", "api", "port", 443L);
    private static final String SERVICE =
            "{\"spec\":{\"type\":\"ClusterIP\",\"ports\":[{\"name\":\"https\",\"port\":443}]}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                SERVICE + "||EndpointsNotFound|cannot find endpointslices for service/api in \"ns\"",
                "{\"spec\":{\"type\":\"ClusterIP\",\"ports\":[{\"port\":80}]}}||ServicePortError|service/api in \"ns\" is not listening on port 443",
                SERVICE
                        + "|{\"endpoints\":[{\"conditions\":{\"ready\":false}}],\"ports\":[{\"name\":\"https\",\"port\":8443}]}|MissingEndpoints|endpointslices for service/api in \"ns\" have no addresses with port name \"https\"",
                SERVICE
                        + "|{\"endpoints\":[{}],\"ports\":[{\"name\":\"other\",\"port\":8443}]}|MissingEndpoints|endpointslices for service/api in \"ns\" have no addresses with port name \"https\"",
            })
    void namesWhatIsMissing(String service, String slice, String reason, String message) {
        List<ObjectValue> slices = slice == null ? List.of() : List.of(Json.parseObject(slice));
        ObjectValue problem = Availability.problem(WANTED, Optional.of(Json.parseObject(service)), slices)
                .orElseThrow();
        assertThat(problem.text("reason", "")).isEqualTo(reason);
        assertThat(problem.text("message", "")).isEqualTo(message);
    }

    @Test
    void nothingIsMissingWhereAReadyEndpointHasThePort() {
        ObjectValue slice = Json.parseObject("{\"endpoints\":[{}],\"ports\":[{\"name\":\"https\",\"port\":8443}]}");
        assertThat(Availability.problem(WANTED, Optional.of(Json.parseObject(SERVICE)), List.of(slice)))
                .isEmpty();
    }
}
