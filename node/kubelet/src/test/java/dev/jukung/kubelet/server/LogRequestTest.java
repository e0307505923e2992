package dev.jukung.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which log is asked for, and whether there is one. */
class LogRequestTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theOptionsOfTheApiAreUnderstood() throws Exception {
        Map<String, List<String>> query = Map.of(
                "follow", List.of("true"),
                "previous", List.of("false"),
                "timestamps", List.of("1"),
                "tailLines", List.of("7"),
                "sinceSeconds", List.of("60"),
                "limitBytes", List.of("100"));

        assertThat(LogOptions.parse(query, NOON))
                .isEqualTo(new LogOptions(
                        true,
                        false,
                        true,
                        OptionalLong.of(7),
                        Optional.of(NOON.minusSeconds(60)),
                        OptionalLong.of(100),
                        ""));
    }

    @ParameterizedTest
    @CsvSource({
        "tailLines, -1, 422",
        "limitBytes, 0, 422",
        "sinceSeconds, 0, 422",
        "stream, Sideways, 422",
        "tailLines, many, 400",
        "sinceTime, yesterday, 400"
    })
    void optionsThatMakeNoSenseAreRefused(String name, String value, int status) {
        assertThatThrownBy(() -> LogOptions.parse(Map.of(name, List.of(value)), NOON))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static Pod pod(String containerStatus) {
        return new Pod((ObjectValue) Yaml.parse("""
                metadata: {name: web, namespace: default}
                status: {containerStatuses: [{name: app, %s}]}
                """.formatted(containerStatus)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            state: {running: {}}, containerID: 'containerd://now'                                                                              | false | now
            state: {terminated: {exitCode: 0, containerID: 'containerd://now'}}                                                                | false | now
            state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, containerID: 'containerd://before'}}            | false | before
            state: {running: {}}, containerID: 'containerd://now', lastState: {terminated: {exitCode: 1, containerID: 'containerd://before'}}    | true  | before
            """)
    void theContainerIsTheOneOfTheStatus(String status, boolean previous, String id) throws Exception {
        assertThat(LogTarget.containerId(pod(status), "app", previous)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            state: {waiting: {reason: ContainerCreating}}   | false | container "app" in pod "web" is waiting to start: ContainerCreating
            state: {waiting: {reason: ErrImagePull}}        | false | container "app" in pod "web" is waiting to start: image can't be pulled
            state: {waiting: {reason: ImagePullBackOff}}    | false | container "app" in pod "web" is waiting to start: trying and failing to pull image
            ready: false                                    | false | container "app" in pod "web" is waiting to start - no logs yet
            state: {terminated: {exitCode: 128}}            | false | container "app" in pod "web" is terminated
            state: {running: {}}                            | true  | previous terminated container "app" in pod "web" not found
            """)
    void withoutALogTheKubeletSaysWhy(String status, boolean previous, String text) {
        assertThatThrownBy(() -> LogTarget.containerId(pod(status), "app", previous))
                .hasMessage(text);
    }

    @Test
    void aContainerWithoutStatusIsNotAvailable() {
        assertThatThrownBy(() -> LogTarget.containerId(pod("ready: true"), "other", false))
                .hasMessage("container \"other\" in pod \"web\" is not available");
    }
}
