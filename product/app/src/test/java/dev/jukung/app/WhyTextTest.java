package dev.jukung.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.why.WhyText;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code jukung why} prints, word for word. */
class WhyTextTest {
    private static final Path CASES = Path.of("src/test/resources/why");

    private static List<String> text(String name, Locale locale) throws IOException {
        ObjectValue explanation = (ObjectValue) Yaml.parse(Files.readString(CASES.resolve(name + ".yaml")));
        return new WhyText(Texts.of(locale)::text).lines(explanation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "pending", "crashing", "gone"})
    void printsWhatTheFileSays(String name) throws IOException {
        assertThat(String.join("\n", text(name, Locale.ENGLISH)) + "\n")
                .isEqualTo(Files.readString(CASES.resolve(name + ".txt")));
    }

    @Test
    void speaksJapanese() throws IOException {
        assertThat(text("pending", Locale.JAPANESE))
                .contains("解決するには:", "  要求 (resources.requests) を減らすか、空きのあるノードを用意してください。");
    }

    @Test
    void aLongStoryIsShortenedInTheMiddle() throws IOException {
        ObjectValue explanation = (ObjectValue) Yaml.parse(Files.readString(CASES.resolve("running.yaml")));
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(ObjectValue.of("time", "2026-01-01T00:01:00Z", "reason", "Tick", "message", "number " + i));
        }

        List<String> lines = new WhyText(Texts.of(Locale.ENGLISH)::text)
                .lines(explanation.with("events", dev.jukung.value.ListValue.copyOf(events)));

        assertThat(lines).anyMatch(line -> line.matches(".*… \\d+ more; --output json shows them"));
        assertThat(lines).anyMatch(line -> line.endsWith("number 99")).noneMatch(line -> line.endsWith("number 50"));
    }
}
