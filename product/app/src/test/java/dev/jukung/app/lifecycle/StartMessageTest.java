package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.app.ExitCode;
import dev.jukung.app.lifecycle.WaitOptions.TimeConverter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartMessageTest {
    @Test
    void aMessageIsReadAsItWasWritten() {
        for (StartMessage message : List.of(
                new StartMessage.Phase("keys"),
                new StartMessage.Ready(),
                new StartMessage.Failed(ExitCode.HOST_UNSUPPORTED, "two\nlines \"quoted\""))) {
            assertThat(message.line()).doesNotContain("\n");
            assertThat(StartMessage.of(message.line())).contains(message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WARNING: a library speaks", "{", "{}", "[1]", "{\"ready\":false}"})
    void whatIsNoMessageIsNone(String line) {
        assertThat(StartMessage.of(line)).isEmpty();
    }

    @Test
    void timesHaveUnits() {
        TimeConverter times = new TimeConverter();

        assertThat(times.convert("90")).isEqualTo(Duration.ofSeconds(90));
        assertThat(times.convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(times.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(times.convert("1h")).isEqualTo(Duration.ofHours(1));
        assertThatThrownBy(() -> times.convert("soon")).hasMessageContaining("'soon' is no time");
    }
}
