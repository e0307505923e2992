package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.Texts;
import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The world of a command in a test: English, an environment of its own, and memory instead of a terminal. */
public final class TestContext {
    private TestContext() {}

    static CommandContext in(Path home) {
        return in(home, new SystemClock());
    }

    static CommandContext in(Path home, Clock clock) {
        return with(
                Map.of(
                        "HOME",
                        home.toString(),
                        "JUKUNG_DATA",
                        home.resolve("data").toString()),
                clock);
    }

    static CommandContext with(Map<String, String> environment, Clock clock) {
        return new CommandContext(Texts.of(Locale.ENGLISH), memory(), memory(), environment, clock, false);
    }

    private static PrintStream memory() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
