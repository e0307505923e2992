package dev.jukung.apiserver.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingConfigTest {
    private static final String HEAD = "{apiVersion: apiserver.config.k8s.io/v1, kind: TracingConfiguration, ";

    private static TracingConfig read(String yaml) {
        return TracingConfig.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothingIsTracedUnlessItIsSaid() {
        assertThat(read("{apiVersion: apiserver.config.k8s.io/v1beta1, kind: TracingConfiguration}"))
                .isEqualTo(new TracingConfig("localhost:4317", 0, ""));
    }

    @Test
    void theCollectorAndTheRateAreRead() {
        assertThat(read(HEAD + "endpoint: 'collector:1', samplingRatePerMillion: 100}"))
                .isEqualTo(new TracingConfig("collector:1", 100, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "samplingRatePerMillion: -1} | failed to validate tracing configuration: samplingRatePerMillion: Invalid"
                        + " value: -1: sampling rate must be positive",
                "samplingRatePerMillion: 1000001} | failed to validate tracing configuration: samplingRatePerMillion:"
                        + " Invalid value: 1000001: sampling rate per million must be less than or equal to one million",
                "endpoint: 'http://a'} | failed to validate tracing configuration: endpoint: Invalid value: \"http://a\":"
                        + " unsupported scheme: http.  Options are none, dns, unix, or unix-abstract.  See"
                        + " https://github.com/grpc/grpc/blob/master/doc/naming.md",
                "rate: 1} | failed to read tracing config: unable to decode tracing configuration data: strict decoding"
                        + " error: unknown field \"rate\"",
            })
    void badFilesAreRefused(String rest, String message) {
        assertThatThrownBy(() -> read(HEAD + rest)).hasMessage(message);
    }
}
