package dev.jukung.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class GoDurationTest {
    @Test
    void readsWhatGoWrites() {
        assertThat(new GoDuration().convert("1m30s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(new GoDuration().convert("1.5h")).isEqualTo(Duration.ofMinutes(90));
        assertThat(new GoDuration().convert("-20ms")).isEqualTo(Duration.ofMillis(-20));
        assertThat(new GoDuration().convert("0")).isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> new GoDuration().convert("10"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("time: missing unit in duration \"10\"");
    }
}
