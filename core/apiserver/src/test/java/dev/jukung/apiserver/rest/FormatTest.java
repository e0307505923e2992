package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.runtime.ApiException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an Accept header leads to. */
class FormatTest {
    private static Request accepting(String header) {
        return new Request(
                "GET",
                "/api/v1/pods",
                Map.of(),
                Headers.of("Accept", header),
                new byte[0],
                new InetSocketAddress("127.0.0.1", 1),
                List.of(),
                "HTTP/2.0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                                                         | JSON     | OBJECT",
                "application/*                                                               | JSON     | OBJECT",
                "*                                                                           | JSON     | OBJECT",
                "application/yaml                                                            | YAML     | OBJECT",
                "application/vnd.kubernetes.protobuf, application/json                       | PROTOBUF | OBJECT",
                "application/vnd.kubernetes.protobuf;stream=watch                            | PROTOBUF | OBJECT",
                "application/json;q=0.1,application/yaml;q=0.5                               | YAML     | OBJECT",
                "*/*, application/yaml                                                       | YAML     | OBJECT",
                "text/html,application/json;q=0.2                                            | JSON     | OBJECT",
                "application/json;q=0                                                        | JSON     | OBJECT",
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json               | JSON     | TABLE",
                "application/json;as=Table;v=v2;g=meta.k8s.io,application/yaml               | YAML     | OBJECT",
                "application/json;as=Table,application/yaml                                  | YAML     | OBJECT",
                "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,*/*         | JSON     | OBJECT",
                "*/*;as=Table;v=v1;g=meta.k8s.io                                             | JSON     | TABLE",
                "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1 | PROTOBUF | METADATA",
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1beta1       | JSON     | METADATA_LIST",
                "application/json;stream=other,application/yaml                              | YAML     | OBJECT",
            })
    void theBestOfferIsTaken(String accept, Format.Encoding encoding, Format.Form form) {
        Format format = Format.of(accepting(accept), true);

        assertThat(format.encoding()).isEqualTo(encoding);
        assertThat(format.form()).isEqualTo(form);
    }

    @Test
    void aCustomResourceHasNoProtobufFormButItsMetadataDoes() {
        String protobuf = "application/vnd.kubernetes.protobuf";
        assertThatThrownBy(() -> Format.of(accepting(protobuf), false)).isInstanceOf(ApiException.class);
        assertThat(Format.of(accepting(protobuf + ",application/json"), false).encoding())
                .isEqualTo(Format.Encoding.JSON);
        assertThat(Format.of(accepting(protobuf + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1"), false)
                        .encoding())
                .isEqualTo(Format.Encoding.PROTOBUF);
    }
}
